import type { BenchmarkDecision, Decision } from '../model/decision.js';
import { countGates } from '../model/plan.js';
import type { Benchmark, Result } from '../model/result.js';
import { Boundaries } from './boundary.js';
import { circumstances } from './circumstances.js';
import type { Gate } from './gate.js';
import { headlineOf } from './headline.js';
import { type Holm, holm } from './holm.js';
import { Levels } from './levels.js';
import { paceOf } from './look.js';
import { isGood, outcomeOf } from './outcome.js';
import { type Question, questionsOf } from './question.js';
import { answer } from './row.js';

export interface DecideOptions {
  /** Kept between calls on a growing Result, it saves computing the same boundaries again. */
  boundaries?: Boundaries;
}

/**
 * Decides a Result (statistics.md Part B §1), finished or not: what has been measured so far is
 * valid at every moment. Uses nothing but its arguments.
 */
export function decide(result: Result, options: DecideOptions = {}): Decision {
  const { benchmarks } = result;
  const gates = countGates(benchmarks);
  const levels = new Levels(result.alpha, result.alphaClear, Math.max(1, gates));
  const boundaries = options.boundaries ?? new Boundaries();
  const context = { state: result.state, levels, boundaries };
  const asked = benchmarks.map((benchmark) => questionsOf(benchmark, context));
  const alarms = holm(asked.flat().flatMap(gateThatMayAlarm), levels.gates);
  const decided = benchmarks.map((benchmark, i) =>
    decideBenchmark(benchmark, asked[i] as Question[], alarms, result),
  );
  const outcome = outcomeOf(decided, result);
  return {
    outcome,
    headline: headlineOf(decided, outcome, result),
    setupFailed: setUpFailed(asked.flat(), decided),
    gates,
    benchmarks: decided,
    notes: notesOf(result),
  };
}

function gateThatMayAlarm({ isGate, gate, obstacle }: Question): Gate[] {
  return isGate && gate && (obstacle === null || obstacle.sparesAlarms) ? [gate] : [];
}

function decideBenchmark(
  benchmark: Benchmark,
  questions: readonly Question[],
  alarms: Holm<Gate>,
  { machine }: Result,
): BenchmarkDecision {
  const { name, presence, advisory } = benchmark;
  if (presence === 'removed') {
    const notes = [`head removes ${name}: nothing to compare`];
    return { name, presence, advisory, sessions: 0, finished: true, rows: [], notes };
  }
  const rows = questions.map((question) => answer(question, alarms));
  const gates = rows.filter(({ gate }) => gate);
  const settled = gates.length > 0 && gates.every((row) => row.settled || row.futile);
  return {
    name,
    presence,
    advisory,
    sessions: Math.max(0, ...questions.map(({ gate }) => gate?.case.counted ?? 0)),
    finished: settled || (paceOf(benchmark)?.final ?? false),
    rows,
    notes: [
      ...(presence === 'new' ? ['new: there is no base to compare with, only budgets apply'] : []),
      ...questions.flatMap(({ isGate, gate }) => (isGate ? (gate?.case.notes ?? []) : [])),
      ...circumstances(benchmark, machine),
    ],
  };
}

/**
 * Building and starting, and nothing else, kept the gates that count from an answer. Advisory
 * benchmarks never block, not even by their set-up.
 */
function setUpFailed(asked: readonly Question[], decided: readonly BenchmarkDecision[]): boolean {
  const rows = decided.flatMap((benchmark) =>
    benchmark.rows.map((row) => ({ row, advisory: benchmark.advisory })),
  );
  const all = rows.map(({ row, advisory }, i) => ({ row, advisory, question: asked[i] }));
  const binding = all.filter(({ row, advisory }) => row.gate && !advisory);
  const counting = all.some(({ row }) => row.gate) ? binding : all;
  const open = counting.filter(({ row }) => !isGood(row));
  return open.length > 0 && open.every(({ question }) => question?.obstacle?.setUp);
}

function notesOf({ notes, state }: Result): string[] {
  if (state === 'complete') return notes;
  const ended = state === 'cancelled' ? 'The run was cancelled' : 'The run did not come to its end';
  return [...notes, `${ended}: this is what was measured until then.`];
}
