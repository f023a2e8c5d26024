import { mean, median } from 'simple-statistics';
import type { Metric } from '../model/metric.js';
import type { Benchmark } from '../model/result.js';
import { type Case, type LookEstimate, studentLook } from './case.js';
import { looks } from './look.js';
import { sessionPattern } from './session-pattern.js';
import { type PairedValues, sessionValue, usablePairs, worse } from './session-value.js';

/**
 * Head against base for a `ratio` metric (statistics.md §1.3): session values, and at each look
 * their mean, its standard error and the plain averages for the guard.
 */
export function compareRatio(benchmark: Benchmark, metric: Metric, margin: number): Case {
  const pairs = benchmark.sessions.map((session) => usablePairs(session, metric.name));
  const counted = pairs.filter((pair) => pair !== null);
  const y = counted.map((pair) => sessionValue(pair, metric));
  const averages = runningAverages(counted, metric);
  const taken = looks(
    benchmark.sessions,
    pairs.map((pair) => pair !== null),
    benchmark.schedule,
  ).map((look) =>
    studentLook(look, y.slice(0, look.sessions), {
      average: averages[look.sessions - 1] as number,
      resolution: relativeResolution(counted.slice(0, look.sessions), metric),
    }),
  );
  const pattern = sessionPattern(y.slice(0, taken.at(-1)?.sessions ?? 0), margin, metric);
  return {
    margin,
    looks: taken,
    counted: counted.length,
    dropped: pairs.length - counted.length,
    observed: benchmark.sessions.some(
      ({ slices }) => hasValues(slices.base, metric) || hasValues(slices.head, metric),
    ),
    tooCoarse: isTooCoarse(counted, metric, margin),
    reserve: pattern.dependent ? (taken.at(-1) as LookEstimate).standardError : 0,
    mayAlarm: true,
    typical: {
      base: typicalValue(counted.map(({ base }) => base)),
      head: typicalValue(counted.map(({ head }) => head)),
    },
    notes: pattern.notes,
  };
}

function hasValues(
  slices: { values: Record<string, readonly (number | null)[]> },
  metric: Metric,
): boolean {
  return slices.values[metric.name]?.some((value) => value !== null) ?? false;
}

/** A after each session: log of the ratio of the means of all blocks so far, sign as d (§1.3). */
function runningAverages(sessions: readonly PairedValues[], metric: Metric): number[] {
  let base = 0;
  let head = 0;
  return sessions.map((pairs) => {
    for (const value of pairs.base) base += value;
    for (const value of pairs.head) head += value;
    return worse(metric) * Math.log(head / base);
  });
}

/** ρ: the metric's smallest step relative to base's median; null if nobody declared it. */
function relativeResolution(sessions: readonly PairedValues[], metric: Metric): number | null {
  if (metric.resolution === undefined || sessions.length === 0) return null;
  return metric.resolution / median(sessions.flatMap(({ base }) => base));
}

/** Fewer distinct values than this, and no resolution, mean an unknown coarse scale (§1.8). */
const FEWEST_DISTINCT = 5;

function isTooCoarse(sessions: readonly PairedValues[], metric: Metric, margin: number): boolean {
  if (sessions.length === 0) return false;
  const resolution = relativeResolution(sessions, metric);
  if (resolution !== null) return resolution > margin / 2;
  const distinct = new Set<number>();
  for (const pairs of sessions) {
    for (const value of pairs.base) distinct.add(value);
    for (const value of pairs.head) distinct.add(value);
    if (distinct.size >= FEWEST_DISTINCT) return false;
  }
  return true;
}

/** What to show for a side: geometric mean over sessions of the median slice; null without any. */
export function typicalValue(sessions: readonly (readonly number[])[]): number | null {
  if (sessions.length === 0) return null;
  return Math.exp(mean(sessions.map((values) => Math.log(median(values as number[])))));
}
