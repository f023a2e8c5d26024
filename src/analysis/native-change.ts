import type { Interval } from '../model/decision.js';
import type { Metric } from '../model/metric.js';

/**
 * A log ratio (+ = worse) as change of head relative to base in native direction, a fraction:
 * exp(θ) - 1 where lower is better, exp(-θ) - 1 where higher is better (statistics.md §1.1).
 * For `share` metrics θ is a difference already.
 */
export function nativeChange(theta: number, metric: Metric): number {
  const signed = metric.better === 'lower' ? theta : -theta;
  return metric.kind === 'share' ? signed : Math.expm1(signed);
}

/** A worsening θ ≥ 0 as a positive fraction: how much worse, whichever way is worse. */
export function worsening(theta: number, metric: Metric): number {
  return Math.abs(nativeChange(theta, metric));
}

/**
 * [L, U] on the log scale as an interval that can be printed; null unless both ends are finite. Running bounds can
 * leave the last estimate outside; the nearest point that they allow is the best one then.
 */
export function nativeInterval(
  lower: number,
  estimate: number,
  upper: number,
  convert: (theta: number) => number,
): Interval | null {
  const ends = [convert(lower), convert(upper)];
  if (!ends.every(Number.isFinite)) return null;
  const lo = Math.min(...ends);
  const hi = Math.max(...ends);
  return { lo, estimate: Math.min(hi, Math.max(lo, convert(estimate))), hi };
}
