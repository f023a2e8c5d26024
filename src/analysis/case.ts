import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Sides } from '../model/side.js';
import type { Look } from './look.js';

/** One look at one metric: the estimate, and its bounds for a critical value T. */
export interface LookEstimate extends Look {
  estimate: number;
  standardError: number;
  /** A of statistics.md §1.3: the same by plain averages. null where no such guard applies. */
  average: number | null;
  lower(t: number): number;
  upper(t: number): number;
}

/** Everything that is known about one metric under one rule, before any verdict. + = worse. */
export interface Case {
  /** The m of §1.1; 0 for budgets. */
  margin: number;
  looks: LookEstimate[];
  /** Sessions that count, and those that had too few usable observations. */
  counted: number;
  dropped: number;
  /** Any observation at all, in any session. */
  observed: boolean;
  /** The metric's steps are too large to see the margin (§1.8). */
  tooCoarse: boolean;
  /** What L must exceed the margin by, beyond 0 (§1.8, autocorrelation). */
  reserve: number;
  /** A further condition for an alarm (§1.6: errors in three sessions). */
  mayAlarm: boolean;
  typical: Sides<number | null>;
  notes: string[];
}

/** ȳ and its standard error over the sessions of a look, with bounds by Student's t (§1.3). */
export function studentLook(
  look: Look,
  y: readonly number[],
  rest: { average: number; resolution: number | null; inflation?: number },
): LookEstimate {
  const estimate = mean(y);
  const raw = sampleStandardDeviation(y) / Math.sqrt(y.length);
  const standardError =
    (rest.inflation ?? 1) * flooredStandardError(raw, y.length, rest.resolution);
  return {
    ...look,
    estimate,
    standardError,
    average: rest.average,
    lower: (t) => estimate - t * standardError,
    upper: (t) => estimate + t * standardError,
  };
}

/** Rounding noise of a mean of equal logarithms; below it a standard error is zero. */
const ZERO = 1e-12;
/** Used when all session values are equal and nobody knows the resolution (§1.8). */
const UNKNOWN_RESOLUTION_ERROR = 1e-4;

/** se² is at least ρ²/(6s): what rounding to the resolution ρ (relative to base) adds (§1.3). */
function flooredStandardError(raw: number, sessions: number, resolution: number | null): number {
  if (resolution !== null) return Math.max(raw, resolution / Math.sqrt(6 * sessions));
  return raw > ZERO ? raw : UNKNOWN_RESOLUTION_ERROR;
}

/** Correlation of neighbouring values; 0 when there is no variation. */
export function lagOneAutocorrelation(y: readonly number[]): number {
  const centre = mean(y);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < y.length; i += 1) {
    const d = (y[i] as number) - centre;
    squares += d * d;
    if (i > 0) products += d * ((y[i - 1] as number) - centre);
  }
  return squares > 0 ? products / squares : 0;
}
