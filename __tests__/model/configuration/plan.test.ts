import { makePlan, servicesOf } from '../../../src/model/configuration/plan.js';
import type { Plan } from '../../../src/model/plan.js';
import { countGates } from '../../../src/model/plan.js';
import { configurationOf, file } from './fake-driver.js';

function plan(head: string, base: string | null): Plan {
  const old = base === null ? null : configurationOf(base);
  return makePlan(configurationOf(head), old, { memory: 1000 });
}

function users(head: string, base: string | null) {
  const found = plan(head, base).benchmarks.find(({ name }) => name === 'users');
  if (!found) throw new Error('no benchmark is called users');
  return found;
}

describe('a change cannot loosen its own gate', () => {
  const cases: [string, string, string, string[]][] = [
    ['a wider tolerance', file('tolerance: { p99: 50% }'), file(), ['p99 tolerance 10 % -> 50 %']],
    [
      'a comparison switched off',
      file('tolerance: { p50: off }'),
      file(),
      ['p50 tolerance 5 % -> off'],
    ],
    [
      'a wider tolerance for all',
      file('', 'tolerance: 20%'),
      file('tolerance: { errors: 0.5% }'),
      [
        'throughput tolerance 5 % -> 20 %',
        'p50 tolerance 5 % -> 20 %',
        'p99 tolerance 10 % -> 20 %',
        'errors tolerance 0.5 points -> 0.1 points',
        'cpu tolerance 5 % -> 20 %',
      ],
    ],
    [
      'a higher budget',
      file('budgets: { p99: 500ms }'),
      file('budgets: { p99: 100ms }'),
      ['p99 budget 100 ms -> 500 ms'],
    ],
    [
      'a lower throughput',
      file('budgets: { throughput: 10/s }'),
      file('budgets: { throughput: 5000/s }'),
      ['throughput budget 5,000/s -> 10/s'],
    ],
    [
      'a budget removed',
      file(),
      file('budgets: { memory: 80%, utilisation: 70% }'),
      ['utilisation budget 70 % -> none', 'memory budget 80 % of the memory -> none'],
    ],
    [
      'a target taken away',
      file(),
      file('targets: api'),
      ['throughput budget 10,000/s -> none', 'p99 budget 100 ms -> none'],
    ],
    ['advice only', file('advisory: true'), file(), ['advisory no -> yes']],
    ['advice only for the whole file', file('', 'advisory: true'), file(), ['advisory no -> yes']],
    ['too little time', file('time: 30s'), file('time: 5m'), ['time 5 min -> 30 s']],
    ['too little time for all', file('', 'time: 30s'), file(), ['time 120 s -> 30 s']],
  ];

  test.each(cases)('%s takes effect after merge', (_, head, base, changed) => {
    const merged = users(head, base);
    const before = users(base, base);
    expect(merged.rules).toEqual(before.rules);
    expect(merged.advisory).toBe(before.advisory);
    expect(merged.seconds).toBeGreaterThanOrEqual(before.seconds);
    expect(merged.rulesFrom).toBe('base');
    expect(merged.changedRules).toEqual(changed);
  });

  test('nor the policy of the run', () => {
    const policy = 'policy: { regressed: neutral, over: neutral, invalid: neutral }';
    const { policy: kept, notes } = plan(
      file('', policy),
      file('', 'policy: { inconclusive: fail }'),
    );
    expect(kept).toEqual({
      regressed: 'fail',
      over: 'fail',
      inconclusive: 'fail',
      invalid: 'fail',
    });
    expect(notes).toEqual([
      "Head's file changes the policy for regressed from fail to neutral: takes effect after merge.",
      "Head's file changes the policy for over from fail to neutral: takes effect after merge.",
      "Head's file changes the policy for inconclusive from fail to neutral: takes effect after merge.",
      "Head's file changes the policy for invalid from fail to neutral: takes effect after merge.",
    ]);
  });

  test('nor make the measurements noisier', () => {
    const { pin, notes } = plan(file('', 'pin: off'), file());
    expect(pin).toBe('auto');
    expect(notes).toEqual(["Head's file changes pin from auto to off: takes effect after merge."]);
  });

  test("with a driver that yields less: base's rules stay, and somebody is told", () => {
    const head = file('tolerance: { time: 5% }').replace('web: GET /users', 'tool: run');
    const { rules } = users(head, file());
    expect(rules).toEqual(users(file(), file()).rules);
    expect(plan(head, file()).notes).toEqual([
      'users: the workload changed (web: {"value":"GET /users"}; now tool: tool {"value":"run"}). Both sides are loaded with head\'s.',
      'users: it loads no service, before service.',
      "users: base's rules on throughput, p50, p99, errors, cpu cannot be checked with head's workload. If that is meant, give the benchmark a new name.",
    ]);
  });

  test('a benchmark taken away is still there to be told of, and is no gate', () => {
    const head = file().replace('users:', 'others:');
    const { benchmarks } = plan(head, file());
    expect(benchmarks.map(({ name, presence, rulesFrom }) => [name, presence, rulesFrom])).toEqual([
      ['others', 'new', 'head'],
      ['users', 'removed', 'base'],
    ]);
    expect(countGates(benchmarks)).toBe(0);
  });
});

describe('workloads', () => {
  test("are head's, and a changed one is said", () => {
    const { benchmarks, notes } = plan(file('connections: 50'), file());
    expect(benchmarks[0]?.options).toEqual({ value: 'GET /users', connections: 50 });
    expect(notes).toEqual([
      'users: the workload changed (web: {"value":"GET /users"}; now web: {"value":"GET /users","connections":50}). Both sides are loaded with head\'s.',
    ]);
  });

  test('in another order of keys are the same', () => {
    const one = file().replace('GET /users', '{ path: /a, method: GET }');
    const two = file().replace('GET /users', '{ method: GET, path: /a }');
    expect(plan(one, two).notes).toEqual([]);
  });

  test('may change what they answer on purpose, which is said', () => {
    const { benchmarks, notes } = plan(file('expect-change: true'), file());
    expect(benchmarks[0]?.expectChange).toBe(true);
    expect(notes).toEqual([
      "users: head's file says that its answers differ from base's on purpose.",
    ]);
  });

  test('may have more time at once', () => {
    const merged = users(file('time: 10m'), file());
    expect(merged.seconds).toBe(600);
    expect(merged.changedRules).toEqual([]);
  });
});

describe('a new benchmark', () => {
  test("has head's rules, and its budgets are gates", () => {
    const head = `${file()}  more: { web: GET /more, budgets: { p99: 5ms }, advisory: true }\n`;
    const { benchmarks } = plan(head, file());
    expect(benchmarks[1]).toMatchObject({
      name: 'more',
      presence: 'new',
      rulesFrom: 'head',
      changedRules: [],
      advisory: true,
    });
    expect(countGates(benchmarks)).toBe(5 + 1);
  });
});

describe('first adoption', () => {
  test("takes head's rules and says so", () => {
    const { benchmarks, notes, services } = plan(file('budgets: { p99: 5ms }'), null);
    expect(benchmarks).toMatchObject([{ presence: 'both', rulesFrom: 'head', changedRules: [] }]);
    expect(notes).toEqual([
      "First adoption: base has no paceline.yml, so the rules are those of head's.",
    ]);
    expect(services.base).toEqual(services.head);
  });
});

describe('services', () => {
  test('are run as the file of each side says', () => {
    const old = file().replace('node server.js', 'node old.js');
    const { services, notes } = plan(file(), old);
    expect(services.base.map(({ start }) => start)).toEqual(['node old.js']);
    expect(services.head.map(({ start }) => start)).toEqual(['node server.js']);
    expect(notes).toEqual([
      'The files run the service "service" differently (start); each side as its own file says.',
    ]);
  });

  test("that base's file does not have are run as head's says", () => {
    const head = file().replace(
      'service: { start: node server.js }',
      'services: { api: { start: x } }',
    );
    const { services, notes } = plan(head, file());
    expect(services.base).toEqual(services.head);
    expect(notes).toContain(
      'Base\'s file has no service "api"; both sides are run as head\'s file says.',
    );
  });

  test('that no benchmark loads are not run', () => {
    const head = configurationOf(`
services: { api: { start: x }, idle: { start: y } }
benchmarks: { a: { web: GET /, service: api } }
`);
    expect(servicesOf(head, null).head.map(({ name }) => name)).toEqual(['api']);
  });
});
