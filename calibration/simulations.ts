import type { Metric } from '../src/model/metric.js';
import { knownMetric } from '../src/model/metric.js';
import type { Session } from '../src/model/result.js';
import { bothSides } from '../src/model/side.js';
import type { Draws } from './draws.js';
import { type Noise, type SessionLogs, sessionsOf } from './noise.js';
import type { Simulation } from './run.js';

type Slices = Session['slices'];

/** What base's typical slice shows; only ratios to it matter. */
const TYPICAL_VALUE = 100;
const REQUESTS_PER_SLICE = 300;

/** Gates that compare a `ratio` metric, all with the same tolerance and kind of noise. */
export interface Comparison {
  noise: Noise;
  tolerance: number;
  /** True change of each gate, as the logarithm of head/base. */
  changes: readonly number[];
  /** Share of the noise that all gates have in common. */
  common?: number;
  later?: number;
  maxSessions: number;
  durations?: readonly number[];
}

/** The m of the decision for a tolerance where lower is better. */
export function margin(tolerance: number): number {
  return Math.log1p(tolerance);
}

export function comparing(comparison: Comparison, draws: Draws): Simulation {
  const { noise, tolerance, changes, common = 0, later = 0, maxSessions, durations } = comparison;
  const own = changes.map(() => sessionsOf(noise, draws));
  const shared = common > 0 ? sessionsOf(noise, draws) : null;
  const names = changes.map((_, i) => `metric ${i + 1}`);
  return {
    gates: names.map((name) => ({
      metric: ratioMetric(name),
      rule: { metric: name, tolerance, budget: null },
    })),
    later,
    maxSessions,
    ...(durations && { durations }),
    session: () => {
      const together = shared?.() ?? null;
      const logs = own.map((next) => mixed(next(), together, common));
      return slices(noise.pairs, (side) => {
        const values: Record<string, number[]> = {};
        for (const [i, of] of logs.entries()) {
          const change = side === 'head' ? (changes[i] as number) : 0;
          values[names[i] as string] = of[side].map(
            (log) => TYPICAL_VALUE * Math.exp(log + change),
          );
        }
        return { values, shares: {} };
      });
    },
  };
}

/** An upper limit on head, with head's true typical value `distance` beyond it (log scale). */
export function budgeted(
  noise: Noise,
  distance: number,
  maxSessions: number,
  draws: Draws,
): Simulation {
  const name = 'metric 1';
  const budget = TYPICAL_VALUE * Math.exp(-distance);
  const inner = comparing({ noise, tolerance: 1, changes: [0], maxSessions }, draws);
  return {
    ...inner,
    gates: [{ metric: ratioMetric(name), rule: { metric: name, tolerance: null, budget } }],
  };
}

/** Failed requests of one session: how many of `trials` fail. */
export type Failing = (draws: Draws, trials: number) => number;

/** A gate on the error rate; both sides answer the same number of requests. */
export function failing(
  fails: { base: Failing; head: Failing },
  { tolerance, pairs, maxSessions }: { tolerance: number; pairs: number; maxSessions: number },
  draws: Draws,
): Simulation {
  const metric = knownMetric('errors');
  return {
    gates: [{ metric, rule: { metric: metric.name, tolerance, budget: null } }],
    later: 0,
    maxSessions,
    session: () =>
      slices(pairs, (side) => {
        const trials = column(pairs, REQUESTS_PER_SLICE);
        const events = spread(fails[side](draws, pairs * REQUESTS_PER_SLICE), pairs);
        return { values: {}, shares: { [metric.name]: { events, trials } } };
      }),
  };
}

/** The session is what counts for errors; where in it they happen does not. */
function spread(events: number, pairs: number): number[] {
  return Array.from(
    { length: pairs },
    (_, i) => Math.floor(events / pairs) + (i < events % pairs ? 1 : 0),
  );
}

function mixed(own: SessionLogs, together: SessionLogs | null, common: number): SessionLogs {
  if (!together) return own;
  const mix = (side: 'base' | 'head') =>
    own[side].map(
      (log, i) => Math.sqrt(1 - common) * log + Math.sqrt(common) * (together[side][i] ?? 0),
    );
  return { base: mix('base'), head: mix('head') };
}

function ratioMetric(name: string): Metric {
  return { name, label: name, unit: 'ms', better: 'lower', kind: 'ratio' };
}

/**
 * Columns that are the same in every session. Load generator and machine are not simulated: their
 * columns are empty, so that nothing is judged by them.
 */
const quiet = new Map<number, Omit<Slices['base'], 'values' | 'shares'>>();

function slices(
  pairs: number,
  observed: (side: 'base' | 'head') => Pick<Slices['base'], 'values' | 'shares'>,
): Slices {
  let rest = quiet.get(pairs);
  if (!rest) {
    rest = {
      start: column(pairs, 0).map((_, i) => i / 5),
      seconds: column(pairs, 0.1),
      responses: column(pairs, REQUESTS_PER_SLICE),
      failures: {},
      generator: { cpu: [], lag: [] },
      machine: { steal: [], foreign: [], idle: [] },
    };
    quiet.set(pairs, rest);
  }
  const unchanging = rest;
  return bothSides((side) => ({ ...unchanging, ...observed(side) }));
}

function column(length: number, value: number): number[] {
  return Array.from({ length }, () => value);
}
