import type { BenchmarkPlan, Plan, ServicePlan } from '../plan.js';
import type { Policy, Rule } from '../rule.js';
import type { Sides } from '../side.js';
import { changedRules } from './changes.js';
import type { BenchmarkConfiguration, Configuration, Limit } from './configuration.js';

/**
 * Puts both sides' files together. Workloads come from head's file, so that both sides are loaded
 * alike; what decides comes from base's file wherever it has the benchmark, so that a change cannot
 * loosen its own gate. `base` is null when base has no file: then everything is head's.
 * `memory` of the machine in bytes, for budgets that are a share of it.
 */
export function makePlan(
  head: Configuration,
  base: Configuration | null,
  machine: { memory: number },
): Plan {
  const ruling = base ?? head;
  const before = new Map(base?.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
  const kept = new Set(head.benchmarks.map(({ name }) => name));
  const benchmarks = [
    ...head.benchmarks.map((benchmark) => {
      const old = before.get(benchmark.name);
      if (old) return bothPlan(benchmark, old, machine);
      return ownPlan(benchmark, base ? 'new' : 'both', 'head', machine);
    }),
    ...[...before.values()]
      .filter(({ name }) => !kept.has(name))
      .map((benchmark) => ownPlan(benchmark, 'removed', 'base', machine)),
  ];
  const services = servicesOf(head, base);
  return {
    services,
    benchmarks,
    policy: ruling.policy,
    pin: ruling.pin,
    notes: base ? notesOn(head, base, before, services) : [FIRST_ADOPTION],
  };
}

const FIRST_ADOPTION =
  "First adoption: base has no paceline.yml, so the rules are those of head's.";

/** The services that head's benchmarks load, as each side's file describes them. */
export function servicesOf(head: Configuration, base: Configuration | null): Sides<ServicePlan[]> {
  const loaded = new Set(head.benchmarks.map(({ service }) => service));
  const ofHead = head.services.filter(({ name }) => loaded.has(name));
  const ofBase = ofHead.map(
    (service) => base?.services.find(({ name }) => name === service.name) ?? service,
  );
  return { base: ofBase, head: ofHead };
}

/** Head's workload under base's rules. */
function bothPlan(
  head: BenchmarkConfiguration,
  base: BenchmarkConfiguration,
  machine: { memory: number },
): BenchmarkPlan {
  return {
    ...ownPlan(head, 'both', 'base', machine),
    rules: base.limits.map((limit) => ruleOf(limit, machine)),
    advisory: base.advisory,
    // Less time would leave a regression undecided; more time hurts nobody.
    seconds: Math.max(base.seconds, head.seconds),
    changedRules: changedRules(base, head),
  };
}

function ownPlan(
  benchmark: BenchmarkConfiguration,
  presence: BenchmarkPlan['presence'],
  rulesFrom: BenchmarkPlan['rulesFrom'],
  machine: { memory: number },
): BenchmarkPlan {
  const { name, driver, options, service, advisory, seconds, expectChange } = benchmark;
  const rules = benchmark.limits.map((limit) => ruleOf(limit, machine));
  const whole = { name, driver, options, service, advisory, seconds, expectChange };
  return { ...whole, presence, rules, rulesFrom, changedRules: [] };
}

function ruleOf({ metric, tolerance, budget }: Limit, machine: { memory: number }): Rule {
  const limit = budget?.of === 'memory' ? Math.floor(budget.value * machine.memory) : budget?.value;
  return { metric: metric.name, tolerance, budget: limit ?? null };
}

/** What the reader must know about the two files. */
function notesOn(
  head: Configuration,
  base: Configuration,
  before: ReadonlyMap<string, BenchmarkConfiguration>,
  services: Sides<ServicePlan[]>,
): string[] {
  const notes = [...policyNotes(head.policy, base.policy)];
  if (head.pin !== base.pin) {
    notes.push(
      `Head's file changes pin from ${base.pin} to ${head.pin}: takes effect after merge.`,
    );
  }
  services.head.forEach((service, i) => {
    const other = services.base[i];
    const keys = Object.keys(service).filter(
      (key) =>
        canonical(service[key as keyof ServicePlan]) !==
        canonical(other?.[key as keyof ServicePlan]),
    );
    if (!base.services.some(({ name }) => name === service.name)) {
      notes.push(
        `Base's file has no service "${service.name}"; both sides are run as head's file says.`,
      );
    } else if (keys.length > 0) {
      const words = keys.map((key) => SERVICE_KEYS[key] ?? key).join(', ');
      notes.push(
        `The files run the service "${service.name}" differently (${words}); each side as its own file says.`,
      );
    }
  });
  for (const benchmark of head.benchmarks) {
    const old = before.get(benchmark.name);
    if (old) notes.push(...workloadNotes(benchmark, old));
  }
  return notes;
}

const SERVICE_KEYS: Record<string, string> = {
  buildTimeout: 'build-timeout',
  startTimeout: 'start-timeout',
};

function policyNotes(head: Policy, base: Policy): string[] {
  return (Object.keys(base) as (keyof Policy)[])
    .filter((key) => head[key] !== base[key])
    .map((key) => {
      const change = `the policy for ${key} from ${base[key]} to ${head[key]}`;
      return `Head's file changes ${change}: takes effect after merge.`;
    });
}

function workloadNotes(head: BenchmarkConfiguration, base: BenchmarkConfiguration): string[] {
  const notes: string[] = [];
  const same = head.driver === base.driver && canonical(head.options) === canonical(base.options);
  if (!same) {
    notes.push(
      `${head.name}: the workload changed (${base.driver}: ${base.workload}; now ${head.driver}: ${head.workload}). Both sides are loaded with head's.`,
    );
  }
  if (head.service !== base.service) {
    notes.push(
      `${head.name}: it loads ${head.service ?? 'no service'}, before ${base.service ?? 'no service'}.`,
    );
  }
  if (head.expectChange) {
    notes.push(`${head.name}: head's file says that its answers differ from base's on purpose.`);
  }
  const lost = base.limits.filter(
    ({ metric }) => !head.metrics.some(({ name }) => name === metric.name),
  );
  if (lost.length > 0) {
    const names = lost.map(({ metric }) => metric.name).join(', ');
    notes.push(
      `${head.name}: base's rules on ${names} cannot be checked with head's workload. If that is meant, give the benchmark a new name.`,
    );
  }
  return notes;
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof RegExp) return String(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
