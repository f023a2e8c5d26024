import type {
  BenchmarkDecision,
  BudgetRow,
  ComparisonRow,
  Decision,
  Interval,
  Row,
} from '../../src/model/decision.js';
import { knownMetric, type Metric } from '../../src/model/metric.js';
import { DEFAULT_POLICY } from '../../src/model/rule.js';
import {
  LATENCY_GRID,
  type Benchmark,
  type Failure,
  type Result,
  type Session,
  type Slices,
} from '../../src/model/result.js';

/** Small builders: a test names the field that matters, the rest is ordinary. */

export function interval(lo: number, estimate: number, hi: number): Interval {
  return { lo, estimate, hi };
}

export function comparison(
  metric: string | Metric,
  rest: Partial<Omit<ComparisonRow, 'kind' | 'metric'>> = {},
): ComparisonRow {
  const verdict = rest.verdict ?? 'within';
  return {
    kind: 'comparison',
    metric: typeof metric === 'string' ? knownMetric(metric) : metric,
    gate: verdict !== 'information',
    verdict,
    reason: null,
    more: null,
    settled: verdict !== 'inconclusive',
    futile: false,
    values: { base: 1.1, head: 1.104 },
    tolerance: 0.05,
    change: interval(-0.013, 0.004, 0.021),
    noiseFloor: 0.028,
    evidence: null,
    ...rest,
  };
}

export function budget(
  metric: string | Metric,
  rest: Partial<Omit<BudgetRow, 'kind' | 'metric'>> = {},
): BudgetRow {
  return {
    kind: 'budget',
    metric: typeof metric === 'string' ? knownMetric(metric) : metric,
    gate: true,
    verdict: 'within',
    reason: null,
    more: null,
    settled: true,
    futile: false,
    value: 79.8,
    range: interval(77.6, 79.8, 82.1),
    budget: 100,
    noiseFloor: 0.03,
    evidence: null,
    ...rest,
  };
}

export function benchmarkDecision(
  name: string,
  rows: Row[],
  rest: Partial<BenchmarkDecision> = {},
): BenchmarkDecision {
  return {
    name,
    presence: 'both',
    advisory: false,
    sessions: 8,
    finished: true,
    rows,
    notes: [],
    ...rest,
  };
}

export function decision(
  outcome: Decision['outcome'],
  headline: string,
  benchmarks: BenchmarkDecision[],
  rest: Partial<Decision> = {},
): Decision {
  const rows = benchmarks.flatMap((each) => each.rows);
  return {
    outcome,
    headline,
    setupFailed: false,
    gates: rows.filter(({ gate }) => gate).length,
    benchmarks,
    notes: [],
    ...rest,
  };
}

/** A Result that goes with a decision: the same benchmarks, with a little made-up data. */
export function resultFor(
  { benchmarks }: Decision,
  rest: Partial<Result> = {},
  each: (name: string) => Partial<Benchmark> = () => ({}),
): Result {
  return {
    format: 'paceline-result',
    version: 1,
    paceline: '0.1.0',
    seed: 42,
    state: 'complete',
    started: '2026-03-04T05:06:07Z',
    commits: {
      base: { sha: 'a'.repeat(40), ref: 'main', subject: 'Cache the list of users' },
      head: { sha: 'b'.repeat(40), ref: 'faster-json', subject: 'Serialise by hand' },
    },
    machine: {
      os: 'Linux 6.8',
      cpu: 'AMD EPYC 7763',
      cores: 2,
      memory: 8 * 2 ** 30,
      node: 'v20.20.2',
      pinned: { generator: '0', services: '1' },
    },
    policy: DEFAULT_POLICY,
    alpha: 0.05,
    alphaClear: 0.05,
    benchmarks: benchmarks.map(({ name, presence, advisory, rows, sessions }) => ({
      name,
      driver: 'http',
      service: 'service',
      workload: 'GET /users, 10 connections',
      presence,
      advisory,
      metrics: [...new Map(rows.map(({ metric }) => [metric.name, metric])).values()],
      rules: [],
      rulesFrom: 'base',
      changedRules: [],
      schedule: { seconds: 120, minSessions: 6, maxSessions: 40 },
      differences: [],
      sessions: presence === 'both' ? madeUpSessions(rows, sessions) : [],
      failures: [],
      ...each(name),
    })),
    notes: [],
    ...rest,
  };
}

export function failure(rest: Partial<Failure> = {}): Failure {
  return {
    side: 'base',
    phase: 'build',
    message: 'npm ci ended with code 1.',
    log: ['npm error code E404', 'npm error 404 Not Found: left-pad@99'],
    session: null,
    ...rest,
  };
}

function madeUpSessions(rows: Row[], count: number): Session[] {
  const random = generator(7);
  return Array.from({ length: count }, (_, index) => {
    const head = (value: number, change: number) =>
      Array.from({ length: 10 }, () => value * (1 + change) * (1 + 0.06 * (random() - 0.5)));
    const slices = (side: 'base' | 'head'): Slices => ({
      start: Array.from({ length: 10 }, (_, at) => at * 0.4 + (side === 'head' ? 0.2 : 0)),
      seconds: Array.from({ length: 10 }, () => 0.1),
      responses: Array.from({ length: 10 }, () => 1000),
      failures: {},
      values: Object.fromEntries(
        rows
          .filter(({ metric }) => metric.kind === 'ratio')
          .map((row) => [row.metric.name, head(valueOf(row), side === 'head' ? changeOf(row) : 0)]),
      ),
      shares: {},
      generator: { cpu: [], lag: [] },
      machine: { steal: [], foreign: [], idle: [] },
    });
    const latency = (scale: number) =>
      LATENCY_GRID.map((q) => scale * (0.6 + 0.5 * q + 0.35 * -Math.log10(1.00003 - q)));
    return {
      number: index + 1,
      elapsed: 12 * (index + 1),
      startedFirst: 'base',
      loadedFirst: 'head',
      warmUp: 7,
      merged: {},
      slices: { base: slices('base'), head: slices('head') },
      latency: { base: latency(1 + 0.05 * random()), head: latency(1.1 + 0.05 * random()) },
    };
  });
}

function valueOf(row: Row): number {
  return (row.kind === 'comparison' ? row.values.base : row.value) ?? 1;
}

function changeOf(row: Row): number {
  return row.kind === 'comparison' ? (row.change?.estimate ?? 0) : 0;
}

/** A linear congruential generator: the same numbers every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
