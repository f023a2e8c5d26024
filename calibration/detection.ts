import { type Chapter, table, worst } from './chapter.js';
import type { Laboratory } from './laboratory.js';
import { NOISY, QUIET, TAIL } from './models.js';
import { type Noise, TYPICAL } from './noise.js';
import { falseAlarms, found, passes, percent, sessionsUsed } from './rate.js';
import { WALD_SESSIONS } from './reference.js';

const NOISES: readonly { name: string; noise: Noise }[] = [
  { name: 'quiet', noise: QUIET },
  { name: 'typical', noise: TYPICAL },
  { name: 'noisy', noise: NOISY },
  { name: 'tail latency', noise: TAIL },
];

/** One value of the true change, and what runs made of it. */
export interface CurvePoint {
  change: number;
  alarm: number;
  cleared: number;
  sessions: number;
}

export interface Curve {
  name: string;
  points: CurvePoint[];
}

const TOLERANCE = 0.05;
const MAX_SESSIONS = 16;
/** So many that the budget does not end a run before the question is answered. */
const LONG = 32;

/** From no change to three times the tolerance. */
export function curves(laboratory: Laboratory): Curve[] {
  return NOISES.map(({ name, noise }) => ({
    name,
    points: Array.from({ length: 16 }, (_, i) => {
      const change = i / 100;
      const tally = laboratory.compare(`curve ${name}`, 1000, {
        noise,
        tolerance: TOLERANCE,
        changes: [change],
        maxSessions: MAX_SESSIONS,
      });
      return {
        change,
        alarm: falseAlarms(tally).share + tally.found / tally.runs,
        cleared: passes(tally).share,
        sessions: sessionsUsed(tally).mean,
      };
    }),
  }));
}

export function detectionChapter(laboratory: Laboratory): Chapter {
  const entries = NOISES.flatMap(({ name, noise }) =>
    ([0.03, 0.05, 0.1] as const).map((tolerance) => {
      const at = (change: number, runs = 1000) =>
        laboratory.compare(`detection ${name} ${tolerance}`, runs, {
          noise,
          tolerance,
          changes: [change],
          maxSessions: MAX_SESSIONS,
        });
      return {
        name: `${name}, ${100 * tolerance} %`,
        none: at(0, 2000),
        worse: [at(tolerance + 0.02), at(tolerance + 0.05), at(2 * tolerance)],
      };
    }),
  );
  const harmless = worst(entries, ({ none }) => falseAlarms(none));
  const efficiency = ([0.03, 0.05, 0.1] as const).map((tolerance) => {
    const tally = laboratory.compare(`efficiency ${tolerance}`, 1000, {
      noise: TYPICAL,
      tolerance,
      changes: [0],
      maxSessions: LONG,
    });
    const [used, bound] = [sessionsUsed(tally).mean, WALD_SESSIONS[tolerance]];
    return [
      `${100 * tolerance} %`,
      percent(passes(tally)),
      used.toFixed(1),
      bound.toFixed(1),
      (used / bound).toFixed(1),
    ];
  });
  return {
    title: 'What is found, and how long it takes',
    claims: [
      {
        words: 'With nothing changed, fewer than 0.5 % of runs alarm (any noise and tolerance)',
        where: harmless.name,
        rate: falseAlarms(harmless.none),
        limit: 0.005,
        promised: true,
      },
    ],
    text: `One gate, at most ${MAX_SESSIONS} sessions of 8 pairs. "Found" is the verdict regressed.

![Share of runs by true change](calibration-power.svg)

![Sessions used by true change](calibration-sessions.svg)

${table(
  [
    'noise, tolerance',
    'alarm at 0',
    'found at +2 points beyond',
    'found at +5 points beyond',
    'found at twice',
    'cleared at 0',
    'sessions at 0',
  ],
  entries.map(({ name, none, worse }) => [
    name,
    percent(falseAlarms(none)),
    ...worse.map((tally) => percent(found(tally))),
    percent(passes(none)),
    sessionsUsed(none).mean.toFixed(1),
  ]),
)}

How far from what is possible: Wald's bound is the mean number of sessions that the best sequential test needs when it
*knows* the noise; ours has to learn it, and takes six sessions at least. Typical noise, nothing changed, at most
${LONG} sessions:

${table(['tolerance', 'cleared', 'sessions used', "Wald's bound", 'ratio'], efficiency)}`,
  };
}
