import type { Verdict } from '../model/decision.js';
import { percent } from './errors.js';
import type { Gate } from './gate.js';
import type { Holm } from './holm.js';
import type { RowKind } from './validity.js';

/** The answer of statistics.md §1.4 for one gate that has had a look. */
export interface Ruling {
  verdict: Verdict;
  reason: string | null;
  /** No further session can take the answer back. */
  settled: boolean;
}

export function rule(gate: Gate, { rejected, level }: Holm<Gate>, kind: RowKind): Ruling {
  const isRejected = rejected.has(gate);
  if (gate.case.tooCoarse) {
    return undecided('the values change in steps that are too coarse to judge this');
  }
  if (isRejected && gate.cleared) {
    return undecided('the measurements contradict each other: conditions changed during the run');
  }
  if (isRejected) {
    return { verdict: kind === 'budget' ? 'over' : 'regressed', reason: null, settled: true };
  }
  if (gate.cleared) {
    const improved = kind === 'comparison' && gate.upperAlarm < 0 && gate.lower(level) <= 0;
    const worse = kind === 'comparison' && gate.lower(1) > 0;
    return {
      verdict: improved ? 'improved' : 'within',
      reason: worse ? 'measurably worse, but within the tolerance' : null,
      settled: true,
    };
  }
  if (gate.upperUnguarded < gate.case.margin) return undecided(blockedByAverage(gate, kind));
  if (!gate.case.mayAlarm && gate.lower(level) > gate.case.margin) {
    return undecided('the difference comes from fewer than three sessions');
  }
  // The range itself says why: it contains the limit.
  return undecided(null);
}

function undecided(reason: string | null): Ruling {
  return { verdict: 'inconclusive', reason, settled: false };
}

/** §1.8: a robust centre is inside the tolerance, the averages are not. */
function blockedByAverage(gate: Gate, kind: RowKind): string {
  const excess = percent(Math.expm1(gate.last?.average ?? 0));
  return kind === 'budget'
    ? `the typical slice keeps the budget, but the average including slow spells is ${excess} beyond it`
    : `the typical slice is fine, but the average including slow spells is ${excess} worse`;
}
