import { observe, sidesOf, type TimedSlice } from './observations.js';
import { JITTER, sliceSeconds } from './slicing.js';
import { LEAST_SECONDS, warmUp } from './warm-up.js';
import { watchedSlice, type Counters } from './watch.js';
import type { Driver, Load, Probe, Target } from '../drivers/driver.js';
import type { Metric } from '../model/metric.js';
import { responsesNeeded } from '../model/metric.js';
import { PAIRS_PER_SESSION, type BenchmarkPlan } from '../model/plan.js';
import type { Random } from '../model/random.js';
import type { Session } from '../model/result.js';
import { SIDES, type Side, type Sides } from '../model/side.js';

/** The part of a running service that a session needs. */
export interface LoadedService {
  target: Target;
  /** What ended the service, in words; null while it runs as it was started. */
  died(): string | null;
  /** Why the port is no longer answered by what got ready; dearer than `died`. */
  replaced(): string | null;
  log(): string[];
}

/** Something that keeps a benchmark from being measured in this session. */
export class LoadFailure extends Error {
  readonly side: Side | null;
  readonly phase: 'probe' | 'warm-up' | 'load' | 'machine';
  readonly log: string[];

  constructor(
    side: Side | null,
    phase: LoadFailure['phase'],
    message: string,
    options: { log?: string[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'LoadFailure';
    this.side = side;
    this.phase = phase;
    this.log = options.log ?? [];
  }
}

export interface BenchmarkRun {
  plan: BenchmarkPlan;
  driver: Driver;
  metrics: readonly Metric[];
  /** Seconds of this benchmark's budget that one session may take, restart included. */
  room: number;
  /** Seconds of one slice, decided in the first session and kept: quantiles depend on the count. */
  slice: number | null;
}

/** What every session of a run finds around it. */
export interface RunEdges {
  random: Random;
  /** Monotonic seconds. */
  clock(): number;
  /** Seconds of the day, which go on while the machine is suspended. */
  wallClock(): number;
  /** What `$NAME` in a workload stands for. */
  env: Readonly<Record<string, string | undefined>>;
  generatorCores: string | null;
  /** How many cores the services have. */
  serviceCores: number;
  signal: AbortSignal;
}

export interface SessionEdges extends RunEdges {
  services: Partial<Sides<LoadedService>>;
  /** Loads that were opened while the services started; the others are opened when they are needed. */
  opened: Partial<Sides<Promise<Load>>>;
  counters: Counters;
  phase(phase: 'warm-up' | 'load'): void;
}

export type BenchmarkSession = Pick<
  Session,
  'loadedFirst' | 'warmUp' | 'slices' | 'merged' | 'latency'
> & {
  probes: Partial<Sides<Probe[]>>;
};

/** A clock set or a machine asleep for longer than this makes the session worthless. */
const CLOCK_SKEW = 1;

/**
 * One benchmark in one session: both sides are opened, probed, warmed up, then loaded in strictly
 * alternating slices, the first side drawn (statistics.md §A.1). Rejects with a LoadFailure.
 */
export async function runBenchmark(
  run: BenchmarkRun,
  edges: SessionEdges,
): Promise<BenchmarkSession> {
  const sides = sidesOf(run.plan.presence);
  const loads: Partial<Sides<Load>> = {};
  const began = edges.clock();
  const skewBefore = edges.wallClock() - began;
  try {
    const probes: Partial<Sides<Probe[]>> = {};
    // Generators take a moment to start: both at once, nothing is measured yet.
    await guarded('probe', edges, () =>
      everyone(sides, async (side) => {
        loads[side] = await (edges.opened[side] ?? open(run, side, edges));
      }),
    );
    for (const side of sides) {
      probes[side] = await guarded('probe', edges, () => theLoad(loads, side).probe());
    }
    const loadedFirst: Side = sides.length === 1 ? 'head' : edges.random() < 0.5 ? 'base' : 'head';
    const order = loadedFirst === 'base' ? sides : [...sides].reverse();
    const slice = (phase: 'warm-up' | 'load') => (side: Side, seconds: number) =>
      guarded(phase, edges, () =>
        watchedSlice(theLoad(loads, side), side, idleSide(side, sides), seconds, edges.counters),
      );

    edges.phase('warm-up');
    const warm = await warmUp(order, warmUpLimit(run.room), slice('warm-up'));
    const spent = edges.clock() - began;
    run.slice ??= sliceSeconds(
      warm.pace,
      responsesForGates(run),
      run.room - spent,
      PAIRS_PER_SESSION,
    );

    edges.phase('load');
    const made: Sides<TimedSlice[]> = { base: [], head: [] };
    for (let pair = 0; pair < PAIRS_PER_SESSION; pair += 1) {
      const seconds = run.slice * (1 + JITTER * (2 * edges.random() - 1));
      for (const side of order) {
        const start = edges.clock() - began;
        made[side].push({ ...(await slice('load')(side, seconds)), start });
      }
    }
    checkIdentity(sides, edges);
    checkClock(edges.wallClock() - edges.clock() - skewBefore);
    const observed = observe(made, run.metrics, edges.serviceCores, (slices) =>
      run.driver.summarise(slices, run.plan.options),
    );
    return { loadedFirst, warmUp: warm.seconds, probes, ...observed };
  } finally {
    await Promise.all(SIDES.map(async (side) => loads[side]?.close()));
  }
}

/** Does it for all sides and waits for all, so that what one got is known when another fails. */
async function everyone(sides: readonly Side[], act: (side: Side) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(sides.map(act));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

function open(run: BenchmarkRun, side: Side, edges: SessionEdges): Promise<Load> {
  const service = edges.services[side];
  if (!service) throw new Error(`no service of ${side} runs for ${run.plan.name}`);
  return openLoad(run, service.target, edges);
}

/** Asks the driver for a load on a target, which may still be starting. */
export function openLoad(
  run: BenchmarkRun,
  target: Target | Promise<Target>,
  edges: RunEdges,
): Promise<Load> {
  return run.driver.open(run.plan.options, target, {
    env: edges.env,
    cores: edges.generatorCores,
    signal: edges.signal,
  });
}

/** Runs one step; a service that died meanwhile is what went wrong, whatever the step says. */
async function guarded<T>(
  phase: LoadFailure['phase'],
  edges: SessionEdges,
  step: () => Promise<T>,
): Promise<T> {
  edges.signal.throwIfAborted();
  try {
    const value = await step();
    throwIfDied(phase, edges);
    return value;
  } catch (cause) {
    edges.signal.throwIfAborted();
    if (cause instanceof LoadFailure) throw cause;
    throwIfDied(phase, edges, cause);
    throw cause;
  }
}

/** The idle side is looked at too: its death would otherwise be blamed on the next slice. */
function throwIfDied(phase: LoadFailure['phase'], edges: SessionEdges, cause?: unknown): void {
  for (const side of SIDES) {
    const service = edges.services[side];
    const end = service?.died();
    if (service && end) {
      throw new LoadFailure(side, phase, `the service ended: ${end}`, {
        log: service.log(),
        cause,
      });
    }
  }
}

/** The same process answered from the first slice to the last. */
function checkIdentity(sides: readonly Side[], edges: SessionEdges): void {
  for (const side of sides) {
    const service = edges.services[side];
    const change = service?.replaced();
    if (service && change) throw new LoadFailure(side, 'load', change, { log: service.log() });
  }
}

/**
 * Warm-up may take three fifths of a session's room, shared by the sides, and 10 s per process at
 * most. Never less than a process needs: too few sessions are better than wrong ones.
 */
function warmUpLimit(room: number): number {
  return Math.max(LEAST_SECONDS, Math.min(10, 0.3 * room));
}

function responsesForGates(run: BenchmarkRun): number {
  const gated = new Set(run.plan.rules.map((rule) => rule.metric));
  return Math.max(1, ...run.metrics.filter((m) => gated.has(m.name)).map(responsesNeeded));
}

function checkClock(skew: number): void {
  if (Math.abs(skew) <= CLOCK_SKEW) return;
  throw new LoadFailure(
    null,
    'machine',
    `the machine was suspended or its clock was set by ${skew.toFixed(1)} s while measuring`,
  );
}

const idleSide = (side: Side, sides: readonly Side[]) =>
  sides.find((candidate) => candidate !== side) ?? null;

function theLoad(loads: Partial<Sides<Load>>, side: Side): Load {
  const load = loads[side];
  if (!load) throw new Error(`${side} is not open`);
  return load;
}
