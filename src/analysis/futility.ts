import type { Schedule } from '../model/result.js';
import type { Boundaries, LookTime } from './boundary.js';
import type { Gate } from './gate.js';
import type { Pace } from './look.js';
import { normalTail } from './normal.js';

/** A gate with a smaller chance to be settled in the time that is left is given up (§1.5). */
const SMALLEST_CHANCE = 0.05;

/**
 * Whether the sessions that still fit will hardly settle the gate (statistics.md §1.5). Not
 * binding: going on regardless breaks no guarantee, stopping can only lose claims.
 */
export function isFutile(gate: Gate, pace: Pace, schedule: Schedule): boolean {
  const look = gate.last;
  if (!look || pace.final) return false;
  const end = look.sessions + (pace.fitting - pace.done);
  const f = look.sessions / end;
  const sf = look.standardError * Math.sqrt(f);
  const z = look.standardError * Math.sqrt(1 - f);
  const { levels, boundaries } = gate;
  const toReject = finalValue(boundaries, levels.alarm(levels.gates), schedule.minSessions, end);
  const toClear = finalValue(boundaries, levels.clear, schedule.minSessions, end);
  const above = look.estimate - gate.case.margin;
  const chance = normalTail((toReject * sf - above) / z) + normalTail((above + toClear * sf) / z);
  return chance < SMALLEST_CHANCE;
}

/** c at the end of the planned schedule: a look after each session, τ = s/S_end. */
function finalValue(boundaries: Boundaries, level: number, first: number, end: number): number {
  const looks: LookTime[] = [];
  for (let s = Math.min(first, end); s <= end; s += 1) looks.push({ sessions: s, tau: s / end });
  return boundaries.at(level, looks).at(-1)?.z ?? Infinity;
}
