import type { BenchmarkConfiguration, Budget, Limit } from './configuration.js';
import type { Metric } from '../metric.js';
import { kindsOf, writeQuantity } from './quantity.js';

/**
 * What head's file would change in the rules of a benchmark, in words: `p99 budget 100 ms -> 500 ms`.
 * None of it counts in this run.
 */
export function changedRules(base: BenchmarkConfiguration, head: BenchmarkConfiguration): string[] {
  const changes: string[] = [];
  const say = (what: string, before: string, after: string) => {
    if (before !== after) changes.push(`${what} ${before} -> ${after}`);
  };
  const metrics = [...base.limits, ...head.limits].map(({ metric }) => metric);
  for (const metric of uniqueByName(metrics)) {
    const before = limitOn(metric, base.limits);
    const after = limitOn(metric, head.limits);
    say(`${metric.name} tolerance`, writeTolerance(before), writeTolerance(after));
    say(`${metric.name} budget`, writeBudget(before), writeBudget(after));
  }
  say('advisory', yesOrNo(base.advisory), yesOrNo(head.advisory));
  if (head.seconds < base.seconds) {
    say('time', writeQuantity('duration', base.seconds), writeQuantity('duration', head.seconds));
  }
  return changes;
}

function uniqueByName(metrics: readonly Metric[]): Metric[] {
  return [...new Map(metrics.map((metric) => [metric.name, metric])).values()];
}

function limitOn(metric: Metric, limits: readonly Limit[]): Limit | undefined {
  return limits.find((limit) => limit.metric.name === metric.name);
}

function writeTolerance(limit: Limit | undefined): string {
  if (limit?.tolerance == null) return 'off';
  const text = writeQuantity('share', limit.tolerance);
  return limit.metric.kind === 'share' ? text.replace('%', 'points') : text;
}

function writeBudget(limit: Limit | undefined): string {
  return limit?.budget ? write(limit.budget, limit.metric) : 'none';
}

function write(budget: Budget, metric: Metric): string {
  if (budget.of === 'memory') return `${writeQuantity('share', budget.value)} of the memory`;
  const [kind = 'count'] = kindsOf(metric);
  return writeQuantity(kind, inBaseUnit(budget.value, metric));
}

/** From the unit of the metric to s and fractions. */
function inBaseUnit(value: number, metric: Metric): number {
  if (metric.unit === 'ms') return value / 1000;
  return metric.unit === '%' && metric.kind === 'ratio' ? value / 100 : value;
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
