import type { BenchmarkPlan, Plan, ServicePlan } from '../../src/model/plan.js';
import { DEFAULT_POLICY } from '../../src/model/rule.js';
import { renderPlan } from '../../src/render/plan.js';
import { columns } from '../../src/render/text.js';
import { expectGolden } from '../golden.js';
import { HOSTILE } from './cases.js';

const OPTIONS = { width: 100, colour: false, unicode: true };

function service(rest: Partial<ServicePlan> = {}): ServicePlan {
  return {
    name: 'api',
    directory: 'services/api',
    build: 'npm ci && npm run build',
    start: 'node server.js',
    prepare: null,
    ready: { kind: 'path', path: '/health' },
    env: { DATABASE_URL: 'postgres://localhost/app_{side}' },
    buildTimeout: 600,
    startTimeout: 30,
    ...rest,
  };
}

function benchmark(rest: Partial<BenchmarkPlan> = {}): BenchmarkPlan {
  return {
    name: 'list users',
    driver: 'http',
    options: {},
    service: 'api',
    presence: 'both',
    advisory: false,
    rules: [
      { metric: 'throughput', tolerance: 0.05, budget: 10_000 },
      { metric: 'p99', tolerance: 0.1, budget: null },
      { metric: 'errors', tolerance: 0.001, budget: 0.001 },
    ],
    rulesFrom: 'base',
    changedRules: [],
    seconds: 120,
    expectChange: false,
    ...rest,
  };
}

function plan(rest: Partial<Plan> = {}): Plan {
  return {
    services: { base: [service()], head: [service()] },
    benchmarks: [benchmark()],
    policy: DEFAULT_POLICY,
    pin: 'auto',
    notes: [],
    ...rest,
  };
}

describe('the plan', () => {
  it('says what will run, how long at most, and by which rules', () => {
    const text = renderPlan(
      plan({
        services: { base: [service()], head: [service({ start: 'node dist/server.js' })] },
        benchmarks: [
          benchmark({ changedRules: ['tolerance of p99: 10 % would become 40 %'] }),
          benchmark({ name: 'export', presence: 'new', rulesFrom: 'head', advisory: true }),
          benchmark({ name: 'old search', presence: 'removed' }),
        ],
        notes: ['The load generator and the services share two cores.'],
      }),
      { ...OPTIONS, describe: () => 'GET /users, 10 connections' },
    );
    expectGolden('render/plan.txt', text);
  });

  it('says plainly that nothing can fail when there is no gate', () => {
    const text = renderPlan(plan({ benchmarks: [benchmark({ rules: [] })] }), OPTIONS);
    expect(text).toContain('no gate, so nothing can fail');
    expect(text).toContain('none: for information only');
  });

  it('writes rules in the units that the driver says', () => {
    const rules = [{ metric: 'widgets', tolerance: 0.05, budget: 2048 }];
    const text = renderPlan(plan({ benchmarks: [benchmark({ rules })] }), {
      ...OPTIONS,
      metrics: () => [
        { name: 'widgets', label: 'widgets', unit: 'B', better: 'higher', kind: 'ratio' },
      ],
    });
    expect(text).toContain('widgets within 5 %, at least 2 KiB');
  });

  it('keeps its width and its lines, whatever names and commands say', () => {
    const hostile = service({
      name: HOSTILE,
      start: HOSTILE,
      ready: { kind: 'command', command: HOSTILE },
    });
    const text = renderPlan(
      plan({
        services: { base: [hostile], head: [hostile] },
        benchmarks: [benchmark({ name: HOSTILE, changedRules: [HOSTILE] })],
        notes: [HOSTILE],
      }),
      { ...OPTIONS, width: 60 },
    );
    for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(60);
    expect(text).not.toMatch(/[^\P{Cc}\n]|^\s*::/mu);
  });
});
