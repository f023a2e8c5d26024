import type { Metric } from '../model/metric.js';
import type { Benchmark, Session } from '../model/result.js';
import { bothSides, type Side, type Sides } from '../model/side.js';
import type { Case, LookEstimate } from './case.js';
import { type Look, looks } from './look.js';

/** Proportions, above all the error rate (statistics.md §1.6): compared by their difference. */

/** Head must have the larger share in so many sessions before a difference is an alarm (§1.6). */
export const FEWEST_WORSE_SESSIONS = 3;

export interface Count {
  events: number;
  trials: number;
}

export interface Bounds {
  lo: number;
  hi: number;
}

/** Wilson score interval of the proportion p among n trials. */
export function wilson(p: number, n: number, z: number): Bounds {
  const middle = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { lo: (middle - half) / scale, hi: (middle + half) / scale };
}

/** Newcombe's hybrid score interval of head's proportion minus base's (1998, method 10). */
export function newcombe(head: Proportion, base: Proportion, z: number): Bounds {
  if (z === Infinity) return { lo: -Infinity, hi: Infinity };
  const h = wilson(head.p, head.n, z);
  const b = wilson(base.p, base.n, z);
  const difference = head.p - base.p;
  return {
    lo: difference - Math.hypot(head.p - h.lo, b.hi - base.p),
    hi: difference + Math.hypot(h.hi - head.p, base.p - b.lo),
  };
}

export interface Proportion {
  p: number;
  /** Trials that independent requests would need for the same uncertainty. */
  n: number;
}

/**
 * Errors come in bursts, so sessions differ by more than a binomial allows. The quasi-binomial
 * factor φ shrinks the number of trials to n/φ.
 */
export function quasiBinomial(sessions: readonly Count[]): Proportion {
  const { events, trials } = total(sessions);
  const p = events / trials;
  let chiSquare = 0;
  if (p > 0 && p < 1) {
    for (const { events: e, trials: n } of sessions) {
      chiSquare += (e - n * p) ** 2 / (n * p * (1 - p));
    }
  }
  return { p, n: trials / Math.max(1, chiSquare / (sessions.length - 1)) };
}

export function total(counts: readonly Count[]): Count {
  return counts.reduce(
    (sum, { events, trials }) => ({ events: sum.events + events, trials: sum.trials + trials }),
    { events: 0, trials: 0 },
  );
}

/** How many of how many in one session; null if that side has no trials or impossible numbers. */
export function sessionCount(session: Session, metric: string, side: Side): Count | null {
  const share = session.slices[side].shares[metric];
  if (!share) return null;
  const count = {
    events: share.events.reduce((sum, e) => sum + e, 0),
    trials: share.trials.reduce((sum, n) => sum + n, 0),
  };
  return count.trials > 0 && count.events >= 0 && count.events <= count.trials ? count : null;
}

/** Head against base for a `share` metric. `margin` is the absolute tolerance. */
export function compareShares(benchmark: Benchmark, metric: Metric, margin: number): Case {
  const counts = benchmark.sessions.map((session) => {
    const base = sessionCount(session, metric.name, 'base');
    const head = sessionCount(session, metric.name, 'head');
    return base && head ? { base, head } : null;
  });
  const counted = counts.filter((count) => count !== null);
  const worseSide: Side = metric.better === 'lower' ? 'head' : 'base';
  const taken = looks(
    benchmark.sessions,
    counts.map((count) => count !== null),
    benchmark.schedule,
  ).map((look) => differenceLook(look, counted.slice(0, look.sessions), worseSide));
  return {
    ...shareCase(margin, taken, counted.length, counts.length - counted.length),
    observed: isObserved(benchmark, metric),
    mayAlarm: sessionsWithMore(counted, worseSide) >= FEWEST_WORSE_SESSIONS,
    typical: bothSides((side) => shareOf(counted.map((count) => count[side]))),
  };
}

function differenceLook(look: Look, sessions: Sides<Count>[], worseSide: Side): LookEstimate {
  const proportions = bothSides((side) => quasiBinomial(sessions.map((count) => count[side])));
  const more = proportions[worseSide];
  const less = proportions[worseSide === 'head' ? 'base' : 'head'];
  return shareLook(look, more.p - less.p, (t) => newcombe(more, less, t));
}

function sessionsWithMore(sessions: readonly Sides<Count>[], side: Side): number {
  const rate = ({ events, trials }: Count) => events / trials;
  return sessions.filter(({ base, head }) =>
    side === 'head' ? rate(head) > rate(base) : rate(base) > rate(head),
  ).length;
}

/** A budget on a `share` metric: head alone by its Wilson interval, with the same T (§1.6, §1.7). */
export function holdShareToBudget(benchmark: Benchmark, metric: Metric, budget: number): Case {
  const counts = benchmark.sessions.map((session) => sessionCount(session, metric.name, 'head'));
  const counted = counts.filter((count) => count !== null);
  const sign = metric.better === 'lower' ? 1 : -1;
  const taken = looks(
    benchmark.sessions,
    counts.map((count) => count !== null),
    benchmark.schedule,
  ).map((look) => {
    const { p, n } = quasiBinomial(counted.slice(0, look.sessions));
    return shareLook(look, sign * (p - budget), (t) => {
      if (t === Infinity) return { lo: -Infinity, hi: Infinity };
      const { lo, hi } = wilson(p, n, t);
      const ends = [sign * (lo - budget), sign * (hi - budget)];
      return { lo: Math.min(...ends), hi: Math.max(...ends) };
    });
  });
  return {
    ...shareCase(0, taken, counted.length, counts.length - counted.length),
    observed: isObserved(benchmark, metric),
    typical: { base: null, head: shareOf(counted) },
  };
}

/**
 * The score intervals are not estimate ± T·se; for plans (futility, sessions still needed) half of
 * the interval at T = 2 stands for two standard errors.
 */
function shareLook(look: Look, estimate: number, bounds: (t: number) => Bounds): LookEstimate {
  const typical = bounds(2);
  return {
    ...look,
    estimate,
    standardError: (typical.hi - typical.lo) / 4,
    average: null,
    lower: (t) => bounds(t).lo,
    upper: (t) => bounds(t).hi,
  };
}

function shareCase(
  margin: number,
  taken: LookEstimate[],
  counted: number,
  dropped: number,
): Omit<Case, 'observed' | 'typical'> {
  return {
    margin,
    looks: taken,
    counted,
    dropped,
    tooCoarse: false,
    reserve: 0,
    mayAlarm: true,
    notes: [],
  };
}

function isObserved({ sessions }: Benchmark, { name }: Metric): boolean {
  return sessions.some(
    (session) => sessionCount(session, name, 'base') ?? sessionCount(session, name, 'head'),
  );
}

function shareOf(counts: readonly Count[]): number | null {
  if (counts.length === 0) return null;
  const { events, trials } = total(counts);
  return events / trials;
}
