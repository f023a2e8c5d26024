import type { BudgetRow, ComparisonRow, Evidence, Interval, Row } from '../model/decision.js';
import { brokenHead, ERRORS } from './errors.js';
import { isFutile } from './futility.js';
import type { Gate } from './gate.js';
import type { Holm } from './holm.js';
import { type Pace, paceOf } from './look.js';
import { nativeChange, nativeInterval, worsening } from './native-change.js';
import {
  beforeFirstLook,
  findable,
  further,
  furtherSessions,
  HOPELESS,
  type More,
} from './outlook.js';
import type { Question } from './question.js';
import { MOST_DROPPED_SESSIONS, usableValues, worse } from './session-value.js';
import { sessionCount, total } from './share.js';
import { typicalValue } from './comparison.js';
import { disturbances } from './validity.js';
import { type Ruling, rule } from './verdict.js';

/** The answer to a question: verdict, range, noise floor, and what would decide. */
export function answer(question: Question, holm: Holm<Gate>): Row {
  const ruling = rulingOn(question, holm);
  const outlook = outlookOf(question, ruling);
  const range = rangeOf(question, holm, ruling);
  const shared = {
    metric: question.metric,
    gate: question.isGate,
    verdict: ruling.verdict,
    reason: outlook.reason,
    more: outlook.more,
    settled: ruling.settled,
    futile: outlook.futile,
    noiseFloor: noiseFloor(question),
    evidence: question.gate && evidenceOf(question.gate),
  };
  return question.kind === 'comparison'
    ? ({
        kind: 'comparison',
        ...shared,
        values: valuesOf(question),
        tolerance: question.limit,
        change: range,
      } satisfies ComparisonRow)
    : ({
        kind: 'budget',
        ...shared,
        value: question.gate?.case.typical.head ?? null,
        range,
        budget: question.limit,
      } satisfies BudgetRow);
}

function rulingOn(question: Question, holm: Holm<Gate>): Ruling {
  const { benchmark, gate, obstacle, kind, isGate } = question;
  if (!isGate) return { verdict: 'information', reason: obstacle?.reason ?? null, settled: true };
  const broken = question.metric.name === ERRORS && kind === 'comparison' && brokenHead(benchmark);
  if (broken && (obstacle === null || obstacle.sparesAlarms)) {
    return { verdict: 'regressed', reason: broken, settled: true };
  }
  const ruling = gate?.last ? rule(gate, holm, kind) : null;
  if (!obstacle) return ruling ?? waiting(question);
  const alarm = ruling?.verdict === 'regressed' || ruling?.verdict === 'over';
  if (alarm && obstacle.sparesAlarms) return ruling;
  const lost = (gate?.case.dropped ?? 0) >= MOST_DROPPED_SESSIONS;
  return {
    verdict: obstacle.verdict,
    reason: obstacle.reason,
    settled: obstacle.forGood || lost || (ruling?.settled ?? false),
  };
}

function waiting({ benchmark, gate }: Question): Ruling {
  const pace = paceOf(benchmark);
  const { reason } = pace
    ? beforeFirstLook(gate?.case.counted ?? 0, pace, benchmark.schedule)
    : { reason: 'no session was completed' };
  const [disturbance] = disturbances(benchmark);
  return {
    verdict: 'inconclusive',
    reason: disturbance === undefined ? reason : `${reason}; ${disturbance}`,
    settled: false,
  };
}

function outlookOf(
  { benchmark, gate, obstacle, isGate }: Question,
  ruling: Ruling,
): { reason: string | null; more: More | null; futile: boolean } {
  const none = { reason: ruling.reason, more: null, futile: false };
  const pace: Pace | null = paceOf(benchmark);
  if (!isGate || !gate || !pace || ruling.settled) return none;
  const futile = isFutile(gate, pace, benchmark.schedule);
  if (ruling.verdict !== 'inconclusive' || obstacle) return { ...none, futile };
  const missing = benchmark.schedule.minSessions - gate.case.counted;
  const more = gate.last ? furtherSessions(gate, pace) : further(Math.max(1, missing), pace);
  const blocked = gate.case.tooCoarse || gate.upperUnguarded < gate.case.margin;
  if (blocked) return { ...none, futile };
  const reasons = [ruling.reason, more ? null : HOPELESS].filter((reason) => reason !== null);
  return { reason: reasons.join('; ') || null, more, futile };
}

/**
 * [L at the Holm level in force, U_c], for improvements [L, U_a]; for information both at level a_1
 * (statistics.md §1.4). Where the guard of the averages never let a look clear, the averages are
 * part of the range. Nothing is printed for what is not comparable.
 */
function rangeOf(question: Question, holm: Holm<Gate>, ruling: Ruling): Interval | null {
  const { gate, metric, kind, isGate, obstacle, limit } = question;
  if (!gate?.last || (question.benchmark.presence === 'new' && kind === 'comparison')) return null;
  if (ruling.verdict === 'invalid' || (obstacle?.verdict === 'invalid' && !isGate)) return null;
  // The hard stop of errors is not a matter of ranges.
  if (ruling.verdict === 'regressed' && !holm.rejected.has(gate)) return null;
  const level = isGate ? (holm.rejected.get(gate) ?? holm.level) : 1;
  const lower = gate.lower(level);
  const upper = !isGate
    ? gate.informationUpper
    : ruling.verdict === 'improved'
      ? gate.upperAlarm
      : gate.upperClear < Infinity
        ? gate.upperClear
        : Math.max(gate.upperUnguarded, gate.last.average ?? -Infinity);
  return nativeInterval(lower, gate.last.estimate, upper, (theta) =>
    kind === 'comparison'
      ? nativeChange(theta, metric)
      : metric.kind === 'share'
        ? limit + worse(metric) * theta
        : limit * Math.exp(worse(metric) * theta),
  );
}

function noiseFloor({ gate, metric, isGate, kind, benchmark }: Question): number | null {
  if (!gate || (benchmark.presence === 'new' && kind === 'comparison')) return null;
  const theta = findable(gate, isGate ? gate.levels.gates : 1);
  return theta === null ? null : worsening(theta, metric);
}

function valuesOf({ benchmark, gate, metric }: Question): ComparisonRow['values'] {
  if (benchmark.presence !== 'new') return gate?.case.typical ?? { base: null, head: null };
  return { base: null, head: headAlone(benchmark, metric) };
}

/** Head's typical value where there is no base to pair it with. */
function headAlone({ sessions }: Question['benchmark'], metric: Question['metric']): number | null {
  if (metric.kind === 'share') {
    const { events, trials } = total(
      sessions
        .map((session) => sessionCount(session, metric.name, 'head'))
        .filter((count) => count !== null),
    );
    return trials > 0 ? events / trials : null;
  }
  return typicalValue(
    sessions
      .map((session) => usableValues(session, metric.name, 'head'))
      .filter((values) => values !== null),
  );
}

function evidenceOf(gate: Gate): Evidence | null {
  const look = gate.last;
  if (!look) return null;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    sessions: look.sessions,
    estimate: look.estimate,
    standardError: look.standardError,
    average: look.average,
    lower: Object.fromEntries([...gate.lowers].filter(([, bound]) => Number.isFinite(bound))),
    upperClear: finite(gate.upperClear),
    upperAlarm: finite(gate.upperAlarm),
  };
}
