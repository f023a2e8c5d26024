import type { Metric } from '../metric.js';
import { DEFAULT_SHARE_TOLERANCE, DEFAULT_TAIL_TOLERANCE } from '../rule.js';
import { describeFound, type Path, type Problems } from './problem.js';
import { readQuantity } from './quantity.js';

/** Reads a tolerance as a fraction; undefined when it is none. */
export function readTolerance(
  value: unknown,
  path: Path,
  problems: Problems | null,
): number | undefined {
  const reading = readQuantity(value, ['share']);
  // The schema has said what is wrong with the spelling.
  if ('problem' in reading) return undefined;
  const found = describeFound(value);
  if (reading.value <= 0) {
    const message = `${found} leaves no room: no two measurements are equal; write off to compare nothing`;
    problems?.add(path, message, { found, expected: 'more than 0%' });
  } else if (reading.value >= 1) {
    const message = `${found} is so wide that nothing can fail; write less than 100%, or off for no comparison`;
    problems?.add(path, message, { found, expected: 'less than 100%' });
  } else return reading.value;
  return undefined;
}

/**
 * What a tolerance for all metrics means for one. The tail is noisier and keeps at least 10 %
 * (statistics.md §1.10); shares have a tolerance in percentage points, which is another thing.
 */
export function generalTolerance(tolerance: number, metric: Metric): number {
  if (metric.kind === 'share') return DEFAULT_SHARE_TOLERANCE;
  return isTail(metric) ? Math.max(DEFAULT_TAIL_TOLERANCE, tolerance) : tolerance;
}

function isTail(metric: Metric): boolean {
  return (metric.quantile ?? 0) >= 0.9;
}
