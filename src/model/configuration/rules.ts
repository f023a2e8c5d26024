import { METRICS, type Metric } from '../metric.js';
import { DEFAULT_TOLERANCE } from '../rule.js';
import { readBudget, targetBudgets } from './budget.js';
import type { Budget, Limit } from './configuration.js';
import { isMap } from './document.js';
import { nearestWord, suggestion, type Path, type Problems } from './problem.js';
import { TARGETS, type TargetName } from './targets.js';
import { generalTolerance, readTolerance } from './tolerance.js';

/** `tolerance`, `budgets` and `targets` of the whole file or of one benchmark, as written. */
export interface RuleSource {
  path: Path;
  tolerance?: unknown;
  budgets?: unknown;
  targets?: unknown;
}

/** What one place in the file asks for. null for a metric that is not to be compared. */
interface Wishes {
  tolerance: number | null;
  tolerances: Map<string, number | null>;
  budgets: Map<string, Budget>;
  targets: readonly TargetName[] | null;
}

/**
 * The limits of one benchmark: the driver's default gates, those that the file names, and budgets.
 * What the benchmark says wins over what the file says, one metric over all metrics, a budget
 * written out over a target. Metrics that the file names for all benchmarks and this one does not
 * yield are left out; `checkRules` finds those that none yields.
 */
export function limitsOf(
  metrics: readonly Metric[],
  defaultGates: readonly string[],
  shared: RuleSource,
  own: RuleSource,
  problems: Problems,
): Limit[] {
  const all = readWishes(shared, metrics, null);
  const mine = readWishes(own, metrics, problems);
  const budgets = new Map(targetBudgets(mine.targets ?? all.targets ?? [], metrics));
  for (const [name, budget] of mine.budgets) budgets.set(name, budget);
  const lost = defaultGates.find((gate) => !metrics.some(({ name }) => name === gate));
  if (lost !== undefined) throw new Error(`a driver compares ${lost} and does not yield it`);
  const limits: Limit[] = [];
  for (const metric of metrics) {
    const { name } = metric;
    const said = mine.tolerances.has(name) || all.tolerances.has(name);
    const tolerance = said || defaultGates.includes(name) ? toleranceOf(metric, mine, all) : null;
    const budget = budgets.get(name) ?? null;
    if (tolerance !== null || budget !== null) limits.push({ metric, tolerance, budget });
  }
  return limits;
}

function toleranceOf(metric: Metric, own: Wishes, shared: Wishes): number | null {
  for (const wishes of [own, shared]) {
    const one = wishes.tolerances.get(metric.name);
    if (one !== undefined) return one;
    // One tolerance for all says nothing about shares, so that of the file may still hold.
    if (wishes.tolerance !== null && metric.kind === 'ratio') {
      return generalTolerance(wishes.tolerance, metric);
    }
  }
  return generalTolerance(DEFAULT_TOLERANCE, metric);
}

/** Reads what is written; with `problems` given, says what is wrong with it. */
function readWishes(
  source: RuleSource,
  yielded: readonly Metric[] | null,
  problems: Problems | null,
): Wishes {
  const { path, tolerance } = source;
  const metrics = yielded ?? METRICS;
  const strict = yielded === null ? null : problems;
  const tolerances = new Map<string, number | null>();
  for (const [name, value] of entriesOf(tolerance)) {
    const place = [...path, 'tolerance', name];
    if (!findMetric(name, metrics, place, strict)) continue;
    const read = value === 'off' ? null : readTolerance(value, place, problems);
    if (read !== undefined) tolerances.set(name, read);
  }
  const budgets = new Map<string, Budget>();
  for (const [name, value] of entriesOf(source.budgets)) {
    const place = [...path, 'budgets', name];
    const metric = findMetric(name, metrics, place, strict);
    const budget = metric && readBudget(value, metric, place, problems);
    if (budget) budgets.set(name, budget);
  }
  const whole = typeof tolerance === 'string';
  const targets = source.targets === undefined ? null : targetsOf(source.targets);
  for (const target of (strict && targets) ?? []) {
    for (const name of Object.keys(TARGETS[target])) {
      if (metrics.some((metric) => metric.name === name)) continue;
      const message = `target "${target}" limits ${name}, which this benchmark does not yield`;
      strict?.add([...path, 'targets'], message, { found: target });
    }
  }
  return {
    tolerance: whole ? (readTolerance(tolerance, [...path, 'tolerance'], problems) ?? null) : null,
    tolerances,
    budgets,
    targets,
  };
}

/**
 * Checks what is said for all benchmarks: every metric must be one that some benchmark yields, or a
 * gate that somebody relies on would be nowhere. `yielded` is null while a broken benchmark keeps
 * its metrics unknown: then the values alone are checked.
 */
export function checkRules(
  source: RuleSource,
  yielded: readonly Metric[] | null,
  problems: Problems,
): void {
  readWishes(source, yielded, problems);
}

function findMetric(
  name: string,
  metrics: readonly Metric[],
  path: Path,
  problems: Problems | null,
): Metric | undefined {
  const found = metrics.find((metric) => metric.name === name);
  if (found || !problems) return found;
  const names = metrics.map((metric) => metric.name);
  const nearest = nearestWord(name, names);
  const message = `no such metric here${suggestion(nearest, names, 'there are')}`;
  problems.add(path, message, { at: 'key', found: name, expected: names.join(', '), nearest });
  return undefined;
}

/** The names that are right; the schema has said which are not. */
function targetsOf(value: unknown): TargetName[] {
  const names: unknown[] = Array.isArray(value) ? value : [value];
  return names.filter(
    (one): one is TargetName => typeof one === 'string' && Object.hasOwn(TARGETS, one),
  );
}

function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}
