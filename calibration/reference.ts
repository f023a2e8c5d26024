/**
 * Numbers to be met. Origin: the reference simulation of the procedure (numpy, scipy), written
 * before and independently of this code, which chose the procedure and its constants; 5,000 runs
 * for each row, 8 pairs in a session, 2 % outliers, heavy tails and drift. The true change is the
 * tolerance, half of it, or twice of it, in per cent of base. Rates are per cent.
 */
export interface ReferenceRow {
  noise: 'quiet' | 'typical' | 'noisy' | 'tail';
  tolerance: number;
  /** Gates of the run; all but one are still to be measured. */
  gates: number;
  maxSessions: 16 | 32;
  alarmsAtTolerance?: number;
  foundAtTwice: number;
  clearedAtNone: number;
  clearedAtHalf: number;
  clearedAtTolerance?: number;
  /** Mean sessions at no change, at the tolerance and at twice. */
  sessions?: readonly [number, number, number];
}

export const REFERENCE_RUNS = 5000;

export const REFERENCE: readonly ReferenceRow[] = [
  row('quiet', 0.05, 1, [4.6, 100, 100, 99.8, 4.2], [6.0, 10.9, 6.0]),
  row('typical', 0.05, 1, [4.7, 98.4, 99.1, 64, 4.0], [8.0, 10.9, 8.3]),
  row('typical', 0.05, 4, [1.2, 92.7, 99.1, 64, 4.0], [7.9, 10.0, 10.2]),
  row('typical', 0.03, 1, [4.7, 77, 80, 33, 4.0], [10.8, 10.9, 10.9]),
  row('typical', 0.1, 4, [1.2, 100, 100, 98.7, 4.0], [6.1, 10.0, 6.7]),
  row('noisy', 0.05, 1, [4.7, 66, 71, 27, 4.0], [11.2, 10.9, 11.4]),
  row('noisy', 0.1, 4, [1.2, 93, 99.1, 67, 4.0], [7.7, 10.0, 10.2]),
  row('tail', 0.05, 1, [4.5, 40, 41, 16, 4.2], [11.8, 10.9, 11.6]),
  row('tail', 0.1, 1, [4.5, 84, 87, 39, 4.2], [10.2, 10.9, 10.3]),
  row('tail', 0.1, 4, [1.0, 61, 87, 39, 4.2], [10.2, 10.0, 11.9]),
  longer('typical', 0.03, 1, [97, 97.5, 54]),
  longer('noisy', 0.05, 1, [91, 93, 45]),
  longer('tail', 0.05, 1, [66, 65, 26]),
  longer('tail', 0.1, 1, [98.5, 97, 62]),
  longer('tail', 0.1, 4, [94, 97, 62]),
];

function row(
  noise: ReferenceRow['noise'],
  tolerance: number,
  gates: number,
  [alarmsAtTolerance, foundAtTwice, clearedAtNone, clearedAtHalf, clearedAtTolerance]: readonly [
    number,
    number,
    number,
    number,
    number,
  ],
  sessions: readonly [number, number, number],
): ReferenceRow {
  return {
    noise,
    tolerance,
    gates,
    maxSessions: 16,
    alarmsAtTolerance,
    foundAtTwice,
    clearedAtNone,
    clearedAtHalf,
    clearedAtTolerance,
    sessions,
  };
}

/** With twice the budget; the reference gives only part of the numbers. */
function longer(
  noise: ReferenceRow['noise'],
  tolerance: number,
  gates: number,
  [foundAtTwice, clearedAtNone, clearedAtHalf]: readonly [number, number, number],
): ReferenceRow {
  return { noise, tolerance, gates, maxSessions: 32, foundAtTwice, clearedAtNone, clearedAtHalf };
}

/** Wald's bound for the typical noise: mean sessions of the best test that knows the variance. */
export const WALD_SESSIONS = { 0.03: 10.6, 0.05: 3.9, 0.1: 1.0 } as const;
