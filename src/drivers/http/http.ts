import { knownMetric } from '../../model/metric.js';
import type { Driver, DriverEdges, Load, Target } from '../driver.js';
import { GeneratorProcess, generatorScript, START_LIMIT } from './generator-process.js';
import { httpConfiguration, type HttpOptions } from './options.js';
import { summarise } from './summary.js';
import { label, workload } from './workload.js';

/** On top of what a question may take by itself, in ms: machines stall. */
const GRACE = 15_000;

const METRICS = [
  'throughput',
  'mean',
  'p50',
  'p90',
  'p95',
  'p99',
  'errors',
  'response-size',
  'network',
];

/** Loads an HTTP service with autocannon's client, in a process of its own. */
export const httpDriver: Driver<HttpOptions> = {
  name: 'http',
  configuration: httpConfiguration,
  needs: 'service',
  metrics: () => METRICS.map(knownMetric),
  // At a fixed rate the throughput is given, so the mean says what the throughput would.
  defaultGates: ({ rate }) => [rate === null ? 'throughput' : 'mean', 'p99', 'errors'],
  describe,
  open,
  summarise: (slices) => summarise(slices),
};

async function open(
  options: HttpOptions,
  target: Target | Promise<Target>,
  edges: DriverEdges,
): Promise<Load> {
  const filled = workload(options, edges.env);
  const generator = new GeneratorProcess(
    edges.generator ?? generatorScript(),
    edges.cores,
    edges.signal,
  );
  try {
    const { url } = await target;
    await generator.ask({ ask: 'open', workload: filled, url }, START_LIMIT);
  } catch (error) {
    await generator.stop();
    throw error;
  }
  return {
    probe: () =>
      generator.ask({ ask: 'probe' }, filled.requests.length * 2 * filled.timeout + GRACE),
    slice: (seconds) =>
      generator.ask({ ask: 'slice', seconds }, seconds * 1000 + 2 * filled.timeout + GRACE),
    close: () => generator.stop(),
  };
}

/** `GET /users, 10 connections`: as written, without values from the environment. */
function describe(options: HttpOptions): string {
  const [first, ...more] = options.requests.map(label);
  const parts = [`${first!.slice(0, 200)}${more.length > 0 ? ` and ${more.length} more` : ''}`];
  parts.push(`${options.connections} connection${options.connections === 1 ? '' : 's'}`);
  if (options.pipelining > 1) parts.push(`${options.pipelining} pipelined`);
  if (!options.keepAlive) parts.push('no keep-alive');
  if (options.rate !== null) parts.push(`${Number(options.rate.toFixed(3))}/s`);
  return parts.join(', ');
}
