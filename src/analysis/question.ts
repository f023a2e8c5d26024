import { knownMetric, type Metric } from '../model/metric.js';
import type { Benchmark, Result } from '../model/result.js';
import type { Rule } from '../model/rule.js';
import {
  DEFAULT_SHARE_TOLERANCE,
  DEFAULT_TAIL_TOLERANCE,
  DEFAULT_TOLERANCE,
} from '../model/rule.js';
import type { Boundaries } from './boundary.js';
import { holdToBudget } from './budget.js';
import type { Case } from './case.js';
import { compareRatio } from './comparison.js';
import { Gate } from './gate.js';
import type { Levels } from './levels.js';
import { logMargin } from './session-value.js';
import { compareShares, holdShareToBudget } from './share.js';
import { type Obstacle, type RowKind, validityOf } from './validity.js';

/** What one row of the decision asks, with all that is known for the answer. */
export interface Question {
  benchmark: Benchmark;
  metric: Metric;
  kind: RowKind;
  /** Tolerance or budget, by kind. */
  limit: number;
  /** false: for information. */
  isGate: boolean;
  /** null when the metric is unknown. */
  gate: Gate | null;
  obstacle: Obstacle | null;
}

/** What all questions of a run share. */
export interface QuestionContext {
  state: Result['state'];
  levels: Levels;
  boundaries: Boundaries;
}

/** The questions about one benchmark, comparisons and budgets of a metric next to each other. */
export function questionsOf(
  benchmark: Benchmark,
  { state, levels, boundaries }: QuestionContext,
): Question[] {
  if (benchmark.presence === 'removed') return [];
  const validity = validityOf(benchmark, state);
  const questions: Question[] = [];
  const ask = (metric: Metric, kind: RowKind, limit: number, isGate: boolean): void => {
    const known = benchmark.metrics.some(({ name }) => name === metric.name);
    const rowCase = known ? caseOf(benchmark, metric, kind, limit, isGate) : null;
    questions.push({
      benchmark,
      metric,
      kind,
      limit,
      isGate,
      gate: rowCase && new Gate(rowCase, levels, boundaries),
      obstacle: validity(metric, kind, limit, rowCase),
    });
  };
  for (const metric of metricsOf(benchmark)) {
    const rules = benchmark.rules.filter((rule) => rule.metric === metric.name);
    const tolerances = rules.filter((rule) => rule.tolerance !== null);
    for (const rule of benchmark.presence === 'both' ? tolerances : []) {
      ask(metric, 'comparison', rule.tolerance as number, true);
    }
    if (benchmark.presence !== 'both' || tolerances.length === 0) {
      ask(metric, 'comparison', tolerances[0]?.tolerance ?? defaultTolerance(metric), false);
    }
    for (const rule of rules) if (rule.budget !== null) ask(metric, 'budget', rule.budget, true);
  }
  return questions;
}

/** Those that were measured, then those that only a rule names. */
function metricsOf({ metrics, rules }: Benchmark): Metric[] {
  const measured = new Set(metrics.map(({ name }) => name));
  const missing = new Set(rules.map(({ metric }) => metric).filter((name) => !measured.has(name)));
  return [...metrics, ...[...missing].map(metricByName)];
}

function metricByName(name: Rule['metric']): Metric {
  try {
    return knownMetric(name);
  } catch {
    // Nobody knows it: the row says so, and needs no more than the name.
    return { name, label: name, unit: 'count', better: 'lower', kind: 'ratio' };
  }
}

export function defaultTolerance({ kind, quantile }: Metric): number {
  if (kind === 'share') return DEFAULT_SHARE_TOLERANCE;
  return quantile !== undefined && quantile >= 0.9 ? DEFAULT_TAIL_TOLERANCE : DEFAULT_TOLERANCE;
}

function caseOf(
  benchmark: Benchmark,
  metric: Metric,
  kind: RowKind,
  limit: number,
  isGate: boolean,
): Case {
  if (kind === 'budget') {
    return metric.kind === 'share'
      ? holdShareToBudget(benchmark, metric, limit)
      : holdToBudget(benchmark, metric, limit);
  }
  // For information: no tolerance, nothing to be beyond of.
  if (metric.kind === 'share') return compareShares(benchmark, metric, isGate ? limit : 0);
  return compareRatio(benchmark, metric, isGate ? logMargin(metric, limit) : 0);
}
