import { parseConfiguration } from '../../../src/model/configuration/parse.js';
import { makePlan } from '../../../src/model/configuration/plan.js';
import type { Rule } from '../../../src/model/rule.js';
import { configurationOf, file, web } from './fake-driver.js';

/** Rules of the benchmark `users` by metric, on a machine with 1000 bytes. */
function rules(text: string): Record<string, Omit<Rule, 'metric'>> {
  const plan = makePlan(configurationOf(text), null, { memory: 1000 });
  const entries = plan.benchmarks[0]?.rules.map(({ metric, ...rest }) => [metric, rest]) ?? [];
  return Object.fromEntries(entries) as Record<string, Omit<Rule, 'metric'>>;
}

const tolerances = (text: string) =>
  Object.fromEntries(Object.entries(rules(text)).map(([name, rule]) => [name, rule.tolerance]));

describe('tolerances', () => {
  test("without a word the driver's gates have the usual ones", () => {
    expect(rules(file())).toEqual({
      throughput: { tolerance: 0.05, budget: null },
      p50: { tolerance: 0.05, budget: null },
      p99: { tolerance: 0.1, budget: null },
      errors: { tolerance: 0.001, budget: null },
      cpu: { tolerance: 0.05, budget: null },
    });
  });

  test('one for all keeps 10 % for the tail and 0.1 points for errors', () => {
    const expected = { throughput: 0.03, p50: 0.03, p99: 0.1, errors: 0.001, cpu: 0.03 };
    expect(tolerances(file('', 'tolerance: 3%'))).toEqual(expected);
    expect(tolerances(file('tolerance: 3%'))).toEqual(expected);
  });

  test('one for all that is wider than 10 % holds for the tail too', () => {
    expect(tolerances(file('tolerance: 15%'))).toMatchObject({ p50: 0.15, p99: 0.15 });
  });

  test('one for a metric wins, and makes the metric a gate', () => {
    expect(tolerances(file('tolerance: { p99: 4%, mean: 2%, memory: 20%, errors: 0.5% }'))).toEqual(
      {
        throughput: 0.05,
        mean: 0.02,
        p50: 0.05,
        p99: 0.04,
        errors: 0.005,
        cpu: 0.05,
        memory: 0.2,
      },
    );
  });

  test('that of the benchmark wins over that of the file', () => {
    const text = file('tolerance: { cpu: 1% }', 'tolerance: { cpu: 9%, p50: 8% }');
    expect(tolerances(text)).toMatchObject({ cpu: 0.01, p50: 0.08, throughput: 0.05 });
    const both = file('tolerance: 4%', 'tolerance: { cpu: 9% }');
    expect(tolerances(both)).toMatchObject({ cpu: 0.04 });
    const shares = file('tolerance: 4%', 'tolerance: { errors: 0.5% }');
    expect(tolerances(shares)).toMatchObject({ errors: 0.005, cpu: 0.04 });
  });

  test('off removes a comparison, of the benchmark or of all', () => {
    expect(tolerances(file('tolerance: { p99: off }'))).not.toHaveProperty('p99');
    expect(tolerances(file('', 'tolerance: { p99: off }'))).not.toHaveProperty('p99');
    expect(tolerances(file('tolerance: { p99: 7% }', 'tolerance: { p99: off }')).p99).toBe(0.07);
  });

  test('those of the file reach the benchmarks that yield the metric', () => {
    const text = `${file('', 'tolerance: { p99: 20%, time: 7% }')}  run: { tool: run }\n`;
    const { benchmarks } = configurationOf(text);
    const named = benchmarks.map(({ limits }) => limits.map(({ metric }) => metric.name));
    expect(named).toEqual([['throughput', 'p50', 'p99', 'errors', 'cpu'], ['time']]);
    expect(benchmarks[1]?.limits[0]?.tolerance).toBe(0.07);
  });
});

describe('budgets', () => {
  test('are in the unit of their metric, and stand with the tolerance in one rule', () => {
    const budgets =
      'budgets: { p99: 0.1s, mean: 250us, throughput: "10,000/s", errors: 0.1%, utilisation: 70%, memory: 300MiB, network: 1Gbit/s, disk: 60/min }';
    expect(rules(file(budgets))).toEqual({
      throughput: { tolerance: 0.05, budget: 10_000 },
      mean: { tolerance: null, budget: 0.25 },
      p50: { tolerance: 0.05, budget: null },
      p99: { tolerance: 0.1, budget: 100 },
      errors: { tolerance: 0.001, budget: 0.001 },
      cpu: { tolerance: 0.05, budget: null },
      utilisation: { tolerance: null, budget: 70 },
      memory: { tolerance: null, budget: 314_572_800 },
      network: { tolerance: null, budget: 125e6 },
      disk: { tolerance: null, budget: 1 },
    });
  });

  test('a share of the memory is one of the machine that measures', () => {
    expect(rules(file('budgets: { memory: 80% }')).memory).toEqual({
      tolerance: null,
      budget: 800,
    });
  });

  test('a comparison that is off keeps its budget', () => {
    const text = file('tolerance: { p99: off }\nbudgets: { p99: 5ms }');
    expect(rules(text).p99).toEqual({ tolerance: null, budget: 5 });
  });
});

describe('targets', () => {
  const budgets = (text: string) =>
    Object.fromEntries(
      Object.entries(rules(text)).flatMap(([name, { budget }]) =>
        budget === null ? [] : [[name, budget]],
      ),
    );

  test('are budgets by name', () => {
    expect(budgets(file('targets: api'))).toEqual({ p99: 100, throughput: 10_000 });
    expect(budgets(file('targets: resources'))).toEqual({
      utilisation: 70,
      memory: 800,
      network: 125e6,
      disk: 1000,
    });
  });

  test('a budget written out wins over them, looser or stricter', () => {
    const text = file('targets: api\nbudgets: { p99: 150ms }');
    expect(budgets(text)).toEqual({ p99: 150, throughput: 10_000 });
  });

  test('of several the stricter limit counts', () => {
    const expected = { p99: 5, throughput: 100_000 };
    expect(budgets(file('targets: [api, cache]'))).toEqual(expected);
    expect(budgets(file('targets: [cache, api]'))).toEqual(expected);
  });

  test('those of the file hold for benchmarks that have none of their own', () => {
    expect(budgets(file('', 'targets: static'))).toEqual({ p99: 20 });
    expect(budgets(file('targets: api', 'targets: static'))).toEqual({
      p99: 100,
      throughput: 10_000,
    });
  });

  test('those of a driver that counts connections', () => {
    const { benchmarks } = configurationOf('benchmarks: { a: { tool: x, targets: websocket } }');
    expect(benchmarks[0]?.limits).toMatchObject([
      { metric: { name: 'time' }, budget: null },
      { metric: { name: 'connections' }, tolerance: null, budget: { value: 50_000, of: 'unit' } },
    ]);
  });
});

test('a driver that compares what it does not yield is a defect, not one gate less', () => {
  const broken = { ...web, defaultGates: () => ['p50', 'p97'] };
  expect(() => parseConfiguration(file(), 'paceline.yml', [broken])).toThrow(
    'a driver compares p97 and does not yield it',
  );
});
