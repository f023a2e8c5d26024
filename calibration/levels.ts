import { type Chapter, type Claim, table, worst } from './chapter.js';
import type { Draws } from './draws.js';
import type { Laboratory } from './laboratory.js';
import { QUIET } from './models.js';
import { falseAlarms, found, passes, percent, percentWithError, sessionsUsed } from './rate.js';
import { budgeted, type Failing, failing } from './simulations.js';

/** Gates that are no comparison of ratios: the error rate, and absolute budgets on head. */

const RUNS = 2000;
const PAIRS = 8;
const MAX_SESSIONS = 16;
const ERROR_TOLERANCE = 0.001;

const independent =
  (share: number): Failing =>
  (draws, trials) =>
    draws.binomial(trials, share);

/** Requests of one session fail together: the intraclass correlation says how much. */
const clustered =
  (share: number, correlation: number): Failing =>
  (draws, trials) =>
    draws.binomial(trials, draws.beta(share, correlation));

/** Nothing fails but in some sessions. */
const bursts =
  (sessions: number, share: number): Failing =>
  (draws: Draws, trials) =>
    draws.chance(sessions) ? draws.binomial(trials, share) : 0;

interface ErrorCase {
  name: string;
  base: Failing;
  head: Failing;
  /** Head fails by more than the tolerance more often than base. */
  worse: boolean;
  /** Head's share is beyond base's by exactly the tolerance. */
  atTolerance?: boolean;
  /** Failures come in so few sessions that most of the first six have none. */
  rare?: boolean;
  told: string;
}

function clusteredCase(share: number, correlation: number): ErrorCase {
  const [base, head] = [share, share + ERROR_TOLERANCE];
  return {
    name: `${percents(base)} and ${percents(head)}, clustered (${correlation})`,
    base: clustered(base, correlation),
    head: clustered(head, correlation),
    worse: false,
    atTolerance: true,
    told: '1.4–3.8 alarms',
  };
}

function percents(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

const ERROR_CASES: readonly ErrorCase[] = [
  {
    name: 'no failures on either side',
    base: independent(0),
    head: independent(0),
    worse: false,
    told: 'cleared at the first look',
  },
  {
    name: '0.1 % and 0.2 %, independent',
    base: independent(0.001),
    head: independent(0.002),
    worse: false,
    atTolerance: true,
    told: '1.4–3.8 alarms',
  },
  clusteredCase(0.01, 0.002),
  clusteredCase(0.01, 0.01),
  clusteredCase(0.001, 0.002),
  { ...clusteredCase(0.001, 0.01), rare: true },
  {
    name: '0.1 % and 0.2 %, all in bursts in a quarter of sessions',
    base: bursts(0.25, 0.004),
    head: bursts(0.25, 0.008),
    worse: false,
    atTolerance: true,
    rare: true,
    told: '1.4–3.8 alarms',
  },
  {
    name: 'bursts of 1 % in a tenth of sessions; head 0.1 % more',
    base: bursts(0.1, 0.01),
    head: (draws, trials) => bursts(0.1, 0.01)(draws, trials) + draws.binomial(trials, 0.001),
    worse: false,
    atTolerance: true,
    rare: true,
    told: '1.4–3.8 alarms',
  },
  {
    name: '0 and 0.3 %, independent',
    base: independent(0),
    head: independent(0.003),
    worse: true,
    told: '100 found at the first look',
  },
  {
    name: '0 and 2 % in a quarter of sessions',
    base: independent(0),
    head: bursts(0.25, 0.02),
    worse: true,
    told: '72 found',
  },
];

export function errorRateChapter(laboratory: Laboratory): Chapter {
  const rows = ERROR_CASES.map((each) => ({
    ...each,
    tally: laboratory.repeat(`errors ${each.name}`, RUNS, [each.worse], (draws) =>
      failing(each, { tolerance: ERROR_TOLERANCE, pairs: PAIRS, maxSessions: MAX_SESSIONS }, draws),
    ),
  }));
  const tolerated = rows.filter(({ atTolerance }) => atTolerance);
  const [rare, usual] = [tolerated.filter((row) => row.rare), tolerated.filter((row) => !row.rare)];
  const claims = [usual, rare].flatMap((cases): Claim[] => {
    const alarm = worst(cases, ({ tally }) => falseAlarms(tally));
    const pass = worst(cases, ({ tally }) => passes(tally));
    const rest = { limit: 0.05, promised: cases === usual };
    return [
      {
        ...rest,
        words: 'Error rate exactly at its tolerance: at most 5 % of runs alarm',
        where: alarm.name,
        rate: falseAlarms(alarm.tally),
      },
      {
        ...rest,
        words: 'Error rate exactly at its tolerance: at most 5 % of runs are cleared',
        where: pass.name,
        rate: passes(pass.tally),
      },
    ];
  });
  return {
    title: 'Error rates (failed requests)',
    claims,
    text: `Tolerance 0.1 percentage points, 2,400 requests per side and session. "Clustered" names the correlation of
the requests of one session. A share is bounded with the spread between sessions that was seen; where failures
come in bursts that most of the first six sessions do not have, nothing has been seen yet, and a run may be cleared
(or head's bad luck be taken for a fault) too soon. The reference simulation did not look at wrong
clearances, and it did not give up hopeless runs: what is given up here because bursts that have not come yet cannot be
foreseen is the difference in the last row.

${table(
  ['base and head', 'alarm', 'cleared', 'sessions', 'reference'],
  rows.map(({ name, tally, worse, told }) => [
    name,
    percentWithError(worse ? found(tally) : falseAlarms(tally)),
    percentWithError(passes(tally)),
    sessionsUsed(tally).mean.toFixed(1),
    told,
  ]),
)}`,
  };
}

const MEMORIES = [
  { memory: 0, told: '3.4' },
  { memory: 0.3, told: '7' },
  { memory: 0.6, told: '14' },
  { memory: 0.85, told: '25' },
];

export function budgetChapter(laboratory: Laboratory): Chapter {
  const rows = MEMORIES.map(({ memory, told }) => {
    const noise = { ...QUIET, drift: 0, level: { memory, sd: 0.05 } };
    const at = (distance: number, worse: boolean) =>
      laboratory.repeat(`budget ${memory}`, RUNS, [worse], (draws) =>
        budgeted(noise, distance, MAX_SESSIONS, draws),
      );
    return {
      memory,
      told,
      exact: at(0, false),
      below: at(Math.log(0.8), false),
      above: at(Math.log(1.2), true),
    };
  });
  return {
    title: 'Budgets under drift',
    claims: rows.map(({ memory, exact }) => ({
      words: 'Head exactly at its budget: at most 5 % of runs call it over',
      where: `levels remember ${memory} of the last session`,
      rate: falseAlarms(exact),
      limit: 0.05,
      promised: memory === 0,
    })),
    text: `A budget looks at head alone, so the drift of the machine from session to session stays in. The standard
error is widened by the correlation that is seen, which helps but does not repair it. Quiet noise, levels of
sessions with a standard deviation of 5 %.

${table(
  [
    'memory of the level',
    'over, exactly at the budget (reference)',
    'within, exactly at the budget',
    'within, 20 % below it',
    'over, 20 % above it',
    'sessions 20 % below',
  ],
  rows.map(({ memory, told, exact, below, above }) => [
    String(memory),
    `${percentWithError(falseAlarms(exact))} (${told})`,
    percentWithError(passes(exact)),
    percent(passes(below)),
    percent(found(above)),
    sessionsUsed(below).mean.toFixed(1),
  ]),
)}`,
  };
}
