import { z } from 'zod';
import { metricSchema } from './metric.js';
import { policySchema, ruleSchema } from './rule.js';

/**
 * The Result: raw observations of one run, never verdicts. Whoever reads it decides again.
 * Version 1. Times are seconds unless the name says otherwise.
 */

const text = (max: number) => z.string().max(max);
const number = z.number();
const column = z.array(number).max(10_000);
const gappyColumn = z.array(number.nullable()).max(10_000);
const side = z.enum(['base', 'head']);
const sides = <T extends z.ZodType>(of: T) => z.strictObject({ base: of, head: of });

const commitSchema = z.strictObject({
  /** Full hash; for uncommitted files the hash of the snapshot that was measured. */
  sha: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  ref: text(300),
  subject: text(300),
});

const machineSchema = z.strictObject({
  os: text(200),
  cpu: text(200),
  cores: number.int().positive(),
  memory: number.positive(),
  node: text(50),
  /** Cores of the load generator and of the services; null when not pinned apart. */
  pinned: z.strictObject({ generator: text(50), services: text(200) }).nullable(),
});

/** Observations of one side in one session; every column has one entry per slice. */
const slicesSchema = z.strictObject({
  /** Start of each slice, since the start of the session. */
  start: column,
  seconds: column,
  /** Successful responses (or iterations), and failed ones by class. */
  responses: column,
  failures: z.record(text(50), column),
  /**
   * Per `ratio` metric its observations in order; the i-th of base and the i-th of head are a
   * pair. Usually one per slice; fewer where slices were merged or the metric is one per session.
   * null where a slice gave none.
   */
  values: z.record(text(100), gappyColumn),
  /** Per `share` metric how many of how many, by slice. */
  shares: z.record(text(100), z.strictObject({ events: column, trials: column })),
  /** Load generator: CPU as a share of one core, and worst event-loop delay in ms. */
  generator: z.strictObject({ cpu: gappyColumn, lag: gappyColumn }),
  /** The machine: CPU stolen by the hypervisor, CPU of foreign processes, CPU of the idle side; in cores. */
  machine: z.strictObject({ steal: gappyColumn, foreign: gappyColumn, idle: gappyColumn }),
});

const sessionSchema = z.strictObject({
  number: number.int().positive(),
  /** Measuring time that had passed when this session was complete: the clock of the looks. */
  elapsed: number.nonnegative(),
  startedFirst: side,
  loadedFirst: side,
  /** Seconds under load before the first pair, both sides together. */
  warmUp: number.nonnegative(),
  /** How many neighbouring slices of a side make one observation, for metrics where it is not 1. */
  merged: z.record(text(100), number.int().positive()),
  slices: sides(slicesSchema),
  /** Latency in ms at LATENCY_GRID, all slices of the session together: for pictures, never tested. */
  latency: sides(column),
});

const failureSchema = z.strictObject({
  side: side.nullable(),
  phase: z.enum(['build', 'prepare', 'start', 'probe', 'warm-up', 'load', 'stop', 'machine']),
  /** A sentence: what happened. */
  message: text(2_000),
  /** The last lines of what the program printed. */
  log: z.array(text(2_000)).max(100),
  session: number.int().positive().nullable(),
});

const benchmarkSchema = z.strictObject({
  name: text(200),
  driver: text(50),
  service: text(200).nullable(),
  /** One line that says what is loaded. */
  workload: text(500),
  presence: z.enum(['both', 'new', 'removed']),
  advisory: z.boolean(),
  metrics: z.array(metricSchema).max(200),
  rules: z.array(ruleSchema).max(200),
  /** Whose file the rules came from. */
  rulesFrom: side,
  /** Rules that head's file would change, in words: they take effect after merge. */
  changedRules: z.array(text(300)).max(200),
  /** The clock of the looks: budget in seconds of measuring, and the bounds on sessions. */
  schedule: z.strictObject({
    seconds: number.positive(),
    minSessions: number.int().positive(),
    maxSessions: number.int().positive(),
  }),
  /** How base and head answered differently, in words; empty when they answered alike. */
  differences: z.array(text(500)).max(50),
  sessions: z.array(sessionSchema).max(1_000),
  failures: z.array(failureSchema).max(1_000),
});

export const resultSchema = z.strictObject({
  format: z.literal('paceline-result'),
  version: z.literal(1),
  paceline: text(50),
  seed: number.int().nonnegative(),
  /** `measuring` in a file means that the run was killed half-way. */
  state: z.enum(['measuring', 'complete', 'cancelled']),
  started: z.iso.datetime(),
  commits: sides(commitSchema),
  machine: machineSchema,
  policy: policySchema,
  /** Family-wise error rate of alarms, and of a wrong pass. */
  alpha: z.number().gt(0).lt(0.5),
  alphaClear: z.number().gt(0).lt(0.5),
  benchmarks: z.array(benchmarkSchema).max(2_000),
  /** What the reader must know: first adoption, uncommitted configuration, a dirty tree … */
  notes: z.array(text(1_000)).max(200),
});

export type Result = z.infer<typeof resultSchema>;
export type Commit = z.infer<typeof commitSchema>;
export type Machine = z.infer<typeof machineSchema>;
export type Benchmark = z.infer<typeof benchmarkSchema>;
export type Session = z.infer<typeof sessionSchema>;
export type Slices = z.infer<typeof slicesSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type Schedule = Benchmark['schedule'];

/** The quantiles at which a session's latency curve is kept. */
export const LATENCY_GRID = [
  0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98,
  0.99, 0.995, 0.9975, 0.999, 0.9995, 0.9999, 1,
] as const;

/** The JSON Schema of a Result, for other tools. */
export function resultJsonSchema(): object {
  return { title: 'Paceline Result, version 1', ...z.toJSONSchema(resultSchema, { io: 'input' }) };
}

/** Reads a Result that somebody else may have written. All problems at once. */
export function parseResult(value: unknown): { result: Result } | { problems: string[] } {
  const parsed = resultSchema.safeParse(value);
  if (parsed.success) return { result: parsed.data };
  return {
    problems: parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`,
    ),
  };
}
