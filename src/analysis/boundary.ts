import { normalTail, normalTailQuantile } from './normal.js';
import { studentTailQuantile } from './student.js';

/**
 * The boundary of statistics.md §1.3: Lan–DeMets error spending with f(τ) = a·τ^1.5, computed look
 * by look with the recursion of Armitage, McPherson and Rowe.
 *
 * B = Z·√n walks by normal steps from 0. A state knows how the paths that have not crossed yet are
 * spread: a grid, and per grid point the sub-density times its Simpson weight.
 */

/** When a look is taken: after n sessions that count, with a share τ of the budget used. */
export interface LookTime {
  sessions: number;
  tau: number;
}

const GRID_POINTS = 401;
/** Normal deviations beyond this are as good as impossible (6e-16). */
const REACH = 8;
const SPENDING_POWER = 1.5;
const NOTHING_TO_SPEND = 1e-12;

interface Paths {
  from: number;
  step: number;
  weights: Float64Array;
}

/** All paths start at B = 0. */
const START: Paths = { from: 0, step: 1, weights: Float64Array.of(1) };

export class Boundary {
  /** c_k: the look rejects where Z exceeds it. Infinity before the first look. */
  readonly z: number;
  readonly #level: number;
  readonly #sessions: number;
  readonly #spent: number;
  readonly #before: { paths: Paths; deviation: number } | null;
  readonly #next = new Map<string, Boundary>();
  #paths: Paths | undefined;
  #t: number | undefined;

  private constructor(
    level: number,
    sessions: number,
    spent: number,
    z: number,
    before: { paths: Paths; deviation: number } | null,
  ) {
    this.#level = level;
    this.#sessions = sessions;
    this.#spent = spent;
    this.z = z;
    this.#before = before;
  }

  /** The state before the first look at the one-sided level a. */
  static start(level: number): Boundary {
    return new Boundary(level, 0, 0, Infinity, null);
  }

  /** The state after one more look; n must have grown. Remembered, so that equal beginnings share work. */
  look({ sessions, tau }: LookTime): Boundary {
    const key = `${sessions} ${tau}`;
    let next = this.#next.get(key);
    if (!next) {
      next = this.#advance(sessions, tau);
      this.#next.set(key, next);
    }
    return next;
  }

  #advance(sessions: number, tau: number): Boundary {
    const increment = this.#level * tau ** SPENDING_POWER - this.#spent;
    const paths = this.#survivors();
    const deviation = Math.sqrt(sessions - this.#sessions);
    const spends = increment >= NOTHING_TO_SPEND;
    const z = spends
      ? crossing(paths, deviation, increment, this.z * Math.sqrt(sessions)) / Math.sqrt(sessions)
      : Infinity;
    const spent = spends ? this.#spent + increment : this.#spent;
    return new Boundary(this.#level, sessions, spent, z, { paths, deviation });
  }

  /** Critical value for a t statistic with n - 1 degrees of freedom: same tail as c_k (§1.3). */
  get t(): number {
    this.#t ??= studentTailQuantile(normalTail(this.z), this.#sessions - 1);
    return this.#t;
  }

  /** The paths that have not crossed at this look, on a new grid up to the boundary. */
  #survivors(): Paths {
    this.#paths ??= this.#before === null ? START : this.#spread(this.#before);
    return this.#paths;
  }

  #spread({ paths, deviation }: { paths: Paths; deviation: number }): Paths {
    const root = Math.sqrt(this.#sessions);
    const from = -REACH * root;
    const step = (Math.min(this.z, REACH) * root - from) / (GRID_POINTS - 1);
    const density = densityAfter(paths, deviation);
    const weights = new Float64Array(GRID_POINTS);
    for (let i = 0; i < GRID_POINTS; i += 1) {
      weights[i] = density(from + i * step) * simpson(i) * step;
    }
    return { from, step, weights };
  }
}

/** Simpson's rule: 1, 4, 2, 4, …, 2, 4, 1 thirds. */
function simpson(i: number): number {
  if (i === 0 || i === GRID_POINTS - 1) return 1 / 3;
  return i % 2 === 1 ? 4 / 3 : 2 / 3;
}

/** x ↦ Σ w[i]·φ((x - g[i])/sd)/sd: the density after one more step. */
function densityAfter({ from, step, weights }: Paths, deviation: number): (x: number) => number {
  const h = step / deviation;
  const shrink = Math.exp(-h * h);
  const scale = 1 / (deviation * Math.sqrt(2 * Math.PI));
  return (x) => scale * kernelSum(weights, (x - from) / deviation, h, shrink);
}

/**
 * Σ w[i]·exp(-(x - i·h)²/2) over the grid points within reach of x. On an equidistant grid the
 * exponentials follow from each other by two multiplications; `shrink` is exp(-h²).
 */
function kernelSum(weights: Float64Array, x: number, h: number, shrink: number): number {
  const first = Math.max(0, Math.ceil((x - REACH) / h));
  const last = Math.min(weights.length - 1, Math.floor((x + REACH) / h));
  const u = x - first * h;
  let term = Math.exp(-0.5 * u * u);
  let ratio = Math.exp(h * (u - 0.5 * h));
  let sum = 0;
  for (let i = first; i <= last; i += 1) {
    sum += (weights[i] as number) * term;
    term *= ratio;
    ratio *= shrink;
  }
  return sum;
}

/** Σ w[i]·SF((b - g[i])/sd): probability to be beyond b after one more step. */
function tail({ from, step, weights }: Paths, deviation: number, b: number): number {
  let sum = 0;
  for (let i = weights.length - 1; i >= 0; i -= 1) {
    const u = (b - from - i * step) / deviation;
    if (u > REACH) break;
    sum += (weights[i] as number) * normalTail(u);
  }
  return sum;
}

/**
 * The b with tail(b) = increment: Newton's method on the logarithm of the tail, inside a bracket
 * (statistics.md asks for bisection; the root is the same).
 */
function crossing(paths: Paths, deviation: number, increment: number, guess: number): number {
  const density = densityAfter(paths, deviation);
  let low = -Infinity;
  let high = Infinity;
  let b = Number.isFinite(guess) ? guess : deviation * normalTailQuantile(increment);
  for (let i = 0; i < 60; i += 1) {
    const beyond = tail(paths, deviation, b);
    const excess = Math.log(beyond / increment);
    if (excess > 0) low = b;
    else high = b;
    const step = (excess * beyond) / density(b);
    let next = b + step;
    if (!(next > low && next < high)) {
      next =
        low === -Infinity ? b - deviation : high === Infinity ? b + deviation : (low + high) / 2;
    }
    // Newton's step squares the error: the next one would move b by about 1e-12.
    if (Math.abs(step) < 1e-6 * deviation) return b + step;
    b = next;
  }
  return b;
}

/** Boundaries of every level that was asked for; work is shared by all who look at the same times. */
export class Boundaries {
  readonly #starts = new Map<number, Boundary>();

  /** The states at each of the looks, in order. */
  at(level: number, looks: readonly LookTime[]): Boundary[] {
    let state = this.#starts.get(level);
    if (!state) {
      state = Boundary.start(level);
      this.#starts.set(level, state);
    }
    const states: Boundary[] = [];
    for (const look of looks) {
      state = state.look(look);
      states.push(state);
    }
    return states;
  }
}
