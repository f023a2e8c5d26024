import type { Schedule } from '../model/result.js';
import { FEWEST_SESSIONS, type Pace } from './look.js';
import type { Gate } from './gate.js';
import { studentTailQuantile } from './student.js';

/** What this run could have found, and what it would take to decide (statistics.md §1.9). */

export interface More {
  sessions: number;
  seconds: number;
}

/** Advice is given up to so many times the budget. */
const FARTHEST = 4;
/** z with 80 % below it: found 4 times out of 5. */
const Z_80 = 0.84;

/**
 * The smallest true θ found 4 times out of 5 with this noise, on the log scale:
 * m + (T(a_j) + t_{df, 0.8})·se. null before the first look.
 */
export function findable(gate: Gate, j: number): number | null {
  const look = gate.last;
  const t = gate.alarmValue(j);
  if (!look || t === null || !Number.isFinite(t)) return null;
  return gate.case.margin + (t + studentTailQuantile(0.2, look.sessions - 1)) * look.standardError;
}

/**
 * Further sessions that would probably settle the gate: ((T + 0.84)·sd/|ȳ - m|)² in all. null when
 * that is beyond four times the budget: the true change is too close to the tolerance.
 */
export function furtherSessions(gate: Gate, pace: Pace): More | null {
  const look = gate.last;
  if (!look) return null;
  const above = look.estimate - gate.case.margin;
  const t = above > 0 ? gate.alarmValue(gate.levels.gates) : gate.clearValue;
  const deviation = look.standardError * Math.sqrt(look.sessions);
  const needed = Math.ceil(((((t ?? Infinity) + Z_80) * deviation) / Math.abs(above)) ** 2);
  if (!(needed <= FARTHEST * pace.fitting)) return null;
  return further(Math.max(1, needed - look.sessions), pace);
}

export function further(sessions: number, { secondsPerSession }: Pace): More {
  return { sessions, seconds: sessions * secondsPerSession };
}

export const HOPELESS = 'more time will not help; the true change is too close to the limit';

/** Why there has been no look yet, and what would give one (§1.8, first row). */
export function beforeFirstLook(
  counted: number,
  pace: Pace,
  schedule: Schedule,
): { reason: string; more: More } {
  const { minSessions } = schedule;
  const more = further(Math.max(1, minSessions - counted), pace);
  if (pace.fitting < FEWEST_SESSIONS) {
    const seconds = Math.ceil((minSessions + 0.1) * pace.secondsPerSession);
    return {
      reason:
        `only ${starts(pace.fitting)} into the budget; at least ${minSessions} are needed ` +
        `(${FEWEST_SESSIONS} minimum). Give it ${seconds} seconds`,
      more,
    };
  }
  return {
    reason: `only ${counted} of the ${minSessions} sessions are there that the first look needs`,
    more,
  };
}

function starts(n: number): string {
  return n === 1 ? '1 server start fits' : `${n} server starts fit`;
}
