import { knownMetric, type Metric } from '../../src/model/metric.js';
import { seededRandom } from '../../src/model/random.js';
import type { Benchmark, Failure, Result, Session, Slices } from '../../src/model/result.js';
import { DEFAULT_POLICY, type Rule } from '../../src/model/rule.js';
import { bothSides, type Side, type Sides } from '../../src/model/side.js';

/** Small Results: a test names the fields that matter, the rest is a quiet run of one service. */

export const PAIRS = 10;
const SESSION_SECONDS = 10;

/** Values of one session per metric and side, one per slice. */
export type SessionValues = Record<string, Sides<(number | null)[]>>;

export interface SessionOverrides {
  values?: SessionValues;
  /** Failed requests per slice, of `requests`. */
  errors?: Sides<number[]>;
  requests?: number;
  elapsed?: number;
  generatorCpu?: number | null;
  generatorLag?: number | null;
  steal?: number;
  idle?: number;
}

export function result(
  benchmarks: Benchmark[],
  rest: Partial<Omit<Result, 'benchmarks'>> = {},
): Result {
  return {
    format: 'paceline-result',
    version: 1,
    paceline: '0.1.0',
    seed: 1,
    state: 'complete',
    started: '2026-01-01T00:00:00Z',
    commits: bothSides((side) => ({
      sha: (side === 'base' ? 'a' : 'b').repeat(40),
      ref: side,
      subject: '',
    })),
    machine: { os: 'Linux', cpu: 'x', cores: 2, memory: 8e9, node: 'v24', pinned: null },
    policy: DEFAULT_POLICY,
    alpha: 0.05,
    alphaClear: 0.05,
    benchmarks,
    notes: [],
    ...rest,
  };
}

/** By default 12 sessions of 10 s in a budget of 120 s, one p50 gate, nothing changed. */
export function benchmark(rest: Partial<Benchmark> = {}): Benchmark {
  return {
    name: 'list users',
    driver: 'http',
    service: 'service',
    workload: 'GET /users',
    presence: 'both',
    advisory: false,
    metrics: [knownMetric('throughput'), knownMetric('p50'), knownMetric('errors')],
    rules: [gate('p50')],
    rulesFrom: 'base',
    changedRules: [],
    schedule: { seconds: 120, minSessions: 6, maxSessions: 40 },
    differences: [],
    sessions: sessions(12),
    failures: [],
    ...rest,
  };
}

export function gate(metric: string, tolerance = 0.05): Rule {
  return { metric, tolerance, budget: null };
}

export function budget(metric: string, limit: number): Rule {
  return { metric, tolerance: null, budget: limit };
}

export interface NoisyOptions {
  /** Head's true value over base's, per metric; 1 where absent. */
  factor?: Record<string, number>;
  /** Standard deviation of the session effect and of one slice, on the log scale. */
  sessionNoise?: number;
  sliceNoise?: number;
  metrics?: Record<string, number>;
  seed?: number;
  pairs?: number;
}

/** `count` sessions whose values are base's typical ones times the factor, with seeded noise. */
export function sessions(
  count: number,
  options: NoisyOptions = {},
  rest: SessionOverrides = {},
): Session[] {
  const random = normals(options.seed ?? 7);
  return Array.from({ length: count }, (_, index) =>
    session(index + 1, { values: noisyValues(options, random), ...rest }),
  );
}

function noisyValues(options: NoisyOptions, normal: () => number): SessionValues {
  const { factor = {}, sessionNoise = 0.005, sliceNoise = 0.01, pairs = PAIRS } = options;
  const values: SessionValues = {};
  for (const [name, typical] of Object.entries(options.metrics ?? { throughput: 1000, p50: 2 })) {
    const effect = sessionNoise * normal();
    const column = (scale: number): number[] =>
      Array.from({ length: pairs }, () => typical * scale * Math.exp(sliceNoise * normal()));
    values[name] = {
      base: column(1),
      head: column((factor[name] ?? 1) * Math.exp(effect)),
    };
  }
  return values;
}

/** Standard normal numbers by Box and Muller, decided by the seed. */
export function normals(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function session(number: number, overrides: SessionOverrides = {}): Session {
  return {
    number,
    elapsed: overrides.elapsed ?? number * SESSION_SECONDS,
    startedFirst: 'base',
    loadedFirst: 'base',
    warmUp: 7,
    merged: {},
    slices: bothSides((side) => slices(side, overrides)),
    latency: { base: [], head: [] },
  };
}

function slices(side: Side, overrides: SessionOverrides): Slices {
  const { values = {}, requests = 200 } = overrides;
  const lengths = Object.values(values).map((sides) => sides[side].length);
  const count = overrides.errors?.[side].length ?? (Math.max(0, ...lengths) || PAIRS);
  const column = <T>(value: T): T[] => Array.from({ length: count }, () => value);
  const events = overrides.errors?.[side] ?? column(0);
  const trials = column(requests);
  return {
    start: column(0).map((_, i) => i * 0.2),
    seconds: column(0.1),
    responses: trials.map((n, i) => n - (events[i] ?? 0)),
    failures: { status: events },
    values: Object.fromEntries(Object.entries(values).map(([name, sides]) => [name, sides[side]])),
    shares: { errors: { events, trials } },
    generator: {
      cpu: column(overrides.generatorCpu === undefined ? 0.5 : overrides.generatorCpu),
      lag: column(overrides.generatorLag === undefined ? 1 : overrides.generatorLag),
    },
    machine: {
      steal: column(overrides.steal ?? 0),
      foreign: column(0),
      idle: column(overrides.idle ?? 0),
    },
  };
}

export function failure(rest: Partial<Failure> = {}): Failure {
  return {
    side: 'head',
    phase: 'build',
    message: 'npm ended with 1',
    log: [],
    session: null,
    ...rest,
  };
}

export function metric(name: string, rest: Partial<Metric> = {}): Metric {
  return { ...knownMetric(name), ...rest };
}

/** The given session values of one metric as sessions of `pairs` equal pairs, base at `base`. */
export function sessionsOf(
  y: readonly number[],
  { name = 'p50', base = 2, pairs = PAIRS }: { name?: string; base?: number; pairs?: number } = {},
): Session[] {
  return y.map((value, index) => {
    // Base wanders a little: values that never change would be too coarse to judge.
    const bases = Array.from({ length: pairs }, (_, i) => base * (1 + 0.001 * ((i * 7) % 10)));
    return session(index + 1, {
      values: { [name]: { base: bases, head: bases.map((b) => b * Math.exp(value)) } },
    });
  });
}
