import type { Boundaries } from '../src/analysis/boundary.js';
import { decide } from '../src/analysis/decide.js';
import type { Decision, Row } from '../src/model/decision.js';
import { MIN_SESSIONS } from '../src/model/plan.js';
import type { Result, Session } from '../src/model/result.js';
import { bothSides } from '../src/model/side.js';
import { PACELINE_VERSION } from '../src/model/version.js';
import { DEFAULT_POLICY, type Rule } from '../src/model/rule.js';
import type { Metric } from '../src/model/metric.js';

/** One gate of a simulated run: what it asks, and where its observations come from. */
export interface SimulatedGate {
  metric: Metric;
  rule: Rule;
}

export interface Simulation {
  gates: readonly SimulatedGate[];
  /** Gates of the run whose sessions come later: they count in the family, nothing is known of them. */
  later: number;
  /** Sessions that fit into the budget; all take the same time unless `durations` says otherwise. */
  maxSessions: number;
  /** Lengths of the sessions as shares of the mean one. */
  durations?: readonly number[];
  /** Error rates that are asked for; the product's own by default. */
  alpha?: number;
  session(): Session['slices'];
}

export interface SimulatedRun {
  sessions: number;
  rows: Row[];
  outcome: Decision['outcome'];
}

const BUDGET_SECONDS = 120;

/**
 * Sessions are a little shorter than the budget divided by their number: the rule of the final look
 * keeps a tenth of a session to spare, and the last one that is to fit has to fit.
 */
const SPARE = 0.99;

/** As the product does it: a session, a decision, until it is finished. */
export function simulate(simulation: Simulation, boundaries: Boundaries): SimulatedRun {
  const result = emptyResult(simulation);
  const benchmark = result.benchmarks[0] as Result['benchmarks'][number];
  const seconds = (BUDGET_SECONDS * SPARE) / simulation.maxSessions;
  let elapsed = 0;
  for (let number = 1; ; number += 1) {
    elapsed += seconds * (simulation.durations?.[number - 1] ?? 1);
    benchmark.sessions.push({
      number,
      elapsed,
      startedFirst: 'base',
      loadedFirst: 'base',
      warmUp: 7,
      merged: {},
      slices: simulation.session(),
      latency: { base: [], head: [] },
    });
    // Before the first look there is no verdict that could end the run.
    if (number < MIN_SESSIONS) continue;
    const decision = decide(result, { boundaries });
    const decided = decision.benchmarks[0] as Decision['benchmarks'][number];
    if (!decided.finished) continue;
    const rows = decided.rows.filter(({ gate }) => gate);
    return { sessions: number, rows, outcome: decision.outcome };
  }
}

function emptyResult({ gates, later, maxSessions, durations, alpha = 0.05 }: Simulation): Result {
  const rules = gates.map(({ rule }) => rule);
  const benchmark = {
    driver: 'http',
    service: 'service',
    workload: 'GET /',
    presence: 'both' as const,
    advisory: false,
    metrics: gates.map(({ metric }) => metric),
    rules,
    rulesFrom: 'base' as const,
    changedRules: [],
    schedule: {
      seconds: BUDGET_SECONDS,
      minSessions: MIN_SESSIONS,
      // With sessions of unequal length the clock alone ends the run.
      maxSessions: durations ? 4 * maxSessions : maxSessions,
    },
    differences: [],
    sessions: [],
    failures: [],
  };
  const waiting = {
    ...benchmark,
    name: 'later',
    rules: Array.from({ length: later }, (): Rule => rules[0] as Rule),
  };
  return {
    format: 'paceline-result',
    version: 1,
    paceline: PACELINE_VERSION,
    seed: 1,
    // The outcome of a run that is still measuring is never a pass.
    state: later > 0 ? 'measuring' : 'complete',
    started: '2026-01-01T00:00:00Z',
    commits: bothSides((side) => ({
      sha: (side === 'base' ? 'a' : 'b').repeat(40),
      ref: side,
      subject: '',
    })),
    machine: { os: 'none', cpu: 'none', cores: 2, memory: 8e9, node: 'none', pinned: null },
    policy: DEFAULT_POLICY,
    alpha,
    alphaClear: alpha,
    benchmarks: [
      { ...benchmark, name: 'simulated', sessions: [] },
      ...(later > 0 ? [waiting] : []),
    ],
    notes: [],
  };
}
