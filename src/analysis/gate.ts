import type { Boundaries } from './boundary.js';
import type { Case, LookEstimate } from './case.js';
import type { Levels } from './levels.js';
import { RunningBounds } from './running-bounds.js';

/** A case with its running bounds: what statistics.md §1.3 keeps per gate. */
export class Gate {
  readonly case: Case;
  readonly levels: Levels;
  readonly boundaries: Boundaries;
  readonly #bounds: RunningBounds;
  /** Levels j at which L_j was looked at, for the record. */
  readonly lowers = new Map<number, number>();
  #upperClear: number | undefined;
  #upperAlarm: number | undefined;

  constructor(gateCase: Case, levels: Levels, boundaries: Boundaries) {
    this.case = gateCase;
    this.levels = levels;
    this.boundaries = boundaries;
    this.#bounds = new RunningBounds(gateCase.looks, boundaries);
  }

  get last(): LookEstimate | null {
    return this.case.looks.at(-1) ?? null;
  }

  /** L_j: the running lower bound while j gates of the run are not rejected. */
  lower(j: number): number {
    let bound = this.lowers.get(j);
    if (bound === undefined) {
      bound = this.#bounds.lower(this.levels.alarm(j)) - this.case.reserve;
      this.lowers.set(j, bound);
    }
    return bound;
  }

  /** L_j > m, and nothing else speaks against an alarm. */
  exceeds(j: number): boolean {
    return this.case.mayAlarm && !this.case.tooCoarse && this.lower(j) > this.case.margin;
  }

  /**
   * U_c: the running upper bound for a clearance. Only looks where the plain averages lie inside
   * the tolerance too: a robust centre does not see rare slow spells.
   */
  get upperClear(): number {
    const { margin } = this.case;
    this.#upperClear ??= this.#bounds.upper(
      this.levels.clear,
      ({ average }) => average === null || average < margin,
    );
    return this.#upperClear;
  }

  /** U_c without the guard of the averages. */
  get upperUnguarded(): number {
    return this.#bounds.upper(this.levels.clear);
  }

  /** U_a: the running upper bound at the level of M gates, for the claim of an improvement. */
  get upperAlarm(): number {
    this.#upperAlarm ??= this.#bounds.upper(this.levels.alarm(this.levels.gates));
    return this.#upperAlarm;
  }

  get cleared(): boolean {
    return !this.case.tooCoarse && this.upperClear < this.case.margin;
  }

  /** Both bounds at level a_1, for metrics that are not gates (§1.4). */
  get informationUpper(): number {
    return this.#bounds.upper(this.levels.alarm(1));
  }

  /** T(a_j) at the last look; null before the first. */
  alarmValue(j: number): number | null {
    return this.#bounds.criticalValue(this.levels.alarm(j));
  }

  /** T(a_c) at the last look; null before the first. */
  get clearValue(): number | null {
    return this.#bounds.criticalValue(this.levels.clear);
  }
}
