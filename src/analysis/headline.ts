import type { BenchmarkDecision, Decision, Interval, Row, Verdict } from '../model/decision.js';
import type { Metric } from '../model/metric.js';
import type { Result } from '../model/result.js';
import { type GateRow, gatesOf } from './outcome.js';

/** Worst first: what the one sentence is about. */
const WORST: readonly Verdict[] = ['regressed', 'over', 'invalid', 'inconclusive'];

/**
 * Why the run ended as it did, in one plain sentence: the worst verdict of a benchmark that counts,
 * and how many more there are.
 */
export function headlineOf(
  benchmarks: readonly BenchmarkDecision[],
  outcome: Decision['outcome'],
  { state }: Pick<Result, 'state'>,
): string {
  const gates = gatesOf(benchmarks);
  if (gates.length === 0) return 'Nothing was compared: no metric of any benchmark is a gate.';
  const binding = gates.filter(({ benchmark }) => !benchmark.advisory);
  const considered = binding.length > 0 ? binding : gates;
  for (const verdict of WORST) {
    const bad = considered.filter(({ row }) => row.verdict === verdict);
    const worst = bad.reduce<GateRow | null>(
      (found, gate) => (found && badness(found.row) >= badness(gate.row) ? found : gate),
      null,
    );
    if (worst) return sentence(worst, bad.length, considered.length);
  }
  return goodNews(benchmarks, considered, outcome, state);
}

/** How far the best estimate is beyond the limit, to choose the row that the sentence is about. */
function badness(row: Row): number {
  if (!row.evidence) return 0;
  const limit = row.kind === 'comparison' ? Math.log1p(row.tolerance) : 0;
  return row.evidence.estimate - limit;
}

function sentence({ benchmark: { name }, row }: GateRow, same: number, gates: number): string {
  const { label } = row.metric;
  const others = same > 1 ? ` (${same} of ${gates} gates are ${row.verdict})` : '';
  switch (row.verdict) {
    case 'regressed':
      return `${name} ${gotWorse(row.metric)}: ${label} ${regression(row)}${others}.`;
    case 'over':
      return `${name} is beyond its budget: ${label} ${excess(row)}${others}.`;
    case 'invalid':
      return `${name} could not be judged: ${row.reason ?? label}${others}.`;
    default:
      return `Not decided: ${name}, ${label}: ${row.reason ?? 'its range still contains the limit'}${others}.`;
  }
}

function gotWorse({ kind, unit, name }: Metric): string {
  if (kind === 'share') return 'got worse';
  return (unit === 'ms' || unit === '/s') && name !== 'cpu' ? 'is slower' : 'got worse';
}

function regression(row: Row): string {
  if (row.kind !== 'comparison' || !row.change) return row.reason ?? 'got worse';
  const { metric, change, tolerance } = row;
  const points = metric.kind === 'share';
  const [low, high] = [Math.abs(change.lo), Math.abs(change.hi)].sort((a, b) => a - b);
  const size = (value: number): string =>
    points ? `${round(100 * value)} percentage points` : `${round(100 * value)} %`;
  return (
    `is ${size(Math.abs(change.estimate))} worse ` +
    `(between ${size(low as number)} and ${size(high as number)}), ` +
    `beyond the ${size(tolerance)} you tolerate`
  );
}

function excess(row: Row): string {
  if (row.kind !== 'budget' || !row.range) return row.reason ?? 'is beyond it';
  const { metric, range, budget } = row;
  const show = (value: number): string =>
    metric.kind === 'share'
      ? `${round(100 * value)} %`
      : `${round(value)}${metric.unit.startsWith('/') ? '' : ' '}${metric.unit}`;
  const limit = metric.better === 'lower' ? 'at most' : 'at least';
  return `is ${show(range.estimate)} (${between(range, show)}), and should be ${limit} ${show(budget)}`;
}

function between({ lo, hi }: Interval, show: (value: number) => string): string {
  return `between ${show(lo)} and ${show(hi)}`;
}

function goodNews(
  benchmarks: readonly BenchmarkDecision[],
  gates: readonly GateRow[],
  outcome: Decision['outcome'],
  state: Result['state'],
): string {
  const improved = gates.filter(({ row }) => row.verdict === 'improved').length;
  const count = `${gates.length} ${gates.length === 1 ? 'gate' : 'gates'}`;
  const counts = improved > 0 ? `${count}, ${improved} improved` : count;
  const good = `No gate got worse than its limit allows (${counts})`;
  if (outcome === 'pass') return `${good}.`;
  if (state !== 'complete') return `${good}, but the run was not finished.`;
  const removed = benchmarks
    .filter(({ presence }) => presence === 'removed')
    .map(({ name }) => name);
  return `${good}, but head removes ${removed.join(', ')}.`;
}

/** Three digits are more than any run can know. */
function round(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(magnitude >= 10 ? 3 : 2)));
}
