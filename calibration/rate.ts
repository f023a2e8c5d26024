import type { Tally } from './tally.js';

/** A share of simulated runs, with what chance makes of it. */
export interface Rate {
  share: number;
  /** Monte-Carlo standard error. */
  error: number;
  runs: number;
}

export function rateOf(events: number, runs: number): Rate {
  const share = events / runs;
  // One event more or less is the least that chance does, also where nothing or everything happened.
  const error = Math.max(Math.sqrt((share * (1 - share)) / runs), 1 / runs / 2);
  return { share, error, runs };
}

export const falseAlarms = (tally: Tally): Rate => rateOf(tally.falseAlarms, tally.runs);
export const passes = (tally: Tally): Rate => rateOf(tally.passes, tally.runs);
export const found = (tally: Tally): Rate => rateOf(tally.found, tally.worse);

/** Mean sessions of a run. */
export function sessionsUsed({ sessions, squares, runs }: Tally): { mean: number; error: number } {
  const mean = sessions / runs;
  return { mean, error: Math.sqrt(Math.max(0, squares / runs - mean * mean) / runs) };
}

/** Beyond these many standard errors a difference is no longer called chance. */
const CHANCE = 3;

/**
 * Whether a number of the reference simulation is met: `told` per cent, printed in steps of `step`,
 * from `runs` runs.
 */
export function meets(
  { share, error, runs }: Rate,
  told: number,
  step: number,
  from: number,
): boolean {
  const expected = told / 100;
  const theirs = Math.sqrt(Math.max(expected * (1 - expected), 1 / from) / from);
  const ours = Math.max(error, Math.sqrt((expected * (1 - expected)) / runs));
  return Math.abs(share - expected) <= CHANCE * Math.hypot(ours, theirs) + step / 200;
}

/** Whether a rate may still be `limit` or less. */
export function keeps({ share, error }: Rate, limit: number): boolean {
  return share - CHANCE * error <= limit;
}

/** "4.6": per cent, with as many places as the number of runs bears. */
export function percent({ share }: Rate): string {
  const value = 100 * share;
  if (value === 0 || value === 100) return value.toFixed(0);
  return value > 99.9 ? '>99.9' : value.toFixed(value < 1 ? 2 : 1);
}

/** "4.6 ± 0.5": with one standard error; "none of 2,000" where there is nothing to be an error of. */
export function percentWithError(rate: Rate): string {
  if (rate.share === 0) return `none of ${rate.runs.toLocaleString('en')}`;
  if (rate.share === 1) return `100 (all of ${rate.runs.toLocaleString('en')})`;
  return `${percent(rate)} ± ${(100 * rate.error).toFixed(rate.error < 0.001 ? 2 : 1)}`;
}
