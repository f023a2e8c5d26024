import type { Metric } from '../model/metric.js';
import type { Session } from '../model/result.js';
import type { Side } from '../model/side.js';
import { centre } from './hodges-lehmann.js';

/** A session that loses a larger share of its pairs is dropped (statistics.md §1.8). */
const MOST_DROPPED = 0.3;

/** After so many dropped sessions the metric counts as not measurable (§1.8). */
export const MOST_DROPPED_SESSIONS = 3;

/** +1 where larger is worse: multiplied with a log ratio it makes + mean worse (§1.1, d). */
export function worse(metric: Metric): 1 | -1 {
  return metric.better === 'lower' ? 1 : -1;
}

/** The m of §1.1: tolerance on the log scale. */
export function logMargin(metric: Metric, tolerance: number): number {
  if (metric.better === 'lower') return Math.log(1 + tolerance);
  // Nothing can fall by 100 % or more, so such a tolerance allows everything.
  return tolerance < 1 ? -Math.log(1 - tolerance) : Infinity;
}

export interface PairedValues {
  base: number[];
  head: number[];
}

/**
 * The usable pairs of a session; null if more than 30 % are not. A pair with a value that is
 * missing or not positive is dropped whole.
 */
export function usablePairs(session: Session, metric: string): PairedValues | null {
  const base = session.slices.base.values[metric] ?? [];
  const head = session.slices.head.values[metric] ?? [];
  const total = Math.max(base.length, head.length);
  const pairs: PairedValues = { base: [], head: [] };
  for (let i = 0; i < total; i += 1) {
    const b = base[i];
    const h = head[i];
    if (!isUsable(b) || !isUsable(h)) continue;
    pairs.base.push(b);
    pairs.head.push(h);
  }
  return enough(pairs.base.length, total) ? pairs : null;
}

/** The usable values of one side of a session, by the same rule. */
export function usableValues(session: Session, metric: string, side: Side): number[] | null {
  const values = session.slices[side].values[metric] ?? [];
  const usable = values.filter(isUsable);
  return enough(usable.length, values.length) ? usable : null;
}

function isUsable(value: number | null | undefined): value is number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

function enough(usable: number, total: number): boolean {
  return usable > 0 && total - usable <= MOST_DROPPED * total;
}

/** y_s: the centre of the pairs' log ratios, + = worse. */
export function sessionValue({ base, head }: PairedValues, metric: Metric): number {
  return worse(metric) * centre(head.map((value, i) => Math.log(value / (base[i] as number))));
}
