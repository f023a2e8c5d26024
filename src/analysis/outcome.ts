import type { BenchmarkDecision, Decision, Row } from '../model/decision.js';
import type { Result } from '../model/result.js';
import type { Policy } from '../model/rule.js';

/**
 * From verdicts to the outcome of the run (statistics.md §1.4). `pass`
 * needs evidence for every gate; the policy only says what stands in for it: a policy of `pass`
 * stops a bad verdict from blocking, it does not make it a pass.
 */
export function outcomeOf(
  benchmarks: readonly BenchmarkDecision[],
  { policy, state }: Pick<Result, 'policy' | 'state'>,
): Decision['outcome'] {
  const gates = gatesOf(benchmarks);
  if (gates.length === 0) return 'fail';
  const binding = gates.filter(({ benchmark }) => !benchmark.advisory);
  const bad = binding.filter(({ row }) => !isGood(row));
  if (bad.some(({ row }) => answerTo(row, policy) === 'fail')) return 'fail';
  if (bad.length > 0) return 'neutral';
  // Advisory benchmarks never block, but alone they do not make a pass out of bad news either.
  if (binding.length === 0 && !gates.every(({ row }) => isGood(row))) return 'neutral';
  const vanished = benchmarks.some(({ presence, advisory }) => presence === 'removed' && !advisory);
  return state === 'complete' && !vanished ? 'pass' : 'neutral';
}

export interface GateRow {
  benchmark: BenchmarkDecision;
  row: Row;
}

export function gatesOf(benchmarks: readonly BenchmarkDecision[]): GateRow[] {
  return benchmarks.flatMap((benchmark) =>
    benchmark.rows.filter(({ gate }) => gate).map((row) => ({ benchmark, row })),
  );
}

export function isGood({ verdict }: Row): boolean {
  return verdict === 'within' || verdict === 'improved';
}

function answerTo({ verdict }: Row, policy: Policy): Policy[keyof Policy] {
  switch (verdict) {
    case 'regressed':
    case 'over':
    case 'inconclusive':
    case 'invalid':
      return policy[verdict];
    case 'within':
    case 'improved':
      return 'pass';
    case 'information':
      return 'fail'; // A gate without a verdict is a defect, and a defect never passes.
  }
}
