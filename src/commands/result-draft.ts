import { describeMachine } from '../bench/machine.js';
import type { Pinning } from '../bench/pinning.js';
import { findDriver } from '../drivers/registry.js';
import { knownMetric, type Metric } from '../model/metric.js';
import { MAX_SESSIONS, MIN_SESSIONS, type BenchmarkPlan, type Plan } from '../model/plan.js';
import type { Benchmark, Result } from '../model/result.js';
import { PACELINE_VERSION } from '../model/version.js';

/** What the bench adds to every benchmark that loads a service: the resources of its processes. */
const RESOURCE_METRICS = ['cpu', 'utilisation', 'memory', 'disk'];

/** Family-wise error rate of alarms, and of a wrong pass: statistics.md §1.10. */
const ALPHA = 0.05;

/** The Result before anything has been measured. */
export function draftResult(
  plan: Plan,
  commits: Result['commits'],
  seed: number,
  pinning: Pinning | null,
  notes: readonly string[],
): Result {
  return {
    format: 'paceline-result',
    version: 1,
    paceline: PACELINE_VERSION,
    seed,
    state: 'measuring',
    started: new Date().toISOString(),
    commits,
    machine: describeMachine(pinning),
    policy: plan.policy,
    alpha: ALPHA,
    alphaClear: ALPHA,
    benchmarks: plan.benchmarks.map((benchmark) => draftBenchmark(benchmark, plan)),
    notes: [...notes, ...plan.notes].slice(0, 200),
  };
}

function draftBenchmark(benchmark: BenchmarkPlan, plan: Plan): Benchmark {
  const { name, driver, service, presence, advisory, rules, rulesFrom, changedRules } = benchmark;
  return {
    name,
    driver,
    service,
    workload: findDriver(driver)?.describe(benchmark.options).slice(0, 500) ?? driver,
    presence,
    advisory,
    metrics: metricsOf(benchmark),
    rules,
    rulesFrom,
    changedRules,
    schedule: {
      seconds: secondsOfService(benchmark, plan),
      minSessions: MIN_SESSIONS,
      maxSessions: MAX_SESSIONS,
    },
    differences: [],
    sessions: [],
    failures: [],
  };
}

function metricsOf({ driver: name, options, service }: BenchmarkPlan): Metric[] {
  const driver = findDriver(name);
  const resources = service === null ? [] : RESOURCE_METRICS.map(knownMetric);
  return [...(driver?.metrics(options) ?? []), ...resources];
}

/** Benchmarks of one service share its sessions and so add up their time. */
function secondsOfService({ service }: BenchmarkPlan, plan: Plan): number {
  return plan.benchmarks
    .filter((other) => other.service === service && other.presence !== 'removed')
    .reduce((sum, { seconds }) => sum + seconds, 0);
}
