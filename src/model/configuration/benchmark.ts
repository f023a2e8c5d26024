import { z } from 'zod';
import { knownMetric, type Metric } from '../metric.js';
import type { ServicePlan } from '../plan.js';
import { UserError } from '../user-error.js';
import type { BenchmarkConfiguration } from './configuration.js';
import { isMap } from './document.js';
import type { DriverPart } from './driver-part.js';
import { addIssues, checkValue, part } from './issues.js';
import { nearestWord, suggestion, type Path, type Problems } from './problem.js';
import { checkRules, limitsOf, type RuleSource } from './rules.js';
import { benchmarkKeys, benchmarkSchema } from './schema.js';

/** What the bench measures of a service besides what the driver yields. */
export const RESOURCES = ['cpu', 'utilisation', 'memory', 'network', 'disk'] as const;

/** What the top of the file says for all benchmarks. */
export interface FileKeys {
  /** By name; null for one that has problems. */
  services: ReadonlyMap<string, ServicePlan | null>;
  /** A misspelt key or a wrong type hides services, so that nothing can be said of their names. */
  servicesHidden: boolean;
  rules: RuleSource;
  advisory: boolean;
  seconds: number;
}

/** Reads one benchmark. Problems are added; null when they leave its metrics unknown. */
export function readBenchmark(
  name: string,
  source: unknown,
  common: FileKeys,
  drivers: readonly DriverPart[],
  problems: Problems,
): BenchmarkConfiguration | null {
  const path = ['benchmarks', name];
  const driver = isMap(source) ? driverOf(source, path, drivers, problems) : undefined;
  if (!isMap(source) || !driver) {
    checkValue(driverless(drivers), source, path, problems);
    return null;
  }
  const schema = benchmarkSchema(driver);
  checkValue(schema, source, path, problems);
  const service = serviceOf(source, path, common, driver, problems);
  const rules: RuleSource = {
    path,
    tolerance: source.tolerance,
    budgets: source.budgets,
    targets: source.targets,
  };
  const resolved = resolveOptions(driver, source, path, problems);
  if (!resolved) {
    checkRules(rules, null, problems);
    return null;
  }
  const { options } = resolved;
  const metrics = metricsOf(driver, options);
  const gates = driver.defaultGates(options);
  const limits = limitsOf(metrics, gates, common.rules, rules, problems);
  const advisory = typeof source.advisory === 'boolean' ? source.advisory : common.advisory;
  if (limits.length === 0 && !advisory) {
    const message =
      'nothing of this benchmark can fail; compare a metric, set a budget, or write advisory: true';
    problems.add(path, message, { at: 'key' });
  }
  return {
    name,
    driver: driver.name,
    options,
    workload: driver.describe(options),
    metrics,
    service,
    limits,
    advisory,
    seconds: part(benchmarkKeys.time, source.time) ?? common.seconds,
    expectChange: source['expect-change'] === true,
  };
}

/** The driver whose key the benchmark has. */
function driverOf(
  source: Record<string, unknown>,
  path: Path,
  drivers: readonly DriverPart[],
  problems: Problems,
): DriverPart | undefined {
  const names = drivers.map((driver) => driver.name);
  const [first, second] = drivers.filter((driver) => Object.hasOwn(source, driver.name));
  if (first && second) {
    const message = `a benchmark has one driver, and this one has ${first.name} already`;
    problems.add([...path, second.name], message, { at: 'key', found: second.name });
    return undefined;
  }
  // A driver's name with a slip in it is reported as the unknown key that it is.
  const slip = Object.keys(source).some(
    (key) => !Object.hasOwn(benchmarkKeys, key) && nearestWord(key, names) !== null,
  );
  if (!first && !slip) {
    const message = `names no driver${suggestion(null, names, 'add one of:')}`;
    problems.add(path, message, { at: 'key', expected: names.join(', ') });
  }
  return first;
}

/** For a benchmark whose driver is unknown: every key that some driver has may be right. */
function driverless(drivers: readonly DriverPart[]): z.ZodType {
  const keys = drivers.flatMap(({ name, configuration }) => [
    name,
    ...Object.keys(configuration.siblings),
  ]);
  const anything = Object.fromEntries(keys.map((key) => [key, z.unknown().optional()]));
  return z.strictObject({ ...anything, ...benchmarkKeys });
}

function serviceOf(
  source: Record<string, unknown>,
  path: Path,
  { services, servicesHidden }: FileKeys,
  driver: DriverPart,
  problems: Problems,
): string | null {
  const names = [...services.keys()];
  const named = source.service;
  const place = [...path, 'service'];
  if (driver.needs === 'nothing') {
    if (named !== undefined) {
      problems.add(place, `${driver.name} loads no service; remove this key`, { at: 'key' });
    }
    return null;
  }
  if (servicesHidden) return null;
  if (typeof named === 'string') {
    if (services.has(named)) return named;
    const nearest = nearestWord(named, names);
    const message = `no service is called "${named.slice(0, 60)}"${suggestion(nearest, names, 'there are:')}`;
    problems.add(place, message, { found: named, expected: names.join(', '), nearest });
    return null;
  }
  const [only, another] = names;
  if (only === undefined) {
    const message = `${driver.name} loads a service, and the file has none; add service: with its start command`;
    problems.add(path, message, { at: 'key' });
  } else if (another !== undefined && named === undefined) {
    const message = `say which service it loads; add service: with one of ${names.join(', ')}`;
    problems.add(path, message, { at: 'key', expected: names.join(', ') });
  } else return only;
  return null;
}

/** The driver's options; null when its part of the benchmark has problems. */
function resolveOptions(
  driver: DriverPart,
  source: Record<string, unknown>,
  path: Path,
  problems: Problems,
): { options: unknown } | null {
  const { configuration } = driver;
  const { value, siblings } = configuration;
  const place = [...path, driver.name];
  const parsed = value.safeParse(source[driver.name]);
  const beside: Record<string, unknown> = {};
  let complete = parsed.success;
  for (const [key, schema] of Object.entries(siblings)) {
    const sibling = schema.safeParse(source[key]);
    if (!sibling.success) complete = false;
    else if (sibling.data !== undefined) beside[key] = sibling.data;
  }
  if (!complete) return null;
  try {
    return { options: configuration.resolve(parsed.data, beside) };
  } catch (error) {
    if (error instanceof z.ZodError) addIssues(error.issues, null, source, path, problems);
    else if (error instanceof UserError) {
      problems.add(place, [error.message, error.advice].filter(Boolean).join(' '));
    } else throw error;
    return null;
  }
}

function metricsOf(driver: DriverPart, options: unknown): Metric[] {
  const own = driver.metrics(options);
  if (driver.needs === 'nothing') return own;
  const missing = RESOURCES.filter((name) => !own.some((metric) => metric.name === name));
  return [...own, ...missing.map(knownMetric)];
}
