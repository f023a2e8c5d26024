import { z } from 'zod';
import type { Configuration } from '../../../src/model/configuration/configuration.js';
import type { DriverPart } from '../../../src/model/configuration/driver-part.js';
import { parseConfiguration } from '../../../src/model/configuration/parse.js';
import { formatProblem } from '../../../src/model/configuration/problem.js';
import { duration, rate } from '../../../src/model/configuration/quantity.js';
import { knownMetric } from '../../../src/model/metric.js';
import { UserError } from '../../../src/model/user-error.js';

/** Loads a service; its value is text or a map, like that of the http driver. */
export const web: DriverPart = {
  name: 'web',
  needs: 'service',
  configuration: {
    value: z.union([
      z.string().regex(/^GET \//, 'a request such as GET /users'),
      z.strictObject({ path: z.string(), method: z.enum(['GET', 'POST']).optional() }),
    ]),
    siblings: {
      connections: z.number().int().min(1).max(1000).optional(),
      timeout: duration('10ms', '2m').optional(),
      rate: rate().optional(),
    },
    resolve(value, siblings) {
      if (siblings.rate !== undefined && siblings.connections === 1) {
        throw new UserError('one connection cannot keep to a rate.', { advice: 'Give it more.' });
      }
      return { value, ...siblings };
    },
  },
  metrics: () => ['throughput', 'mean', 'p50', 'p90', 'p99', 'errors'].map(knownMetric),
  defaultGates: () => ['throughput', 'p50', 'p99', 'errors', 'cpu'],
  describe: (options) => JSON.stringify(options),
};

/** Runs by itself, and yields metrics that nobody else knows. */
export const tool: DriverPart = {
  name: 'tool',
  needs: 'nothing',
  configuration: {
    value: z.string().min(1),
    siblings: { format: z.enum(['go', 'json']).optional() },
    resolve: (value, siblings) => ({ value, ...siblings }),
  },
  metrics: () => [
    { name: 'time', label: 'time', unit: 'ms', better: 'lower', kind: 'ratio' },
    { name: 'connections', label: 'connections', unit: 'count', better: 'higher', kind: 'ratio' },
  ],
  defaultGates: () => ['time'],
  describe: (options) => `tool ${JSON.stringify(options)}`,
};

export const FAKES: readonly DriverPart[] = [web, tool];

/** The problems of a file as they are printed. */
export function problemsOf(text: string): string[] {
  const parsed = parseConfiguration(text, 'paceline.yml', FAKES);
  return 'problems' in parsed ? parsed.problems.map(formatProblem) : [];
}

/** The configuration of a file that must be right. */
export function configurationOf(text: string): Configuration {
  const parsed = parseConfiguration(text, 'paceline.yml', FAKES);
  if ('problems' in parsed) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.configuration;
}

/** A right file with one benchmark `users`, whose further lines are given. */
export function file(benchmark = '', top = ''): string {
  const lines = benchmark.split('\n').filter(Boolean);
  return [
    'service: { start: node server.js }',
    ...top.split('\n').filter(Boolean),
    'benchmarks:',
    '  users:',
    '    web: GET /users',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}
