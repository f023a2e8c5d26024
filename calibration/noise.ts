import type { Draws } from './draws.js';

/**
 * The noise of one metric, on the log scale: what the reference simulation calls "pair sd" and
 * "session sd", and everything that makes life harder. Shares and deviations are fractions.
 */
export interface Noise {
  pairs: number;
  /** Standard deviation of the ratio of a pair of slices, before outliers and drift. */
  pairSd: number;
  /** Standard deviation of the ratio between one start of both services and the next. */
  sessionSd: number;
  shape: 'normal' | 'heavyTailed' | 'skewed';
  /** Share of slices that are slower by 5 to 10 standard deviations of a slice. */
  outliers: number;
  /** Standard deviation of the machine's speed, in units of `pairSd`; its memory is 0.95 per slice. */
  drift: number;
  /** Which side is loaded first: drawn for two pairs at a time (ABBA or BAAB), or once per session. */
  order: 'quads' | 'alternating';
  /** Head's slices are noisier than base's by this factor. */
  headFactor: number;
  /** Correlation of one session's ratio with the next one's. */
  memory: number;
  /** All sessions lie so far above or below the true ratio, by the toss of a coin. */
  twoModes: number;
  /** In this share of starts head is slower by this factor throughout. */
  slowStarts: { share: number; factor: number } | null;
  /** This share of head's slices is slower by this factor. */
  slowSlices: { share: number; factor: number } | null;
  /** Memory of base's and head's common level from session to session, and its deviation. */
  level: { memory: number; sd: number } | null;
}

/** The typical service of the reference simulation: heavy tails, outliers, drift, starts that differ. */
export const TYPICAL: Noise = {
  pairs: 8,
  pairSd: 0.09,
  sessionSd: 0.025,
  shape: 'heavyTailed',
  outliers: 0.02,
  drift: 1,
  order: 'quads',
  headFactor: 1,
  memory: 0,
  twoModes: 0,
  slowStarts: null,
  slowSlices: null,
  level: null,
};

/** Logarithms of the slices of one session. */
export interface SessionLogs {
  base: number[];
  head: number[];
}

const DRIFT_MEMORY = 0.95;

/** Gives one session after the other, without any true difference between the sides. */
export function sessionsOf(noise: Noise, draws: Draws): () => SessionLogs {
  let ratio = 0;
  let level = 0;
  let first = true;
  return () => {
    ratio = next(ratio, noise.memory, first, draws);
    const common = noise.level ? (level = next(level, noise.level.memory, first, draws)) : 0;
    first = false;
    let effect = noise.sessionSd > 0 ? noise.sessionSd * ratio : 0;
    if (noise.twoModes > 0) effect += draws.chance(0.5) ? noise.twoModes : -noise.twoModes;
    if (noise.slowStarts && draws.chance(noise.slowStarts.share)) {
      effect += Math.log(noise.slowStarts.factor);
    }
    return oneSession(noise, effect, common * (noise.level?.sd ?? 0), draws);
  };
}

/** Stationary, with variance 1. */
function next(value: number, memory: number, first: boolean, draws: Draws): number {
  if (first || memory === 0) return draws.normal();
  return memory * value + Math.sqrt(1 - memory * memory) * draws.normal();
}

function oneSession(noise: Noise, effect: number, level: number, draws: Draws): SessionLogs {
  const { pairs, slowSlices } = noise;
  const sliceSd = noise.pairSd / Math.SQRT2;
  const logs: SessionLogs = { base: [], head: [] };
  const slice = (sd: number): number => {
    const value = sd * draws[noise.shape]();
    if (noise.outliers === 0 || !draws.chance(noise.outliers)) return value;
    return value + sd * (5 + 5 * draws.uniform());
  };
  let speed = draws.normal();
  const drifted = (): number => {
    if (noise.drift === 0) return 0;
    speed = next(speed, DRIFT_MEMORY, false, draws);
    return noise.drift * noise.pairSd * speed;
  };
  let headFirst = draws.chance(0.5);
  for (let pair = 0; pair < pairs; pair += 1) {
    if (noise.order === 'quads') headFirst = pair % 2 === 0 ? draws.chance(0.5) : !headFirst;
    const [one, two] = [drifted(), drifted()];
    const slow = slowSlices && draws.chance(slowSlices.share) ? Math.log(slowSlices.factor) : 0;
    logs.base.push(level + (headFirst ? two : one) + slice(sliceSd));
    logs.head.push(
      level + (headFirst ? one : two) + effect + slow + slice(sliceSd * noise.headFactor),
    );
  }
  return logs;
}
