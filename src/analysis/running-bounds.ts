import type { Boundaries } from './boundary.js';
import type { LookEstimate } from './case.js';

/**
 * Bounds over all looks so far, each at its own critical value; they never widen (statistics.md
 * §1.3). Valid whenever the run stops, for whatever reason.
 */
export class RunningBounds {
  readonly #looks: readonly LookEstimate[];
  readonly #boundaries: Boundaries;
  readonly #lower = new Map<number, number>();

  constructor(looks: readonly LookEstimate[], boundaries: Boundaries) {
    this.#looks = looks;
    this.#boundaries = boundaries;
  }

  /** max over looks of ȳ - T(a)·se; -Infinity before the first look. */
  lower(level: number): number {
    let bound = this.#lower.get(level);
    if (bound === undefined) {
      const states = this.#boundaries.at(level, this.#looks);
      bound = Math.max(
        -Infinity,
        ...this.#looks.map((look, k) => look.lower(states[k]?.t as number)),
      );
      this.#lower.set(level, bound);
    }
    return bound;
  }

  /** min over the admitted looks of ȳ + T(a)·se; Infinity when there is none. */
  upper(level: number, admits: (look: LookEstimate) => boolean = () => true): number {
    const states = this.#boundaries.at(level, this.#looks);
    return Math.min(
      Infinity,
      ...this.#looks.map((look, k) =>
        admits(look) ? look.upper(states[k]?.t as number) : Infinity,
      ),
    );
  }

  /** T(a) at the last look; null before the first. */
  criticalValue(level: number): number | null {
    return this.#boundaries.at(level, this.#looks).at(-1)?.t ?? null;
  }
}
