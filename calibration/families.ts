import { type Chapter, table, worst } from './chapter.js';
import type { Laboratory } from './laboratory.js';
import { TYPICAL } from './noise.js';
import { falseAlarms, found, passes, percent, percentWithError, sessionsUsed } from './rate.js';

interface Family {
  gates: number;
  /** Share of the noise that all gates have in common. */
  common: number;
  runs: number;
  /** False alarms with all gates at the tolerance in the reference simulation, per cent. */
  told: number | null;
}

const FAMILIES: readonly Family[] = [
  { gates: 1, common: 0, runs: 4000, told: 4.7 },
  { gates: 2, common: 0, runs: 4000, told: 4.0 },
  { gates: 3, common: 0, runs: 2000, told: null },
  { gates: 6, common: 0.7, runs: 2000, told: null },
  { gates: 6, common: 0, runs: 2000, told: null },
  { gates: 20, common: 0, runs: 2000, told: 3.8 },
];

const TOLERANCE = 0.05;

/** Several gates in one run: alarms are adjusted by Holm, clearances are not. */
export function familiesChapter(laboratory: Laboratory): Chapter {
  const rows = FAMILIES.map((family) => {
    const { gates, common, runs } = family;
    const name = `${gates}${common > 0 ? ' that move together' : ''}`;
    const at = (share: number, changes: readonly number[]) =>
      laboratory.compare(`family ${name}`, runs * share, {
        noise: TYPICAL,
        tolerance: TOLERANCE,
        changes,
        common,
        maxSessions: 16,
      });
    const all = (change: number) => Array.from({ length: gates }, () => change);
    const one = (change: number, others: number) => [change, ...all(others).slice(1)];
    return {
      name,
      told: family.told,
      none: at(0.5, all(0)),
      tolerated: at(1, all(TOLERANCE)),
      oneTolerated: at(0.5, one(TOLERANCE, 0)),
      oneWorse: at(0.5, one(2 * TOLERANCE, 0)),
      oneWorseAmongTolerated: at(0.5, one(2 * TOLERANCE, TOLERANCE)),
    };
  });
  const alarm = worst(rows, ({ tolerated }) => falseAlarms(tolerated));
  const among = worst(rows, (row) => falseAlarms(row.oneWorseAmongTolerated));
  const pass = worst(rows, ({ oneTolerated }) => passes(oneTolerated));
  const harmless = worst(rows, ({ none }) => falseAlarms(none));
  return {
    title: 'Many gates in one run',
    claims: [
      {
        words: 'All gates exactly at the tolerance: at most 5 % of runs raise any false alarm',
        where: gatesOf(alarm.name),
        rate: falseAlarms(alarm.tolerated),
        limit: 0.05,
        promised: true,
      },
      {
        words:
          'One gate truly worse, all others at the tolerance: at most 5 % raise a false alarm too',
        where: gatesOf(among.name),
        rate: falseAlarms(among.oneWorseAmongTolerated),
        limit: 0.05,
        promised: true,
      },
      {
        words: 'One gate at its tolerance, the others fine: at most 5 % of runs pass',
        where: gatesOf(pass.name),
        rate: passes(pass.oneTolerated),
        limit: 0.05,
        promised: true,
      },
      {
        words: 'With nothing changed, fewer than 0.5 % of runs raise any alarm',
        where: gatesOf(harmless.name),
        rate: falseAlarms(harmless.none),
        limit: 0.005,
        promised: true,
      },
    ],
    text: `Typical noise, tolerance 5 %, at most 16 sessions; all gates are measured in the same sessions, and the run
ends when all are settled or hopeless. In brackets the reference simulation, which did not stop hopeless runs early.

${table(
  [
    'gates',
    'any alarm, all at 0',
    'any alarm, all at the tolerance',
    'false alarm, one at twice, rest at the tolerance',
    'run passes, one at the tolerance, rest at 0 (wrong)',
    'run passes, all at 0',
    'found: one at twice, rest at 0',
    'sessions, all at 0 / one at twice',
  ],
  rows.map((row) => [
    row.name,
    percent(falseAlarms(row.none)),
    `${percentWithError(falseAlarms(row.tolerated))}${row.told === null ? '' : ` (${row.told})`}`,
    row.name === '1' ? '–' : percentWithError(falseAlarms(row.oneWorseAmongTolerated)),
    percentWithError(passes(row.oneTolerated)),
    percent(passes(row.none)),
    percent(found(row.oneWorse)),
    [row.none, row.oneWorse].map((tally) => sessionsUsed(tally).mean.toFixed(1)).join(' / '),
  ]),
)}`,
  };
}

function gatesOf(name: string): string {
  const [count = '', ...rest] = name.split(' ');
  return [count, count === '1' ? 'gate' : 'gates', ...rest].join(' ');
}
