import { differences } from './equivalence.js';
import type { Recorder } from './recorder.js';
import {
  LoadFailure,
  runBenchmark,
  type BenchmarkRun,
  type BenchmarkSession,
  type LoadedService,
} from './session.js';
import { sidesOf } from './observations.js';
import type { Counters, MachineCounters, ProcessCounters } from './watch.js';
import type { Driver } from '../drivers/driver.js';
import type { Metric } from '../model/metric.js';
import type { BenchmarkPlan } from '../model/plan.js';
import { shuffled, type Random } from '../model/random.js';
import type { Failure, Schedule } from '../model/result.js';
import { isFinalLook } from '../model/schedule.js';
import { SIDES, type Side, type Sides } from '../model/side.js';

/** A service of one side that stands ready. */
export interface StartedService extends LoadedService {
  counters(): ProcessCounters | null;
  /** Ends it and everything it spawned; resolves with what could not be ended, in words. */
  stop(): Promise<string[]>;
}

/** What a start that failed says about itself. */
export type StartFailure = Pick<Failure, 'side' | 'phase' | 'message' | 'log'>;

export type MeasureEvent =
  | { kind: 'session'; number: number; elapsed: number; seconds: number }
  | { kind: 'benchmark'; name: string; phase: 'warm-up' | 'load' }
  | { kind: 'saved'; elapsed: number; seconds: number };

export interface MeasureEdges {
  /** Prepares and starts one side afresh. Rejects when it does not get ready. */
  start(side: Side): Promise<StartedService>;
  /** Reads the failure out of what `start` rejected with; null when it is something else. */
  startFailure(error: unknown): StartFailure | null;
  /** Names of benchmarks for which further sessions can change nothing. */
  finished(): ReadonlySet<string>;
  driver(name: string): Driver;
  metrics(benchmark: BenchmarkPlan): readonly Metric[];
  machine(): MachineCounters | null;
  /** CPU seconds of this process. */
  ownCpu(): number;
  recorder: Recorder;
  random: Random;
  clock(): number;
  wallClock(): number;
  env: Readonly<Record<string, string | undefined>>;
  generatorCores: string | null;
  serviceCores: number;
  signal: AbortSignal;
  progress(event: MeasureEvent): void;
}

/** A session that fails may be bad luck; three are not (statistics.md §1.8). */
const MOST_FAILED_SESSIONS = 3;

/**
 * Measures all benchmarks of one service: session after session, each with fresh starts, the
 * undecided benchmarks in an order drawn per session, until nothing is left to find out or the
 * time is over. Everything that goes wrong is recorded; only cancelling and defects reject.
 */
export async function measureService(
  benchmarks: readonly BenchmarkPlan[],
  schedule: Schedule,
  edges: MeasureEdges,
): Promise<void> {
  const runs = benchmarks
    .filter((plan) => plan.presence !== 'removed')
    .map((plan) => newRun(plan, schedule, edges));
  const began = edges.clock();
  let complete = 0;
  let failed = 0;
  for (let number = 1; failed < MOST_FAILED_SESSIONS; number += 1) {
    const finished = edges.finished();
    const open = runs.filter((run) => !finished.has(run.plan.name));
    if (open.length === 0) return;
    edges.signal.throwIfAborted();
    edges.progress({
      kind: 'session',
      number,
      elapsed: edges.clock() - began,
      seconds: schedule.seconds,
    });
    const measured = await runSession(number, open, edges);
    const elapsed = edges.clock() - began;
    for (const { run, startedFirst, session } of measured) {
      const { probes, ...observed } = session;
      edges.recorder.addSession(run.plan.name, { number, elapsed, startedFirst, ...observed });
      if (!run.plan.expectChange && probes.base && probes.head) {
        edges.recorder.addDifferences(run.plan.name, differences(probes.base, probes.head));
      }
    }
    await edges.recorder.save();
    edges.progress({ kind: 'saved', elapsed, seconds: schedule.seconds });
    if (measured.length > 0) complete += 1;
    else failed += 1;
    // What has never worked, and fails at the start, will not work the next time either.
    if (complete === 0 && measured.length === 0 && neverStarted(edges, open)) return;
    if (isFinalLook(Math.max(1, complete + failed), elapsed, schedule)) return;
  }
}

interface Measured {
  run: BenchmarkRun;
  startedFirst: Side;
  session: BenchmarkSession;
}

/** One session over the given benchmarks. A failure is recorded where it belongs. */
async function runSession(
  number: number,
  runs: readonly BenchmarkRun[],
  edges: MeasureEdges,
): Promise<Measured[]> {
  const sides = SIDES.filter((side) =>
    runs.some((run) => sidesOf(run.plan.presence).includes(side)),
  );
  const startedFirst: Side = sides.length === 1 ? 'head' : edges.random() < 0.5 ? 'base' : 'head';
  const services: Partial<Sides<StartedService>> = {};
  const measured: Measured[] = [];
  try {
    const startOrder = startedFirst === 'base' ? sides : [...sides].reverse();
    if (!(await startAll(startOrder, services, runs, number, edges))) return [];
    const counters = countersOf(services, edges);
    for (const run of shuffled(runs, edges.random)) {
      try {
        const session = await runBenchmark(run, {
          ...edges,
          services,
          counters,
          phase: (phase) => edges.progress({ kind: 'benchmark', name: run.plan.name, phase }),
        });
        measured.push({ run, startedFirst, session });
      } catch (error) {
        edges.signal.throwIfAborted();
        recordLoadFailure(error, run, number, edges);
        // A dead service cannot be loaded; a benchmark that fails by itself costs only itself.
        if (SIDES.some((side) => services[side]?.died())) break;
      }
    }
  } finally {
    await stopAll(services, edges);
  }
  return measured;
}

/** Starts the sides one right after the other; false, with the failures recorded, when one does not get ready. */
async function startAll(
  order: readonly Side[],
  services: Partial<Sides<StartedService>>,
  runs: readonly BenchmarkRun[],
  session: number,
  edges: MeasureEdges,
): Promise<boolean> {
  const outcomes = await Promise.allSettled(
    order.map(async (side) => {
      services[side] = await edges.start(side);
    }),
  );
  edges.signal.throwIfAborted();
  let ready = true;
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    const failure = edges.startFailure(outcome.reason);
    if (!failure) throw outcome.reason;
    ready = false;
    for (const run of runs) edges.recorder.addFailure(run.plan.name, { ...failure, session });
  }
  return ready;
}

async function stopAll(
  services: Partial<Sides<StartedService>>,
  edges: MeasureEdges,
): Promise<void> {
  const leaks = await Promise.all(SIDES.map(async (side) => (await services[side]?.stop()) ?? []));
  for (const leak of leaks.flat()) edges.recorder.addNote(leak);
}

function recordLoadFailure(
  error: unknown,
  run: BenchmarkRun,
  session: number,
  edges: MeasureEdges,
): void {
  const failure: Failure =
    error instanceof LoadFailure
      ? { side: error.side, phase: error.phase, message: error.message, log: error.log, session }
      : {
          side: null,
          phase: 'load',
          message: `the ${run.plan.driver} driver failed: ${error instanceof Error ? error.message : String(error)}`,
          log: [],
          session,
        };
  edges.recorder.addFailure(run.plan.name, failure);
}

function neverStarted(edges: MeasureEdges, runs: readonly BenchmarkRun[]): boolean {
  const names = new Set(runs.map((run) => run.plan.name));
  return edges.recorder.result.benchmarks
    .filter((benchmark) => names.has(benchmark.name))
    .every(({ failures }) =>
      failures.some(({ phase }) => phase === 'start' || phase === 'prepare'),
    );
}

function countersOf(services: Partial<Sides<StartedService>>, edges: MeasureEdges): Counters {
  return {
    side: (side) => services[side]?.counters() ?? null,
    machine: () => edges.machine(),
    own: () => edges.ownCpu(),
  };
}

function newRun(plan: BenchmarkPlan, schedule: Schedule, edges: MeasureEdges): BenchmarkRun {
  return {
    plan,
    driver: edges.driver(plan.driver),
    metrics: edges.metrics(plan),
    // One session more than the least, so that a session that runs over does not cost the verdict.
    room: Math.min(plan.seconds, schedule.seconds) / (schedule.minSessions + 1),
    slice: null,
  };
}
