import type { Benchmark, Schedule, Session } from '../model/result.js';
import { isFinalLook } from '../model/schedule.js';
import type { LookTime } from './boundary.js';

/**
 * Fewer sessions than this are never judged, not even at the last look: with two degrees of freedom
 * a t statistic says nothing (statistics.md §1.8).
 */
export const FEWEST_SESSIONS = 4;

/** `number` counts every session that was begun, failed ones too: they cost time like the others. */
export type SessionTime = Pick<Session, 'number' | 'elapsed'>;

export interface Look extends LookTime {
  /** Everything is spent here; nothing that comes later counts. */
  final: boolean;
}

/**
 * The looks at one metric (statistics.md §1.3): after every session from `minSessions` on, at
 * τ = elapsed/seconds, and at τ = 1 after the last session that fits.
 *
 * `counts[i]` says whether the i-th session counts for this metric. A session that does not is no
 * look, because nothing was learnt; only its time has passed. If the last one that fits does not
 * count, the error that was kept for it stays unspent, unless there has been no look at all.
 */
export function looks(
  sessions: readonly SessionTime[],
  counts: readonly boolean[],
  schedule: Schedule,
): Look[] {
  const taken: Look[] = [];
  let counted = 0;
  let tau = 0;
  for (const [index, { number, elapsed }] of sessions.entries()) {
    if (counts[index]) counted += 1;
    const final = isFinalLook(number, elapsed, schedule);
    tau = final ? 1 : Math.max(tau, Math.min(1, elapsed / schedule.seconds));
    const due = counted >= (final ? FEWEST_SESSIONS : schedule.minSessions);
    if (due && counted > (taken.at(-1)?.sessions ?? 0))
      taken.push({ sessions: counted, tau, final });
    if (final) break;
  }
  return taken;
}

/** How long the sessions of a benchmark take, and how many of that length its budget holds. */
export interface Pace {
  done: number;
  secondsPerSession: number;
  /** S_end of §1.5, by the rule of the final look. */
  fitting: number;
  final: boolean;
}

/** null before the first session. */
export function paceOf({
  sessions,
  schedule,
}: Pick<Benchmark, 'sessions' | 'schedule'>): Pace | null {
  const last = sessions.at(-1);
  if (!last || last.elapsed <= 0) return null;
  const done = last.number;
  const secondsPerSession = last.elapsed / done;
  const firstTooLate = Math.floor(schedule.seconds / secondsPerSession - 1.1) + 1;
  const fitting = Math.max(1, Math.min(schedule.maxSessions, firstTooLate));
  const final = sessions.some(({ number, elapsed }) => isFinalLook(number, elapsed, schedule));
  return { done, secondsPerSession, fitting: final ? done : Math.max(done + 1, fitting), final };
}
