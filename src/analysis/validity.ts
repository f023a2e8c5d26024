import { median } from 'simple-statistics';
import { type Metric, responsesNeeded } from '../model/metric.js';
import type { Benchmark, Failure, Result } from '../model/result.js';
import { SIDES, type Side } from '../model/side.js';
import type { Case } from './case.js';
import {
  brokenHead,
  errorLimit,
  ERRORS,
  errorShares,
  percent,
  sessionsHeadFailsMore,
} from './errors.js';
import { MOST_DROPPED_SESSIONS } from './session-value.js';
import { FEWEST_WORSE_SESSIONS } from './share.js';

/** Validity before statistics: what forbids an answer, however good the numbers look. */
export interface Obstacle {
  verdict: 'inconclusive' | 'invalid';
  reason: string;
  /** Building or starting was in the way, nothing else. */
  setUp: boolean;
  /** Further sessions cannot remove it. */
  forGood: boolean;
  /** It forbids good news only: an alarm stands. */
  sparesAlarms: boolean;
}

export type RowKind = 'comparison' | 'budget';

/** The worst obstacle to an answer for one row; null when statistics may speak. */
export type Validity = (
  metric: Metric,
  kind: RowKind,
  limit: number,
  rowCase: Case | null,
) => Obstacle | null;

/** What stands against answers about a benchmark: looked up once, asked for each row. */
export function validityOf(benchmark: Benchmark, state: Result['state']): Validity {
  const whole = failureObstacle(benchmark) ?? nothingMeasured(benchmark, state);
  const errors = errorObstacles(benchmark);
  const differences = differenceObstacle(benchmark);
  const generator = generatorObstacle(benchmark);
  return (metric, kind, limit, rowCase) => {
    const isErrors = metric.name === ERRORS;
    return (
      whole ??
      (kind === 'budget' && metric.kind === 'ratio' && limit <= 0 ? NO_BUDGET : null) ??
      errors.everything ??
      (isErrors ? null : errors.others) ??
      (isErrors || kind === 'budget' ? null : errors.comparisons) ??
      observationObstacle(benchmark, metric, rowCase) ??
      (isErrors || kind === 'budget' ? null : differences) ??
      (isTiming(metric) ? generator : null)
    );
  };
}

function invalid(reason: string, rest: Partial<Obstacle> = {}): Obstacle {
  return { verdict: 'invalid', reason, setUp: false, forGood: true, sparesAlarms: false, ...rest };
}

function inconclusive(reason: string, rest: Partial<Obstacle> = {}): Obstacle {
  return { ...invalid(reason, rest), verdict: 'inconclusive' };
}

const NO_BUDGET = invalid('nothing can keep a budget of 0');

const WHAT_FAILED: Record<Failure['phase'], string> = {
  build: 'does not build',
  prepare: 'could not be prepared',
  start: 'did not start',
  probe: 'does not answer as expected',
  'warm-up': 'failed while it was warmed up',
  load: 'failed under load',
  stop: 'could not be stopped',
  machine: 'was disturbed by the machine',
};

const SET_UP: readonly Failure['phase'][] = ['build', 'prepare', 'start'];

/**
 * A side that could not be built, started or kept running. Head's failures come first: they are
 * the pull request's own. A base that does not build is nobody's regression.
 */
function failureObstacle(benchmark: Benchmark): Obstacle | null {
  const failures = benchmark.failures.filter((failure) => prevents(failure, benchmark));
  const failure =
    failures.find(({ side }) => side === 'head') ??
    failures.find(({ phase }) => phase !== 'build') ??
    failures[0];
  if (!failure) return null;
  const { side, phase, message } = failure;
  const reason = `${side ?? 'the measurement'} ${WHAT_FAILED[phase]}: ${message}`;
  const setUp = SET_UP.includes(phase);
  return side === 'base' && phase === 'build'
    ? inconclusive(reason, { setUp })
    : invalid(reason, { setUp });
}

function prevents(failure: Failure, { presence, sessions, failures }: Benchmark): boolean {
  const { side, phase } = failure;
  // A service that does not stop is swept away; a disturbed machine costs the session, no more.
  if (phase === 'stop' || phase === 'machine') return false;
  // So does a start that fails once among others; three are no accident (§1.8).
  if (costsOneSession(failure) && sessions.length > 0) {
    return failures.filter(costsOneSession).length >= MOST_DROPPED_SESSIONS;
  }
  // Nobody compares a new benchmark with base.
  return !(presence === 'new' && side === 'base' && sessions.length > 0);
}

/** Not getting ready, or a load tool that failed by itself, says nothing about how fast a side is. */
export function costsOneSession({ side, phase, session }: Failure): boolean {
  return session !== null && (phase === 'start' || phase === 'prepare' || side === null);
}

/** What the machine did to the measurement, in words; empty when nothing. */
export function disturbances({ failures }: Benchmark): string[] {
  return failures.filter(({ phase }) => phase === 'machine').map(({ message }) => message);
}

/** A run that came to its end must have measured something, or say what was in the way. */
function nothingMeasured(benchmark: Benchmark, state: Result['state']): Obstacle | null {
  if (benchmark.sessions.length > 0) return null;
  const [disturbance] = disturbances(benchmark);
  const reason = 'no session was completed';
  if (disturbance !== undefined) {
    return inconclusive(`${reason}: ${disturbance}`, { forGood: false });
  }
  return state === 'complete'
    ? invalid(reason, { forGood: false })
    : inconclusive(reason, { forGood: false });
}

interface ErrorObstacles {
  everything?: Obstacle;
  /** To all rows but those of the errors themselves. */
  others?: Obstacle;
  comparisons?: Obstacle;
}

/** Both fail mostly, head fails more, base fails more, or both fail alike. */
function errorObstacles(benchmark: Benchmark): ErrorObstacles {
  const { base, head } = errorShares(benchmark);
  const limit = errorLimit(benchmark);
  if (head === null) return {};
  if (head > 0.5 && (base === null || base > 0.5)) {
    const who = base === null ? 'head fails' : 'both sides fail';
    const reason = `${who} most requests (head ${percent(head)}): this measures nothing`;
    return { everything: invalid(reason) };
  }
  if (head - (base ?? 0) > limit) return { others: headFails(benchmark, head, base) };
  if (base === null) return {};
  const shares = `base ${percent(base)}, head ${percent(head)}`;
  if (base - head > limit) {
    const reason = `base fails requests (${shares}): there is nothing to compare with`;
    return { comparisons: invalid(reason, { forGood: false }) };
  }
  if (head > limit && base > limit) {
    const reason = `both sides fail requests (${shares})`;
    return { comparisons: inconclusive(reason, { forGood: false }) };
  }
  return {};
}

/** Failing fast looks fast, so nothing good is said; a slowdown stands. */
function headFails(benchmark: Benchmark, head: number, base: number | null): Obstacle {
  const compared = base === null ? '' : ` (base ${percent(base)})`;
  const reason = `head fails ${percent(head)} of its requests${compared}: what is left cannot be judged`;
  const broken = brokenHead(benchmark) !== null;
  const rest = { forGood: broken, sparesAlarms: true };
  // The rule of three sessions of statistics.md §1.6: one burst is not yet head's fault.
  return broken || base === null || sessionsHeadFailsMore(benchmark) >= FEWEST_WORSE_SESSIONS
    ? invalid(reason, rest)
    : inconclusive(reason, rest);
}

function unknownMetric(benchmark: Benchmark, metric: Metric): Obstacle {
  const names = benchmark.metrics.map(({ name }) => name).join(', ');
  return invalid(`"${metric.name}" was not measured; there are: ${names || 'no metrics'}`);
}

function observationObstacle(
  benchmark: Benchmark,
  metric: Metric,
  rowCase: Case | null,
): Obstacle | null {
  if (!rowCase?.observed) {
    if (rowCase && metric.quantile !== undefined) {
      return invalid(
        `no slice had the ${responsesNeeded(metric)} responses that ${metric.label} needs`,
      );
    }
    return unknownMetric(benchmark, metric);
  }
  if (rowCase.dropped >= MOST_DROPPED_SESSIONS) {
    return invalid(
      `${rowCase.dropped} of ${benchmark.sessions.length} sessions gave too few usable observations of ${metric.label}`,
    );
  }
  return null;
}

function differenceObstacle({ differences }: Benchmark): Obstacle | null {
  if (differences.length === 0) return null;
  return inconclusive(`base and head answer differently: ${differences.join('; ')}`);
}

/** Shares of a core, and a delay of half a slice: beyond them we measure the load generator. */
const GENERATOR_CPU_LIMIT = 0.9;
const GENERATOR_LAG_LIMIT_MS = 50;

function generatorObstacle(benchmark: Benchmark): Obstacle | null {
  for (const side of SIDES) {
    const cpu = medianOver(benchmark, side, ({ generator }) => generator.cpu);
    if (cpu !== null && cpu > GENERATOR_CPU_LIMIT) {
      return inconclusive(`the load generator was the limit (${percent(cpu)} of its core)`, {
        forGood: false,
      });
    }
    const lag = medianOver(benchmark, side, ({ generator }) => generator.lag);
    if (lag !== null && lag > GENERATOR_LAG_LIMIT_MS) {
      return inconclusive(
        `the load generator was the limit (it stood still for ${lag.toFixed(0)} ms)`,
        {
          forGood: false,
        },
      );
    }
  }
  return null;
}

/** Latencies and rates of responses: what a busy load generator distorts. */
function isTiming({ name, unit }: Metric): boolean {
  return (unit === 'ms' || unit === '/s') && name !== 'cpu' && name !== 'disk';
}

type Column = (slices: Benchmark['sessions'][number]['slices'][Side]) => readonly (number | null)[];

/** Median over all slices of one side; null when nothing was recorded. */
export function medianOver(benchmark: Benchmark, side: Side, column: Column): number | null {
  const values = benchmark.sessions
    .flatMap(({ slices }) => column(slices[side]))
    .filter((value) => value !== null);
  return values.length > 0 ? median(values) : null;
}
