import type { Metric } from '../model/metric.js';
import { METRICS } from '../model/metric.js';
import {
  countGates,
  MIN_SESSIONS,
  type BenchmarkPlan,
  type Plan,
  type Ready,
  type ServicePlan,
} from '../model/plan.js';
import type { Rule } from '../model/rule.js';
import { bothSides, type Side, type Sides } from '../model/side.js';
import { allowance, counted, duration, quantity, trimmed } from './quantity.js';
import { coloursOf, finish, paragraphs, type Terminal } from './terminal.js';
import { columns, plain, shorten, wrap } from './text.js';

export interface PlanOptions extends Terminal {
  /** One line about the workload, as the driver words it. */
  describe?: (benchmark: BenchmarkPlan) => string;
  /** Metrics of the benchmark, for the units of rules; those that have one meaning are known. */
  metrics?: (benchmark: BenchmarkPlan) => readonly Metric[];
}

/** What a run would do: for `check`, and before `compare` begins. */
export function renderPlan(plan: Plan, options: PlanOptions): string {
  const { bold } = coloursOf(options);
  const benchmarks = plan.benchmarks.filter(({ presence }) => presence !== 'removed');
  return finish(
    paragraphs([
      wrap(summary(plan), options.width, '  ').map((line) => bold(line)),
      changes(plan, options),
      ...serviceNames(plan).map((name) => {
        const named = (side: Side) =>
          plan.services[side].find((each) => each.name === name) ?? null;
        return serviceLines(name, bothSides(named), options);
      }),
      ...benchmarks.map((benchmark) => benchmarkLines(benchmark, options)),
      plan.notes.flatMap((note) => wrap(`· ${plain(note, 1000)}`, options.width, '  ')),
    ]),
    options,
  );
}

function serviceNames({ services: { base, head } }: Plan): string[] {
  return [...new Set([...head, ...base].map(({ name }) => name))];
}

/** `2 benchmarks, 6 gates; at most 4 min of measuring, at least 6 sessions.` */
function summary(plan: Plan): string {
  const present = plan.benchmarks.filter(({ presence }) => presence !== 'removed');
  const seconds = present.reduce((sum, each) => sum + each.seconds, 0);
  const gates = countGates(plan.benchmarks);
  const judged = gates === 0 ? 'no gate, so nothing can fail' : counted(gates, 'gate');
  return (
    `${counted(present.length, 'benchmark')}, ${judged}; ` +
    `at most ${duration(seconds)} of measuring after the builds, ` +
    `at least ${MIN_SESSIONS} sessions before anything is decided.`
  );
}

function changes({ benchmarks }: Plan, terminal: Terminal): string[] {
  const { yellow } = coloursOf(terminal);
  const removed = benchmarks.filter(({ presence }) => presence === 'removed');
  const texts = removed.map(({ name }) => `Head removes the benchmark ${plain(name, 60)}.`);
  for (const { name, changedRules } of benchmarks) {
    if (changedRules.length === 0) continue;
    const rules = changedRules.map((rule) => plain(rule, 300)).join('; ');
    texts.push(
      `Head changes the gate of ${plain(name, 60)}, which takes effect after merge: ${rules}.`,
    );
  }
  return texts.flatMap((text) =>
    wrap(`! ${text}`, terminal.width, '  ').map((line) => yellow(line)),
  );
}

/** What both sides do is said once, what each does in its own way twice. */
function serviceLines(
  name: string,
  services: Sides<ServicePlan | null>,
  terminal: Terminal,
): string[] {
  const base = services.base && serviceFacts(services.base);
  const head = services.head && serviceFacts(services.head);
  const facts = (head ?? base ?? []).flatMap(([fact, text], at): [string, string | null][] => {
    const other = base?.[at]?.[1] ?? null;
    if (!base || !head || other === text) return [[fact, text]];
    return [
      [fact, `base: ${other ?? 'none'}`],
      ['', `head: ${text ?? 'none'}`],
    ];
  });
  return block(`service ${plain(name, 60)}`, facts, terminal);
}

function serviceFacts(service: ServicePlan): [string, string | null][] {
  const { directory, build, prepare, start, ready, env, buildTimeout, startTimeout } = service;
  return [
    ['in', directory === '.' || directory === '' ? null : directory],
    ['build', build && `${build} (at most ${duration(buildTimeout)})`],
    ['prepare', prepare],
    ['start', start],
    ['ready', `${readiness(ready)}, at most ${duration(startTimeout)} after the start`],
    ['env', Object.keys(env).join(', ') || null],
  ];
}

function readiness(ready: Ready): string {
  switch (ready.kind) {
    case 'port':
      return 'when the port is open';
    case 'path':
      return `when ${ready.path} answers`;
    case 'command':
      return `when this succeeds: ${ready.command}`;
  }
}

function benchmarkLines(benchmark: BenchmarkPlan, options: PlanOptions): string[] {
  const { name, driver, service, presence, advisory, rules, rulesFrom, seconds } = benchmark;
  const metrics = options.metrics?.(benchmark) ?? [];
  const words = rules
    .map((rule) => ruleText(rule, presence, metrics))
    .filter((text) => text !== '');
  const facts: [string, string | null][] = [
    ['loads', options.describe?.(benchmark) ?? null],
    ['with', service === null ? driver : `${driver}, on service ${service}`],
    ['time', `at most ${duration(seconds)}`],
    ['gates', words[0] ?? 'none: for information only'],
    ...words.slice(1).map((text): [string, string] => ['', text]),
    ['rules', `from ${rulesFrom}'s file`],
    ['new', presence === 'new' ? 'only head has it: budgets apply, no comparison' : null],
    ['advisory', advisory ? 'reports without blocking' : null],
    ['expects', benchmark.expectChange ? 'responses that differ between the sides' : null],
  ];
  return block(plain(name), facts, options);
}

/** `p99 within 10 %, at most 100 ms`. */
function ruleText(
  { metric, tolerance, budget }: Rule,
  presence: BenchmarkPlan['presence'],
  metrics: readonly Metric[],
): string {
  const known = [...metrics, ...METRICS].find(({ name }) => name === metric);
  const parts: string[] = [];
  if (tolerance !== null && presence === 'both') {
    const size = known ? allowance(known, tolerance) : `${tolerance * 100} %`;
    parts.push(`within ${size}`);
  }
  if (budget !== null) {
    const side = known?.better === 'higher' ? 'at least' : 'at most';
    parts.push(`${side} ${known ? trimmed(quantity(known, budget)) : budget}`);
  }
  return parts.length > 0 ? `${plain(metric, 60)} ${parts.join(', ')}` : '';
}

function block(
  title: string,
  facts: readonly [string, string | null][],
  terminal: Terminal,
): string[] {
  const { bold, dim } = coloursOf(terminal);
  const lines = facts.flatMap(([name, text]) => {
    if (text === null || text === '') return [];
    const label = name.padEnd(8);
    const [first = '', ...rest] = wrap(plain(text, 1000), terminal.width - 2 - columns(label) - 1);
    return [`  ${dim(label)} ${first}`, ...rest.map((line) => ' '.repeat(11) + line)];
  });
  return [bold(shorten(title, terminal.width)), ...lines];
}
