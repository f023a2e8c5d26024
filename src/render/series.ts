import type { Metric } from '../model/metric.js';
import { LATENCY_GRID, type Benchmark, type Session } from '../model/result.js';
import { SIDES, type Side, type Sides } from '../model/side.js';

/** Latency in ms at one quantile: the middle of the sessions, and the lowest and highest of them. */
export interface LatencyPoint {
  quantile: number;
  lo: number;
  middle: number;
  hi: number;
}

/** Percentile curves of both sides; null when no session has a whole one of each. */
export function latencyCurves({ sessions }: Benchmark): Sides<LatencyPoint[]> | null {
  const whole = sessions.filter(({ latency }) =>
    SIDES.every(
      (side) => latency[side].length === LATENCY_GRID.length && latency[side].every((ms) => ms > 0),
    ),
  );
  if (whole.length === 0) return null;
  const curve = (side: Side) =>
    LATENCY_GRID.map((quantile, at) => {
      const values = whole.map(({ latency }) => latency[side][at] ?? 0).sort((a, b) => a - b);
      return { quantile, lo: values[0] ?? 0, middle: median(values), hi: values.at(-1) ?? 0 };
    });
  return { base: curve('base'), head: curve('head') };
}

/** Changes of the pairs of one session in native direction: fractions, or differences of shares. */
export interface SessionChanges {
  session: number;
  pairs: number[];
  middle: number;
}

/** Pair by pair what head did relative to base, in the order of measuring. */
export function pairChanges({ sessions }: Benchmark, metric: Metric): SessionChanges[] {
  return sessions.flatMap((session) => {
    const pairs =
      metric.kind === 'share' ? shareChanges(session, metric) : ratioChanges(session, metric);
    if (pairs.length === 0) return [];
    return [{ session: session.number, pairs, middle: median([...pairs].sort((a, b) => a - b)) }];
  });
}

function ratioChanges({ slices }: Session, { name }: Metric): number[] {
  const head = slices.head.values[name] ?? [];
  return (slices.base.values[name] ?? []).flatMap((base, at) => {
    const other = head[at] ?? null;
    return base !== null && other !== null && base > 0 && other > 0 ? [other / base - 1] : [];
  });
}

function shareChanges({ slices }: Session, { name }: Metric): number[] {
  const head = slices.head.shares[name];
  const base = slices.base.shares[name];
  if (!head || !base) return [];
  return base.trials.flatMap((trials, at) => {
    const others = head.trials[at] ?? 0;
    if (trials <= 0 || others <= 0) return [];
    return [(head.events[at] ?? 0) / others - (base.events[at] ?? 0) / trials];
  });
}

function median(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
