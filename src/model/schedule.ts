import type { Schedule } from './result.js';

/**
 * Whether a look after `sessions` sessions and `elapsed` seconds is the last one: no further
 * session of the mean length fits (with a tenth to spare), or the maximum is reached. It uses time
 * and counts only, never what was measured (statistics.md §1.3).
 */
export function isFinalLook(sessions: number, elapsed: number, schedule: Schedule): boolean {
  if (sessions >= schedule.maxSessions) return true;
  return elapsed + (1.1 * elapsed) / sessions > schedule.seconds;
}
