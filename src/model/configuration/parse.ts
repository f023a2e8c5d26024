import { z } from 'zod';
import { DEFAULT_SECONDS, type ServicePlan } from '../plan.js';
import { DEFAULT_POLICY, type Policy } from '../rule.js';
import { readBenchmark, type FileKeys } from './benchmark.js';
import type { BenchmarkConfiguration, Configuration } from './configuration.js';
import { isMap, readDocument, type SourceDocument } from './document.js';
import type { DriverPart } from './driver-part.js';
import { checkValue, part } from './issues.js';
import { nearestWord, Problems, type Path, type Problem } from './problem.js';
import { checkRules } from './rules.js';
import { fileSchema, MOST_BENCHMARKS } from './schema.js';
import { readService } from './service.js';

/**
 * Reads paceline.yml. `file` is its name for messages. Every problem is reported, in the order of
 * the lines; where there is one, there is no configuration. Never throws on any text.
 */
export function parseConfiguration(
  text: string,
  file: string,
  drivers: readonly DriverPart[],
): { configuration: Configuration } | { problems: Problem[] } {
  const problems = new Problems(file);
  const document = readDocument(text, problems);
  const configuration = document && readFile(document, file, drivers, problems);
  if (problems.some || !configuration) return { problems: problems.list() };
  return { configuration };
}

function readFile(
  document: SourceDocument,
  file: string,
  drivers: readonly DriverPart[],
  problems: Problems,
): Configuration | null {
  const source = document.value;
  if (!isMap(source)) {
    if (problems.some) return null;
    const wanted = 'expected a map with service and benchmarks';
    const empty = source === null || source === undefined;
    problems.add([], empty ? `the file is empty; ${wanted}` : wanted);
    return null;
  }
  const schema = fileSchema(z.unknown());
  checkValue(schema, source, [], problems);
  const common: FileKeys = {
    services: readServices(source, document, problems),
    servicesHidden: hidesServices(source),
    rules: { path: [], tolerance: source.tolerance, targets: source.targets },
    advisory: source.advisory === true,
    seconds: part(schema.shape.time, source.time) ?? DEFAULT_SECONDS,
  };
  const benchmarks: BenchmarkConfiguration[] = [];
  const written = isMap(source.benchmarks) ? Object.entries(source.benchmarks) : [];
  const named = written.length > MOST_BENCHMARKS ? [] : written;
  for (const [name, value] of named) {
    const benchmark = readBenchmark(name, value, common, drivers, problems);
    if (benchmark) benchmarks.push(benchmark);
  }
  const whole = benchmarks.length === named.length && named.length > 0;
  checkRules(common.rules, whole ? benchmarks.flatMap((b) => b.metrics) : null, problems);
  return {
    file,
    services: [...common.services.values()].filter((service) => service !== null),
    policy: policyOf(part(schema.shape.policy, source.policy)),
    pin: part(schema.shape.pin, source.pin) ?? 'auto',
    benchmarks,
  };
}

function readServices(
  source: Record<string, unknown>,
  document: SourceDocument,
  problems: Problems,
) {
  const services = new Map<string, ServicePlan | null>();
  const read = (name: string, value: unknown, path: Path) => {
    services.set(name, readService(name, value, path, document, problems));
  };
  if ('service' in source) read('service', source.service, ['service']);
  if (!('services' in source)) return services;
  if ('service' in source) {
    const message = 'stands beside service; move that one in here, under a name';
    problems.add(['services'], message, { at: 'key', found: 'services' });
  }
  const several = isMap(source.services) ? Object.entries(source.services) : [];
  if (isMap(source.services) && several.length === 0) {
    problems.add(['services'], 'expected at least one service', { found: 'an empty map' });
  }
  for (const [name, value] of several) read(name, value, ['services', name]);
  return services;
}

function hidesServices(source: Record<string, unknown>): boolean {
  if ('services' in source) return !isMap(source.services);
  const keys = ['service', 'services'];
  return !('service' in source) && Object.keys(source).some((key) => nearestWord(key, keys));
}

function policyOf(
  written: Partial<Record<keyof Policy, 'fail' | 'neutral' | undefined>> = {},
): Policy {
  return {
    regressed: written.regressed ?? DEFAULT_POLICY.regressed,
    over: written.over ?? DEFAULT_POLICY.over,
    inconclusive: written.inconclusive ?? DEFAULT_POLICY.inconclusive,
    invalid: written.invalid ?? DEFAULT_POLICY.invalid,
  };
}
