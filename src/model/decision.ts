import type { Metric } from './metric.js';
import type { Sides } from './side.js';

/** What the analysis concludes from a Result. Everything here can be recomputed from it. */
export interface Decision {
  outcome: 'pass' | 'fail' | 'neutral';
  /** Why, in one plain sentence that agrees with `outcome`. */
  headline: string;
  /** True when nothing but the set-up (build, start) stood in the way of an answer. */
  setupFailed: boolean;
  gates: number;
  benchmarks: BenchmarkDecision[];
  notes: string[];
}

export interface BenchmarkDecision {
  name: string;
  presence: 'both' | 'new' | 'removed';
  advisory: boolean;
  /** Complete sessions that count. */
  sessions: number;
  /** No further session can change anything that drives stopping: every gate settled or futile. */
  finished: boolean;
  rows: Row[];
  notes: string[];
}

/** A comparison of one metric, or a budget on it. */
export type Row = ComparisonRow | BudgetRow;

interface RowBase {
  metric: Metric;
  /** false: for information, without a verdict of its own. */
  gate: boolean;
  verdict: Verdict;
  /** Why the verdict is inconclusive or invalid, or what else must be known about it; a sentence. */
  reason: string | null;
  /** Further sessions and seconds that would probably decide; null when decided or hopeless. */
  more: { sessions: number; seconds: number } | null;
  settled: boolean;
  futile: boolean;
}

export type Verdict =
  'regressed' | 'over' | 'within' | 'improved' | 'inconclusive' | 'invalid' | 'information';

export interface ComparisonRow extends RowBase {
  kind: 'comparison';
  /** Typical value of each side in the unit of the metric; null without observations. */
  values: Sides<number | null>;
  tolerance: number;
  /** Change of head relative to base in native direction, as fractions (share metrics: differences). */
  change: Interval | null;
  /** The smallest worsening (fraction, positive) found 4 times out of 5 with this noise. */
  noiseFloor: number | null;
  /** The numbers of statistics.md §1.3 behind it, on the log scale with + = worse. */
  evidence: Evidence | null;
}

export interface BudgetRow extends RowBase {
  kind: 'budget';
  value: number | null;
  /** Range of head's value, same level as the verdict. */
  range: Interval | null;
  budget: number;
  noiseFloor: number | null;
  evidence: Evidence | null;
}

export interface Interval {
  lo: number;
  estimate: number;
  hi: number;
}

/** Internal numbers of a gate, printed by `decide --json` for whoever checks the arithmetic. */
export interface Evidence {
  sessions: number;
  estimate: number;
  standardError: number;
  /** Log of the ratio of plain averages, sign as the estimate. */
  average: number | null;
  /** Running lower bounds for the Holm levels that were looked at, by level j. */
  lower: Record<number, number>;
  upperClear: number | null;
  upperAlarm: number | null;
}
