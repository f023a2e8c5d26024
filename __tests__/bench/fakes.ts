import type { Driver, Load, Probe, Slice } from '../../src/drivers/driver.js';
import type { MeasureEdges } from '../../src/bench/measure.js';
import type { StartedService } from '../../src/bench/service-pair.js';
import { Recorder } from '../../src/bench/recorder.js';
import { knownMetric } from '../../src/model/metric.js';
import type { BenchmarkPlan } from '../../src/model/plan.js';
import { seededRandom } from '../../src/model/random.js';
import type { Benchmark, Result } from '../../src/model/result.js';
import type { Side } from '../../src/model/side.js';
import { z } from 'zod';

/** A world whose time passes only where load is made: exact and quick. */
export class FakeWorld {
  now = 0;
  readonly log: string[] = [];
  /** Makes the n-th slice of a run (counted from 1) go wrong. */
  dieAtSlice: { side: Side; slice: number } | null = null;
  rate = 4000;
  slices = 0;
  readonly dead = new Set<Side>();
  readonly cpu = { base: 0, head: 0 };
  probes: Record<Side, Probe> = { base: okProbe(), head: okProbe() };
  failStart: Side | null = null;
  replaced: Partial<Record<Side, string>> = {};

  readonly driver: Driver = {
    name: 'fake',
    needs: 'service',
    configuration: { value: z.unknown(), siblings: {}, resolve: (value) => value },
    metrics: () => ['throughput', 'p99', 'errors'].map(knownMetric),
    defaultGates: () => ['throughput', 'p99', 'errors'],
    describe: () => 'fake load',
    open: async (_options, target) => {
      const { side } = await target;
      this.log.push(`open ${side}`);
      return this.load(side);
    },
    summarise: (slices) => ({
      throughput: sum(slices.map((s) => s.responses)) / sum(slices.map((s) => s.seconds)),
      p99: 5,
    }),
  };

  load(side: Side): Load {
    let closed = false;
    return {
      probe: () => Promise.resolve([this.probes[side]]),
      slice: (seconds) => {
        this.slices += 1;
        this.log.push(`${side} ${seconds.toFixed(2)}`);
        this.now += seconds;
        this.cpu[side] += seconds * 0.8;
        if (this.dieAtSlice?.side === side && this.dieAtSlice.slice === this.slices) {
          this.dead.add(side);
        }
        return Promise.resolve(fakeSlice(seconds, this.rate));
      },
      close: () => {
        if (!closed) this.log.push(`close ${side}`);
        closed = true;
        return Promise.resolve();
      },
    };
  }

  service(side: Side): StartedService {
    return {
      target: { side, url: 'http://127.0.0.1:1', port: 1 },
      died: () => (this.dead.has(side) ? 'exit code 1' : null),
      replaced: () => this.replaced[side] ?? null,
      log: () => ['last words'],
      counters: () => ({ cpu: this.cpu[side], memory: 1e6, disk: null }),
      stop: () => {
        this.log.push(`stop ${side}`);
        this.now += 0.05;
        return Promise.resolve([]);
      },
    };
  }

  edges(result: Result, overrides: Partial<MeasureEdges> = {}): MeasureEdges {
    return {
      start: (side) => {
        this.log.push(`start ${side}`);
        this.now += 0.3;
        this.dead.delete(side);
        if (this.failStart === side) return Promise.reject(new Error(`no ${side}`));
        return Promise.resolve(this.service(side));
      },
      startFailure: (error) => ({
        side: this.failStart,
        phase: 'start',
        message: (error as Error).message,
        log: [],
      }),
      finished: () => new Set(),
      driver: () => this.driver,
      metrics: () => ['throughput', 'p99', 'errors', 'cpu'].map(knownMetric),
      machine: () => null,
      ownCpu: () => 0,
      recorder: new Recorder(result, null),
      random: seededRandom(1),
      clock: () => this.now,
      wallClock: () => this.now,
      env: {},
      generatorCores: null,
      serviceCores: 1,
      signal: new AbortController().signal,
      progress: () => undefined,
      ...overrides,
    };
  }
}

export function okProbe(overrides: Partial<Probe> = {}): Probe {
  return {
    request: 'GET /',
    failure: null,
    status: 200,
    contentType: 'application/json',
    bytes: 1000,
    ...overrides,
  };
}

export function fakeSlice(seconds: number, rate: number): Slice {
  const responses = Math.round(seconds * rate);
  return {
    seconds,
    responses,
    failures: {},
    latencies: new Float64Array(responses).fill(2.5),
    bytes: responses * 100,
    generator: { cpu: seconds * 0.3, lag: 1 },
  };
}

export function benchmarkPlan(overrides: Partial<BenchmarkPlan> = {}): BenchmarkPlan {
  return {
    name: 'list users',
    driver: 'fake',
    options: {},
    service: 'service',
    presence: 'both',
    advisory: false,
    rules: [{ metric: 'p99', tolerance: 0.1, budget: null }],
    rulesFrom: 'base',
    changedRules: [],
    seconds: 120,
    expectChange: false,
    ...overrides,
  };
}

export function emptyResult(plans: readonly BenchmarkPlan[]): Result {
  const commit = (digit: string) => ({ sha: digit.repeat(40), ref: 'main', subject: 'change' });
  return {
    format: 'paceline-result',
    version: 1,
    paceline: '0.0.0',
    seed: 1,
    state: 'measuring',
    started: '2026-01-01T00:00:00.000Z',
    commits: { base: commit('a'), head: commit('b') },
    machine: { os: 'Linux', cpu: 'cpu', cores: 2, memory: 1e9, node: 'v24', pinned: null },
    policy: { regressed: 'fail', over: 'fail', inconclusive: 'neutral', invalid: 'fail' },
    alpha: 0.05,
    alphaClear: 0.05,
    benchmarks: plans.map((plan): Benchmark => ({
      name: plan.name,
      driver: plan.driver,
      service: plan.service,
      workload: 'fake load',
      presence: plan.presence,
      advisory: plan.advisory,
      metrics: ['throughput', 'p99', 'errors', 'cpu'].map(knownMetric),
      rules: plan.rules,
      rulesFrom: plan.rulesFrom,
      changedRules: [],
      schedule: { seconds: 120, minSessions: 6, maxSessions: 40 },
      differences: [],
      sessions: [],
      failures: [],
    })),
    notes: [],
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
