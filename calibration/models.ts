import { type Noise, TYPICAL } from './noise.js';

/** The noise models by name: those the guarantee is given for, and those it is not given for. */

export interface NoiseModel {
  name: string;
  noise: Noise;
  /** Sessions take unequal time. */
  unequalSessions?: boolean;
  maxSessions?: number;
}

export const QUIET: Noise = { ...TYPICAL, pairSd: 0.04, sessionSd: 0.01 };
export const NOISY: Noise = { ...TYPICAL, pairSd: 0.16, sessionSd: 0.05 };
export const TAIL: Noise = { ...TYPICAL, pairSd: 0.3, sessionSd: 0.03 };

const heavy: Noise = { ...TYPICAL, outliers: 0, drift: 0 };

const betweenStarts: Noise = { ...heavy, shape: 'normal', pairSd: 0.02, sessionSd: 0.042 };

/** What we answer for. */
export const HELD: readonly NoiseModel[] = [
  { name: 'normal', noise: { ...heavy, shape: 'normal' } },
  { name: 'heavy tails (t, 3 df)', noise: heavy },
  { name: 'heavy tails, 2 % outlier slices', noise: { ...heavy, outliers: 0.02 } },
  { name: 'the same and drift: typical', noise: TYPICAL },
  { name: 'typical, starts all alike (0 %)', noise: { ...TYPICAL, sessionSd: 0 } },
  { name: 'typical, starts differ by 4 %', noise: { ...TYPICAL, sessionSd: 0.04 } },
  { name: 'typical, starts differ by 6 %', noise: { ...TYPICAL, sessionSd: 0.06 } },
  { name: 'nearly all noise between starts', noise: betweenStarts },
  { name: 'typical, drift three times as large', noise: { ...TYPICAL, drift: 3 } },
  { name: 'skewed slices', noise: { ...TYPICAL, shape: 'skewed', outliers: 0 } },
  { name: 'head twice as noisy', noise: { ...heavy, headFactor: 2 } },
  { name: 'typical, sessions of unequal length', noise: TYPICAL, unequalSessions: true },
  {
    name: 'typical, as shipped (10 × 20 pairs, alternating)',
    noise: { ...TYPICAL, pairs: 20, order: 'alternating' },
    maxSessions: 10,
  },
];

/** Where what differs from start to start breaks an assumption: nothing is promised. */
export const DEPENDENT: readonly NoiseModel[] = [
  { name: 'typical, starts remember 0.5 of the last one', noise: { ...TYPICAL, memory: 0.5 } },
  { name: 'nearly all noise between starts, memory 0.3', noise: { ...betweenStarts, memory: 0.3 } },
  { name: 'nearly all noise between starts, memory 0.5', noise: { ...betweenStarts, memory: 0.5 } },
  { name: 'nearly all noise between starts, memory 0.8', noise: { ...betweenStarts, memory: 0.8 } },
  { name: 'two kinds of starts, ±4 %', noise: { ...betweenStarts, sessionSd: 0, twoModes: 0.04 } },
];

export interface HiddenProblem {
  name: string;
  noise: Noise;
  /** Head's plain average is worse by this factor. */
  average: number;
  /** Per cent cleared in the reference simulation, from and to; null where it did not ask. */
  told: readonly [number, number] | null;
}

function slowSlices(factor: number, share: number, told: number): HiddenProblem {
  return {
    name: `×${factor} in ${100 * share} % of head's slices`,
    noise: { ...TYPICAL, slowSlices: { factor, share } },
    average: 1 + share * (factor - 1),
    told: [told, told],
  };
}

function slowStarts(factor: number, share: number, told: HiddenProblem['told']): HiddenProblem {
  return {
    name: `×${factor} in ${100 * share} % of head's starts`,
    noise: { ...TYPICAL, slowStarts: { factor, share } },
    average: 1 + share * (factor - 1),
    told,
  };
}

/** What the typical slice or the typical start does not show. */
export const HIDDEN: readonly HiddenProblem[] = [
  slowSlices(2, 0.05, 67.2),
  slowSlices(2, 0.1, 16),
  slowSlices(3, 0.1, 3.5),
  slowSlices(5, 0.05, 11.6),
  slowStarts(1.2, 0.3, [9, 13]),
  slowStarts(1.5, 0.1, [45, 55]),
];
