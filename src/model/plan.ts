import type { Policy, Rule } from './rule.js';
import type { Sides } from './side.js';

/** What will run, decided before anything runs: the configurations of both sides put together. */
export interface Plan {
  /** As each side's own file describes them: the same names in the same order. */
  services: Sides<ServicePlan[]>;
  benchmarks: BenchmarkPlan[];
  policy: Policy;
  /** Keep the load generator and the services on different cores where the machine allows. */
  pin: 'auto' | 'off';
  notes: string[];
}

/** The program under test as one side's file describes it. Durations in seconds. */
export interface ServicePlan {
  name: string;
  /** Where commands run, relative to the root of the repository. */
  directory: string;
  build: string | null;
  start: string;
  prepare: string | null;
  ready: Ready;
  env: Record<string, string>;
  buildTimeout: number;
  /** Deadline from start to readiness; prepare has the same. */
  startTimeout: number;
}

export type Ready =
  { kind: 'port' } | { kind: 'path'; path: string } | { kind: 'command'; command: string };

export interface BenchmarkPlan {
  name: string;
  driver: string;
  /** What the driver made of its part of the configuration. */
  options: unknown;
  /** Name of the service it loads; null for drivers that need none. */
  service: string | null;
  presence: 'both' | 'new' | 'removed';
  advisory: boolean;
  rules: Rule[];
  rulesFrom: 'base' | 'head';
  changedRules: string[];
  /** Measuring time of this benchmark, in seconds; those of one service are added up. */
  seconds: number;
  /** The program was told that responses differ between the sides on purpose. */
  expectChange: boolean;
}

/** statistics.md §1.10, §A.1. */
export const MIN_SESSIONS = 6;
export const MAX_SESSIONS = 40;
export const DEFAULT_SECONDS = 120;
export const PAIRS_PER_SESSION = 20;

/**
 * Gates of a run, the M of statistics.md §1.1: every comparison gate of a benchmark that both sides
 * have, and every budget.
 */
export function countGates(
  benchmarks: readonly Pick<BenchmarkPlan, 'presence' | 'rules'>[],
): number {
  let gates = 0;
  for (const { presence, rules } of benchmarks) {
    if (presence === 'removed') continue;
    for (const rule of rules) {
      if (rule.tolerance !== null && presence === 'both') gates += 1;
      if (rule.budget !== null) gates += 1;
    }
  }
  return gates;
}

/** A start, 3.5 s of warm-up on each side and 20 pairs of 100 ms: what a session takes at the least. */
const LEAST_SESSION_SECONDS = 12;

/** Which services have too little time for a verdict, in words: said before anything runs. */
export function timeShortages({ benchmarks }: Pick<Plan, 'benchmarks'>): string[] {
  const groups = new Map<string | null, { names: string[]; seconds: number }>();
  for (const { name, presence, service, seconds } of benchmarks) {
    if (presence === 'removed') continue;
    const group = groups.get(service) ?? { names: [], seconds: 0 };
    groups.set(service, group);
    group.names.push(name);
    group.seconds += seconds;
  }
  return [...groups.values()].flatMap(({ names, seconds }) => {
    const session = names.length * LEAST_SESSION_SECONDS;
    const fit = Math.floor(seconds / session);
    if (fit >= MIN_SESSIONS) return [];
    const needed = MIN_SESSIONS * LEAST_SESSION_SECONDS;
    return [
      `${names.join(', ')}: ${seconds} s hold ${fit === 1 ? 'one session' : `about ${fit} sessions`}, but a verdict needs ${MIN_SESSIONS}. Give each benchmark ${needed} s or more (time: or --time).`,
    ];
  });
}
