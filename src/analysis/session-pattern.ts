import { mean, median } from 'simple-statistics';
import type { Metric } from '../model/metric.js';
import { lagOneAutocorrelation } from './case.js';
import { nativeChange } from './native-change.js';

/** Patterns in the session values are looked for from this many on (statistics.md §1.8). */
const FEWEST = 8;

export interface SessionPattern {
  /** Neighbouring sessions resemble each other: margins below one standard error prove nothing. */
  dependent: boolean;
  notes: string[];
}

/** What the session values show besides their mean: two groups of starts, or a slow drift (§1.8). */
export function sessionPattern(
  y: readonly number[],
  margin: number,
  metric: Metric,
): SessionPattern {
  if (y.length < FEWEST) return { dependent: false, notes: [] };
  const notes: string[] = [];
  const groups = twoGroups(y, margin);
  if (groups) {
    const [better, worse] = groups.map((group) => percent(nativeChange(mean(group), metric)));
    notes.push(`${metric.label}: server starts fall into two groups (${better}, ${worse})`);
  }
  const dependent = lagOneAutocorrelation(y) > 0.5;
  if (dependent) {
    notes.push(
      `${metric.label}: consecutive server starts are not independent, so its range is too narrow`,
    );
  }
  return { dependent, notes };
}

/** Split at the largest gap if it is over four times the median gap and over the margin. */
function twoGroups(y: readonly number[], margin: number): [number[], number[]] | null {
  const sorted = [...y].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((value, i) => value - (sorted[i] as number));
  const largest = Math.max(...gaps);
  if (largest <= 4 * median(gaps) || largest <= margin) return null;
  const split = gaps.indexOf(largest) + 1;
  return [sorted.slice(0, split), sorted.slice(split)];
}

function percent(change: number): string {
  return `${change >= 0 ? '+' : '−'}${Math.abs(100 * change).toFixed(1)} %`;
}
