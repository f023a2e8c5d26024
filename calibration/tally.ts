import type { Boundaries } from '../src/analysis/boundary.js';
import type { Verdict } from '../src/model/decision.js';
import { simulate, type Simulation } from './run.js';

/** What came out of many runs of the same kind. */
export interface Tally {
  runs: number;
  /** Runs in which a gate was called worse although it is not (or is by no more than allowed). */
  falseAlarms: number;
  /** Gates called worse among those that are, over all runs. */
  found: number;
  /** Gates that are worse than allowed, over all runs. */
  worse: number;
  /** Runs in which every gate was cleared. */
  passes: number;
  /** Sessions of all runs, and their squares. */
  sessions: number;
  squares: number;
}

/** Repeats a simulation. `worse[i]` says whether gate i is truly worse than it may be. */
export function tally(
  runs: number,
  worse: readonly boolean[],
  simulation: (run: number) => Simulation,
  boundaries: Boundaries,
): Tally {
  const sum: Tally = {
    runs,
    falseAlarms: 0,
    found: 0,
    worse: 0,
    passes: 0,
    sessions: 0,
    squares: 0,
  };
  for (let i = 0; i < runs; i += 1) {
    const { sessions, rows } = simulate(simulation(i), boundaries);
    const alarms = rows.map(({ verdict }) => isAlarm(verdict));
    if (alarms.some((alarm, gate) => alarm && !worse[gate])) sum.falseAlarms += 1;
    if (rows.length > 0 && rows.every(({ verdict }) => isClear(verdict))) sum.passes += 1;
    sum.found += alarms.filter((alarm, gate) => alarm && worse[gate]).length;
    sum.worse += worse.filter(Boolean).length;
    sum.sessions += sessions;
    sum.squares += sessions * sessions;
  }
  return sum;
}

function isAlarm(verdict: Verdict): boolean {
  return verdict === 'regressed' || verdict === 'over';
}

function isClear(verdict: Verdict): boolean {
  return verdict === 'within' || verdict === 'improved';
}
