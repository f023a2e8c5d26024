import { mean } from 'simple-statistics';
import type { Benchmark, Machine } from '../model/result.js';
import { other, SIDES } from '../model/side.js';
import { percent } from './errors.js';
import { costsOneSession, disturbances, medianOver } from './validity.js';

/** Cores that a side which is not loaded may use, and the share of all cores that may be stolen. */
const IDLE_LIMIT = 0.1;
const STEAL_LIMIT = 0.02;

/** What was not as it should be while a benchmark ran, without forbidding an answer. */
export function circumstances(benchmark: Benchmark, machine: Machine): string[] {
  const notes = disturbances(benchmark);
  for (const side of SIDES) {
    const idle = medianOver(benchmark, side, (slices) => slices.machine.idle);
    if (idle !== null && idle > IDLE_LIMIT) {
      notes.push(
        `${other(side)} used ${idle.toFixed(2)} cores while ${side} was loaded: it works in the background`,
      );
    }
  }
  const steal = benchmark.sessions
    .flatMap(({ slices }) => SIDES.flatMap((side) => slices[side].machine.steal))
    .filter((value) => value !== null);
  if (steal.length > 0 && mean(steal) / machine.cores > STEAL_LIMIT) {
    notes.push(
      `other virtual machines took ${percent(mean(steal) / machine.cores)} of the CPU time`,
    );
  }
  for (const failure of benchmark.failures) {
    const { side, phase, message, session } = failure;
    if (phase === 'stop') notes.push(`${side ?? 'a service'} could not be stopped: ${message}`);
    else if (phase !== 'machine' && costsOneSession(failure)) {
      notes.push(`session ${session} was lost: ${message}`);
    }
  }
  return notes;
}
