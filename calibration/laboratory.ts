import { Boundaries } from '../src/analysis/boundary.js';
import { Draws } from './draws.js';
import type { Simulation } from './run.js';
import { comparing, type Comparison, margin } from './simulations.js';
import { tally, type Tally } from './tally.js';

/**
 * Where simulations are repeated. Boundaries are kept: all simulated runs look at the same times,
 * so that each has to be computed once.
 */
export class Laboratory {
  readonly seed: number;
  /** Replications are multiplied by this: 1 for the evidence, less for a quick check. */
  readonly scale: number;
  runs = 0;
  readonly #boundaries = new Boundaries();
  readonly #note: (what: string) => void;

  constructor(seed: number, scale = 1, note: (what: string) => void = () => {}) {
    this.seed = seed;
    this.scale = scale;
    this.#note = note;
  }

  /**
   * Repeats one simulation. Equal names draw equal noise: true changes that differ are then
   * compared on the same noise.
   */
  repeat(
    name: string,
    runs: number,
    worse: readonly boolean[],
    simulation: (draws: Draws, run: number) => Simulation,
  ): Tally {
    const draws = new Draws(this.seed, name);
    const count = Math.max(20, Math.round(runs * this.scale));
    this.#note(name);
    this.runs += count;
    return tally(count, worse, (run) => simulation(draws, run), this.#boundaries);
  }

  /** Comparison gates whose true changes are given as fractions: 0.05 is 5 % worse. */
  compare(
    name: string,
    runs: number,
    { changes, ...rest }: Comparison,
    more: { alpha?: number; durations?: readonly (readonly number[])[] } = {},
  ): Tally {
    const logs = changes.map((change) => Math.log1p(change));
    const worse = logs.map((log) => log > margin(rest.tolerance) + 1e-12);
    return this.repeat(name, runs, worse, (draws, run) => {
      const durations = more.durations?.[run % more.durations.length];
      const comparison = { ...rest, changes: logs, ...(durations && { durations }) };
      return { ...comparing(comparison, draws), ...(more.alpha && { alpha: more.alpha }) };
    });
  }
}
