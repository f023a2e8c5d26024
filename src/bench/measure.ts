import { differences } from './equivalence.js';
import type { Recorder } from './recorder.js';
import {
  LoadFailure,
  openLoad,
  runBenchmark,
  type BenchmarkRun,
  type BenchmarkSession,
  type RunEdges,
} from './session.js';
import { sidesOf } from './observations.js';
import { handled, ServicePair, type ServicePairEdges } from './service-pair.js';
import type { Counters, MachineCounters } from './watch.js';
import type { Driver, Load } from '../drivers/driver.js';
import type { Metric } from '../model/metric.js';
import type { BenchmarkPlan } from '../model/plan.js';
import { shuffled } from '../model/random.js';
import type { Failure, Schedule } from '../model/result.js';
import { isFinalLook } from '../model/schedule.js';
import { SIDES, type Side, type Sides } from '../model/side.js';
import { UserError } from '../model/user-error.js';

export type MeasureEvent =
  | { kind: 'session'; number: number; elapsed: number; seconds: number }
  | { kind: 'benchmark'; name: string; phase: 'warm-up' | 'load' }
  | { kind: 'saved'; elapsed: number; seconds: number };

export interface MeasureEdges extends ServicePairEdges, RunEdges {
  /** Names of benchmarks for which further sessions can change nothing. */
  finished(): ReadonlySet<string>;
  driver(name: string): Driver;
  metrics(benchmark: BenchmarkPlan): readonly Metric[];
  machine(): MachineCounters | null;
  /** CPU seconds of this process. */
  ownCpu(): number;
  recorder: Recorder;
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
  const pair = new ServicePair(startedFirst === 'base' ? sides : [...sides].reverse(), edges);
  const order = shuffled(runs, edges.random);
  const early = openEarly(order[0], pair, edges);
  const measured: Measured[] = [];
  try {
    const failures = await pair.ready();
    edges.signal.throwIfAborted();
    for (const run of runs) {
      for (const failure of failures) {
        edges.recorder.addFailure(run.plan.name, { ...failure, session: number });
      }
    }
    for (const run of failures.length > 0 ? [] : order) {
      try {
        const session = await runBenchmark(run, {
          ...edges,
          services: pair.services,
          opened: run === order[0] ? early : {},
          counters: countersOf(pair, edges),
          phase: (phase) => edges.progress({ kind: 'benchmark', name: run.plan.name, phase }),
        });
        measured.push({ run, startedFirst, session });
      } catch (error) {
        edges.signal.throwIfAborted();
        recordLoadFailure(error, run, number, edges);
        // A dead service cannot be loaded; a benchmark that fails by itself costs only itself.
        if (pair.died()) break;
      }
    }
  } finally {
    await closeAll(early);
    for (const leak of await pair.stop()) edges.recorder.addNote(leak);
  }
  return measured;
}

/** The load of the first benchmark gets ready while the services do: a session has no time to give away. */
function openEarly(
  first: BenchmarkRun | undefined,
  pair: ServicePair,
  edges: MeasureEdges,
): Partial<Sides<Promise<Load>>> {
  const early: Partial<Sides<Promise<Load>>> = {};
  for (const side of first ? sidesOf(first.plan.presence) : []) {
    const target = pair.target(side);
    if (first && target) early[side] = handled(openLoad(first, target, edges));
  }
  return early;
}

/** Closing twice does no harm: a benchmark has closed its loads itself. */
async function closeAll(early: Partial<Sides<Promise<Load>>>): Promise<void> {
  for (const load of await Promise.allSettled(Object.values(early))) {
    if (load.status === 'fulfilled') await load.value.close();
  }
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
      : { side: null, phase: 'load', message: toolFailure(error, run), log: [], session };
  // What the user must put right will not go away by itself: it counts for the whole run.
  if (error instanceof UserError) failure.session = null;
  edges.recorder.addFailure(run.plan.name, failure);
}

function toolFailure(error: unknown, { plan }: BenchmarkRun): string {
  const message = error instanceof Error ? error.message : String(error);
  const advice = error instanceof UserError && error.advice ? ` ${error.advice}` : '';
  return `the ${plan.driver} driver failed: ${message}${advice}`;
}

function neverStarted(edges: MeasureEdges, runs: readonly BenchmarkRun[]): boolean {
  const names = new Set(runs.map((run) => run.plan.name));
  return edges.recorder.result.benchmarks
    .filter((benchmark) => names.has(benchmark.name))
    .every(({ failures }) =>
      failures.some(({ phase }) => phase === 'start' || phase === 'prepare'),
    );
}

function countersOf({ services }: ServicePair, edges: MeasureEdges): Counters {
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
