import { type Chapter, table } from './chapter.js';
import type { Laboratory } from './laboratory.js';
import { NOISY, QUIET, TAIL } from './models.js';
import { type Noise, TYPICAL } from './noise.js';
import { falseAlarms, found, meets, passes, percent, type Rate, sessionsUsed } from './rate.js';
import { REFERENCE, REFERENCE_RUNS, type ReferenceRow } from './reference.js';
import type { Tally } from './tally.js';

const NOISES: Record<ReferenceRow['noise'], { noise: Noise; words: string }> = {
  quiet: { noise: QUIET, words: 'quiet 4 %, 1 %' },
  typical: { noise: TYPICAL, words: 'typical 9 %, 2.5 %' },
  noisy: { noise: NOISY, words: 'noisy 16 %, 5 %' },
  tail: { noise: TAIL, words: 'tail latency 30 %, 3 %' },
};

/** One number of the reference simulation beside ours. */
export interface Met {
  what: string;
  met: boolean;
}

/** Runs the shipped code over the settings of the reference simulation. */
export function referenceTable(laboratory: Laboratory): Chapter & { numbers: Met[] } {
  const numbers: Met[] = [];
  const rows = REFERENCE.map((reference) => compared(reference, laboratory, numbers));
  const missed = numbers.filter(({ met }) => !met);
  const verdict =
    missed.length === 0
      ? `All ${numbers.length} numbers agree within Monte-Carlo error.`
      : `${numbers.length - missed.length} of ${numbers.length} numbers agree within Monte-Carlo error; the others are marked with ≠: ${missed.map(({ what }) => what).join('; ')}.`;
  return {
    title: 'Does the shipped code do what the procedure promised?',
    claims: [],
    numbers,
    text: `The procedure was chosen with a simulation of its own (numpy, scipy; ${REFERENCE_RUNS.toLocaleString('en')} runs per row).
Here the shipped code runs over the same kinds of noise. Noise is given as standard deviation of a pair of slices
and of a start; sessions have 8 pairs; where there are 4 gates, three of them are still to be measured. Each cell
is **ours** (reference). ${verdict} With tail latency a few per cent of clearances wait for the plain averages, which
such wild slices leave outside the tolerance now and then; it is the likely reason where fewer are cleared here.

${table(
  [
    'noise, tolerance, gates, most sessions',
    'alarm at the tolerance',
    'found at twice',
    'cleared at 0',
    'cleared at half',
    'cleared at the tolerance',
    'sessions at 0 / tolerance / twice',
  ],
  rows,
)}`,
  };
}

function compared(reference: ReferenceRow, laboratory: Laboratory, numbers: Met[]): string[] {
  const { tolerance, gates, maxSessions } = reference;
  const { noise, words } = NOISES[reference.noise];
  const name = `${words}; ${100 * tolerance} %; ${gates}; ${maxSessions}`;
  const runs = maxSessions === 16 ? 2000 : 1000;
  const at = (change: number): Tally =>
    laboratory.compare(`reference ${name}`, runs, {
      noise,
      tolerance,
      changes: [change],
      later: gates - 1,
      maxSessions,
    });
  const short = maxSessions === 16;
  const [none, half, tolerated, twice] = [
    at(0),
    at(tolerance / 2),
    short ? at(tolerance) : null,
    at(2 * tolerance),
  ];
  const cell = (what: string, rate: Rate | null, told: number | undefined): string => {
    if (!rate || told === undefined) return '–';
    const met = meets(rate, told, Number.isInteger(told) ? 1 : 0.1, REFERENCE_RUNS);
    numbers.push({ what: `${what} (${name})`, met });
    return `**${percent(rate)}** (${told})${met ? '' : ' ≠'}`;
  };
  return [
    name,
    cell('alarm', tolerated && falseAlarms(tolerated), reference.alarmsAtTolerance),
    cell('found', found(twice), reference.foundAtTwice),
    cell('cleared at 0', passes(none), reference.clearedAtNone),
    cell('cleared at half', passes(half), reference.clearedAtHalf),
    cell('cleared at the tolerance', tolerated && passes(tolerated), reference.clearedAtTolerance),
    tolerated && reference.sessions
      ? sessionsCell([none, tolerated, twice], reference.sessions, name, numbers)
      : [none, twice].map((tally) => sessionsUsed(tally).mean.toFixed(1)).join(' / – / '),
  ];
}

function sessionsCell(
  tallies: readonly Tally[],
  told: readonly number[],
  name: string,
  numbers: Met[],
): string {
  const cells = tallies.map((tally, i) => {
    const { mean, error } = sessionsUsed(tally);
    const expected = told[i] as number;
    // The reference prints tenths, and its mean has an error too.
    const met = Math.abs(mean - expected) <= 3 * error * 1.2 + 0.05;
    numbers.push({ what: `sessions (${name})`, met });
    return { ours: mean.toFixed(1), told: expected.toFixed(1), met };
  });
  const mark = cells.every(({ met }) => met) ? '' : ' ≠';
  return `**${cells.map(({ ours }) => ours).join(' / ')}** (${cells.map(({ told: t }) => t).join(' / ')})${mark}`;
}
