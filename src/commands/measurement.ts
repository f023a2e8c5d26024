import path from 'node:path';
import { Boundaries } from '../analysis/boundary.js';
import { decide } from '../analysis/decide.js';
import { buildSide } from '../bench/build.js';
import { checkout } from '../bench/checkout.js';
import { now } from '../bench/deadline.js';
import { measureService, type MeasureEvent } from '../bench/measure.js';
import type { Pinning } from '../bench/pinning.js';
import type { Recorder } from '../bench/recorder.js';
import type { Repository } from '../bench/repository.js';
import { sampleMachine } from '../bench/resources.js';
import { startService, type ServiceEdges } from '../bench/service.js';
import type { StartedService } from '../bench/service-pair.js';
import { ServiceFailure } from '../bench/service-failure.js';
import { findDriver } from '../drivers/registry.js';
import type { Decision } from '../model/decision.js';
import type { BenchmarkPlan, Plan, ServicePlan } from '../model/plan.js';
import { seededRandom } from '../model/random.js';
import type { Benchmark, Commit, Failure } from '../model/result.js';
import { SIDES, bothSides, type Side, type Sides } from '../model/side.js';

export type RunEvent =
  | MeasureEvent
  | { kind: 'checkout'; side: Side; commit: Commit }
  | { kind: 'build'; side: Side; service: string }
  | { kind: 'decision'; decision: Decision };

export interface MeasurementEdges {
  repository: Repository;
  /** Everything that is written while measuring goes below it. */
  runDirectory: string;
  environment: Readonly<Record<string, string | undefined>>;
  pinning: Pinning | null;
  signal: AbortSignal;
  announce: (event: RunEvent) => void;
}

/**
 * Checks out and builds both sides, base first, then measures service after service. What goes
 * wrong on a side is recorded; only cancelling and defects reject.
 */
export async function measure(
  plan: Plan,
  recorder: Recorder,
  edges: MeasurementEdges,
): Promise<void> {
  const { commits } = recorder.result;
  const folders = bothSides((side) => ({
    checkout: path.join(edges.runDirectory, side),
    caches: path.join(edges.runDirectory, `${side}-caches`),
  }));
  for (const side of SIDES) {
    edges.announce({ kind: 'checkout', side, commit: commits[side] });
    await checkout(edges.repository, commits[side].sha, folders[side].checkout, edges.signal);
  }
  const serviceEdges = bothSides((side): ServiceEdges => ({
    ...folders[side],
    downloads: 'own',
    inherited: edges.environment,
    cores: edges.pinning?.services ?? null,
    signal: edges.signal,
  }));
  for (const name of servicesOf(plan)) {
    const benchmarks = plan.benchmarks.filter((benchmark) => benchmark.service === name);
    const group = new ServiceGroup(name, benchmarks, plan, serviceEdges, recorder, edges);
    if (await group.build()) await group.measure();
  }
}

/** Services that something is measured on, in the order of the file. */
function servicesOf(plan: Plan): string[] {
  const used = new Set(
    plan.benchmarks.flatMap(({ presence, service }) =>
      presence === 'removed' || service === null ? [] : [service],
    ),
  );
  return plan.services.head.map(({ name }) => name).filter((name) => used.has(name));
}

/** One service with the benchmarks that load it. */
class ServiceGroup {
  readonly #plans: Sides<ServicePlan>;
  readonly #benchmarks: readonly BenchmarkPlan[];
  readonly #services: Sides<ServiceEdges>;
  readonly #recorder: Recorder;
  readonly #edges: MeasurementEdges;
  /** Looks that lie behind us need not be computed again. */
  readonly #boundaries = new Boundaries();

  constructor(
    name: string,
    benchmarks: readonly BenchmarkPlan[],
    plan: Plan,
    services: Sides<ServiceEdges>,
    recorder: Recorder,
    edges: MeasurementEdges,
  ) {
    const head = plan.services.head.find((service) => service.name === name);
    if (!head) throw new Error(`no service is called ${name}`);
    // Base starts the way its own file says; where that has no such service, the way head says.
    const base = plan.services.base.find((service) => service.name === name) ?? head;
    this.#plans = { base, head };
    this.#benchmarks = benchmarks;
    this.#services = services;
    this.#recorder = recorder;
    this.#edges = edges;
  }

  /** Builds base, then head; false, with the failure recorded, when there is nothing to compare. */
  async build(): Promise<boolean> {
    const failed: Side[] = [];
    for (const side of this.#sides()) {
      this.#edges.announce({ kind: 'build', side, service: this.#plans[side].name });
      try {
        const { leaks } = await buildSide(this.#plans[side], side, this.#services[side]);
        leaks.forEach((leak) => this.#recorder.addNote(`after the build of ${side}: ${leak}`));
      } catch (error) {
        this.#recordFailure(error);
        failed.push(side);
      }
    }
    // Base alone cannot be compared with, but whether head starts is worth knowing.
    if (failed.length === 1 && failed[0] === 'base') await this.#smokeTest();
    if (failed.length > 0) await this.#recorder.save();
    return failed.length === 0;
  }

  async #smokeTest(): Promise<void> {
    try {
      const service = await this.#start('head');
      await service.stop();
    } catch (error) {
      this.#recordFailure(error);
    }
  }

  async measure(): Promise<void> {
    const { pinning, signal, environment, announce } = this.#edges;
    const { result } = this.#recorder;
    const [first] = this.#records();
    if (!first) return;
    await measureService(this.#benchmarks, first.schedule, {
      start: (side) => this.#start(side),
      startFailure: failureOf,
      finished: () => {
        const decision = decide(result, { boundaries: this.#boundaries });
        announce({ kind: 'decision', decision });
        return new Set(decision.benchmarks.filter((b) => b.finished).map(({ name }) => name));
      },
      driver: (name) => {
        const driver = findDriver(name);
        if (!driver) throw new Error(`no driver is called ${name}`);
        return driver;
      },
      metrics: ({ name }) => this.#records().find((b) => b.name === name)?.metrics ?? [],
      machine: () => sampleMachine(),
      ownCpu: () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e6;
      },
      recorder: this.#recorder,
      random: seededRandom(result.seed),
      clock: now,
      wallClock: () => Date.now() / 1000,
      env: environment,
      generatorCores: pinning?.generator ?? null,
      serviceCores: coresIn(pinning?.services) ?? result.machine.cores,
      signal,
      progress: announce,
    });
  }

  async #start(side: Side): Promise<StartedService> {
    const service = await startService(this.#plans[side], side, this.#services[side]);
    service.ready.warnings.forEach((warning) => this.#recorder.addNote(`${side}: ${warning}`));
    return {
      target: service.target,
      died: () => service.died(),
      replaced: () => service.replaced(),
      log: () => service.log(),
      counters: () => {
        const sample = service.sample();
        return sample && { cpu: sample.cpu, memory: sample.memory, disk: sample.operations };
      },
      stop: async () => {
        // Whoever cancels waits: then a service has a second to end by itself, not three.
        const { leaks } = await service.stop(this.#edges.signal.aborted ? 1 : undefined);
        return leaks.map((leak) => `after stopping ${side}: ${leak}`);
      },
    };
  }

  #sides(): Side[] {
    const compared = this.#benchmarks.some(({ presence }) => presence === 'both');
    return compared ? [...SIDES] : ['head'];
  }

  #records(): Benchmark[] {
    const names = new Set(this.#benchmarks.map(({ name }) => name));
    return this.#recorder.result.benchmarks.filter(({ name }) => names.has(name));
  }

  #recordFailure(error: unknown): void {
    const failure = failureOf(error);
    if (!failure) throw error;
    for (const { name } of this.#records()) {
      this.#recorder.addFailure(name, { ...failure, session: null });
    }
  }
}

function failureOf(error: unknown): Pick<Failure, 'side' | 'phase' | 'message' | 'log'> | null {
  if (!(error instanceof ServiceFailure)) return null;
  const { side, phase, message, log } = error;
  return { side, phase, message, log };
}

/** How many cores a list as taskset writes it names: `1-3,5` are four. */
function coresIn(list: string | undefined): number | null {
  if (list === undefined) return null;
  return list.split(',').reduce((sum, part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}
