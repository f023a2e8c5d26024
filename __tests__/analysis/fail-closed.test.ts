import { decide } from '../../src/analysis/decide.js';
import type { Decision, Row } from '../../src/model/decision.js';
import { knownMetric } from '../../src/model/metric.js';
import type { Benchmark, Result } from '../../src/model/result.js';
import { DEFAULT_POLICY } from '../../src/model/rule.js';
import {
  benchmark,
  budget,
  failure,
  gate,
  result,
  session,
  sessions,
  type SessionOverrides,
} from './result-builder.js';

/** Nothing that goes wrong is green. */

function run(rest: Partial<Benchmark>, of: Partial<Omit<Result, 'benchmarks'>> = {}): Decision {
  return decide(result([benchmark(rest)], of));
}

function rowOf(decision: Decision, metric: string, kind: Row['kind'] = 'comparison'): Row {
  const row = decision.benchmarks[0]?.rows.find((r) => r.metric.name === metric && r.kind === kind);
  if (!row) throw new Error(`no row for ${metric}`);
  return row;
}

/** The default sessions with a share of failing requests per side. */
function failing(base: number, head: number, rest: SessionOverrides = {}, faster = 1) {
  const errors = (share: number): number[] =>
    Array.from({ length: 10 }, () => Math.round(200 * share));
  return sessions(
    12,
    { factor: { p50: faster } },
    { errors: { base: errors(base), head: errors(head) }, ...rest },
  );
}

test('the quiet run of the builder passes, so that the tests below can fail', () => {
  const decision = run({});
  expect(decision.outcome).toBe('pass');
  expect(decision.headline).toBe('No gate got worse than its limit allows (1 gate).');
  expect(decision.benchmarks[0]?.finished).toBe(true);
});

test('no benchmarks, or none with a gate, fail: nothing was compared', () => {
  expect(decide(result([])).outcome).toBe('fail');
  const decision = run({ rules: [] });
  expect(decision.outcome).toBe('fail');
  expect(decision.headline).toContain('Nothing was compared');
  expect(rowOf(decision, 'p50').verdict).toBe('information');
});

test('a finished run without a single session is invalid', () => {
  const decision = run({ sessions: [] });
  expect(decision.outcome).toBe('fail');
  expect(rowOf(decision, 'p50')).toMatchObject({
    verdict: 'invalid',
    reason: 'no session was completed',
  });
});

test('an unfinished run never passes, its verdicts stay what they were', () => {
  for (const state of ['measuring', 'cancelled'] as const) {
    const decision = run({}, { state });
    expect(rowOf(decision, 'p50').verdict).toBe('within');
    expect(decision.outcome).toBe('neutral');
    expect(decision.headline).toContain('not finished');
    const few = run({ sessions: sessions(3) }, { state });
    expect(rowOf(few, 'p50').verdict).toBe('inconclusive');
    expect(few.benchmarks[0]?.finished).toBe(false);
    expect(run({ sessions: [] }, { state }).outcome).toBe('neutral');
  }
});

describe('failures', () => {
  test.each(['build', 'prepare', 'start', 'probe', 'warm-up', 'load'] as const)(
    'head failing in phase %s is invalid, even when sessions exist',
    (phase) => {
      const decision = run({ failures: [failure({ phase })] });
      const row = rowOf(decision, 'p50');
      expect(row.verdict).toBe('invalid');
      expect(row.reason).toMatch(/^head .*: npm ended with 1$/);
      expect(decision.outcome).toBe('fail');
      expect(decision.setupFailed).toBe(
        phase === 'build' || phase === 'prepare' || phase === 'start',
      );
      expect(decision.benchmarks[0]?.finished).toBe(true);
    },
  );

  test.each([
    ['start', 'head'],
    ['prepare', 'base'],
    ['load', null],
  ] as const)('a session lost in phase %s (%s) is said; three are no accident', (phase, side) => {
    const lost = (session: number) =>
      failure({ phase, side, session, message: `lost session ${session}` });
    const once = run({ failures: [lost(2)] });
    expect(once.outcome).toBe('pass');
    expect(once.benchmarks[0]?.notes).toContain('session 2 was lost: lost session 2');
    const thrice = run({ failures: [lost(2), lost(5), lost(7)] });
    expect(rowOf(thrice, 'p50').verdict).toBe('invalid');
    expect(thrice.outcome).toBe('fail');
    // Where nothing was measured there is nothing to go by.
    expect(rowOf(run({ sessions: [], failures: [lost(1)] }), 'p50').verdict).toBe('invalid');
  });

  test('a base that does not build is neither a pass nor a regression', () => {
    const decision = run({ sessions: [], failures: [failure({ side: 'base' })] });
    expect(rowOf(decision, 'p50')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'base does not build: npm ended with 1',
    });
    expect(decision).toMatchObject({ outcome: 'neutral', setupFailed: true });
  });

  test('a base that crashes makes the comparison invalid', () => {
    const decision = run({ failures: [failure({ side: 'base', phase: 'load' })] });
    expect(rowOf(decision, 'p50').verdict).toBe('invalid');
  });

  test('head is named before base when both do not build', () => {
    const decision = run({ failures: [failure({ side: 'base' }), failure()] });
    expect(rowOf(decision, 'p50').reason).toContain('head does not build');
  });

  test('a load tool that fails is invalid, whoever is to blame', () => {
    const decision = run({ failures: [failure({ side: null, phase: 'load' })] });
    expect(rowOf(decision, 'p50').verdict).toBe('invalid');
  });

  test('a suspended machine costs its session, and the answer if too few are left', () => {
    const suspended = failure({ side: null, phase: 'machine', message: 'the clock stood still' });
    const enough = run({ failures: [suspended] });
    expect(enough.outcome).toBe('pass');
    expect(enough.benchmarks[0]?.notes).toEqual(['the clock stood still']);
    for (const count of [0, 2]) {
      const row = rowOf(run({ sessions: sessions(count), failures: [suspended] }), 'p50');
      expect(row.verdict).toBe('inconclusive');
      expect(row.reason).toContain('the clock stood still');
    }
  });

  test('an advisory benchmark does not block by its set-up either', () => {
    const broken = { sessions: [], failures: [failure()] };
    expect(run({ ...broken, advisory: true })).toMatchObject({
      outcome: 'neutral',
      setupFailed: false,
    });
    expect(run(broken).setupFailed).toBe(true);
  });

  test('only setting up failed is said when nothing else is wrong, and not otherwise', () => {
    const broken = benchmark({ name: 'b', failures: [failure()] });
    const fine = benchmark();
    const slow = benchmark({ name: 'c', sessions: sessions(12, { factor: { p50: 1.3 } }) });
    expect(decide(result([fine, broken])).setupFailed).toBe(true);
    expect(decide(result([slow, broken])).setupFailed).toBe(false);
    expect(decide(result([fine])).setupFailed).toBe(false);
  });
});

describe('error rates', () => {
  const rules = [gate('p50'), gate('errors', 0.001)];

  test('a head that fails fast is a regression in errors, never an improvement', () => {
    const decision = run({ rules, sessions: failing(0, 0.3, {}, 0.5) });
    expect(rowOf(decision, 'errors').verdict).toBe('regressed');
    expect(rowOf(decision, 'p50')).toMatchObject({ verdict: 'invalid', change: null });
    expect(rowOf(decision, 'throughput')).toMatchObject({ verdict: 'information', change: null });
    expect(decision.outcome).toBe('fail');
    expect(decision.headline).toContain('error rate is 30 percentage points worse');
  });

  test('the same without a gate on errors is invalid', () => {
    const decision = run({ sessions: failing(0, 0.3, {}, 0.5) });
    expect(rowOf(decision, 'p50').verdict).toBe('invalid');
    expect(decision.outcome).toBe('fail');
  });

  test('a head that is slower and fails more stays regressed', () => {
    const decision = run({ rules, sessions: failing(0, 0.01, {}, 1.5) });
    expect(rowOf(decision, 'p50').verdict).toBe('regressed');
  });

  test('failures in one burst forbid good news without blaming head', () => {
    const calm = failing(0, 0);
    const [burst] = failing(0, 0.3);
    const decision = run({ rules, sessions: burst ? [burst, ...calm.slice(1)] : [] });
    expect(rowOf(decision, 'p50').verdict).toBe('inconclusive');
    expect(rowOf(decision, 'errors').verdict).toBe('inconclusive');
    expect(decision.outcome).toBe('neutral');
  });

  test('a head that fails most of one slice is broken, before any look', () => {
    const measured = failing(0, 0).slice(0, 1);
    measured[0]!.slices.head.shares['errors']!.events[4] = 150;
    const decision = run({ rules, sessions: measured }, { state: 'measuring' });
    expect(rowOf(decision, 'errors')).toMatchObject({
      verdict: 'regressed',
      reason: 'head is broken: 75 % of the requests of one slice failed',
    });
    expect(decision.outcome).toBe('fail');
    expect(decision.benchmarks[0]?.finished).toBe(true);
  });

  test('one failed request in a slice of a few is not broken', () => {
    const measured = failing(0, 0, { requests: 1 }).slice(0, 6);
    measured[0]!.slices.head.shares['errors']!.events[4] = 1;
    expect(rowOf(run({ rules, sessions: measured }), 'errors').verdict).toBe('inconclusive');
  });

  test('a base that fails is no base: invalid, and its repair may be called improved', () => {
    const decision = run({ rules, sessions: failing(0.3, 0) });
    expect(rowOf(decision, 'p50').verdict).toBe('invalid');
    expect(rowOf(decision, 'p50').reason).toContain('base fails requests');
    expect(rowOf(decision, 'errors').verdict).toBe('improved');
  });

  test('both failing alike is inconclusive, both failing mostly measures nothing', () => {
    expect(rowOf(run({ sessions: failing(0.1, 0.1) }), 'p50').verdict).toBe('inconclusive');
    const nothing = run({ rules, sessions: failing(0.9, 0.9) });
    expect(nothing.benchmarks[0]?.rows.filter((row) => row.gate).map((row) => row.verdict)).toEqual(
      ['invalid', 'invalid'],
    );
  });

  test('no errors on either side are cleared at the first look', () => {
    const decision = run({ rules, sessions: failing(0, 0, { requests: 1000 }).slice(0, 6) });
    expect(rowOf(decision, 'errors').verdict).toBe('within');
  });

  test('a budget is not kept by what is left of a failing head', () => {
    const kept = run({ rules: [budget('p50', 10)], sessions: failing(0, 0) });
    expect(rowOf(kept, 'p50', 'budget').verdict).toBe('within');
    const left = run({ rules: [budget('p50', 10)], sessions: failing(0, 0.2) });
    expect(rowOf(left, 'p50', 'budget').verdict).toBe('invalid');
  });

  test.each([
    [0, 'within'],
    [0.05, 'over'],
    [0.01, 'inconclusive'],
  ])('a budget of 1 %% errors with a share of %d is %s', (share, verdict) => {
    const decision = run({ rules: [budget('errors', 0.01)], sessions: failing(share, share) });
    expect(rowOf(decision, 'errors', 'budget').verdict).toBe(verdict);
  });
});

describe('what is not comparable', () => {
  const fast = sessions(12, { factor: { p50: 0.5 } });

  test('different answers are inconclusive, budgets are judged all the same', () => {
    const decision = run({
      rules: [gate('p50'), budget('p50', 10), gate('errors', 0.001)],
      differences: ['GET /users: 200 instead of 404'],
      sessions: fast,
    });
    expect(rowOf(decision, 'p50')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'base and head answer differently: GET /users: 200 instead of 404',
      settled: true,
    });
    expect(rowOf(decision, 'p50', 'budget').verdict).toBe('within');
    expect(decision.outcome).toBe('neutral');
  });

  test.each([
    ['CPU', { generatorCpu: 0.97 }],
    ['event loop', { generatorLag: 80 }],
  ])('the %s of a busy load generator leaves latency undecided', (_, busy) => {
    for (const factor of [0.5, 1, 1.5]) {
      const decision = run({ sessions: sessions(12, { factor: { p50: factor } }, busy) });
      expect(rowOf(decision, 'p50').verdict).toBe('inconclusive');
      expect(rowOf(decision, 'p50').reason).toContain('the load generator was the limit');
    }
  });

  test('a busy load generator does not touch CPU time per request', () => {
    const decision = run({
      metrics: [knownMetric('cpu')],
      rules: [gate('cpu')],
      sessions: sessions(12, { metrics: { cpu: 0.3 } }, { generatorCpu: 0.97 }),
    });
    expect(rowOf(decision, 'cpu').verdict).toBe('within');
  });

  test('a gate on a metric that was not measured is invalid and names those that were', () => {
    const unknown = rowOf(run({ rules: [gate('p50'), gate('p5O')] }), 'p5O');
    expect(unknown.verdict).toBe('invalid');
    expect(unknown.reason).toBe('"p5O" was not measured; there are: throughput, p50, errors');
    const unreadable = run({
      metrics: [knownMetric('p50'), knownMetric('cpu')],
      rules: [gate('p50'), gate('cpu')],
    });
    expect(rowOf(unreadable, 'cpu').verdict).toBe('invalid');
    expect(unreadable.outcome).toBe('fail');
  });

  test('nobody keeps a budget of 0', () => {
    const decision = run({ rules: [budget('p50', 0)] });
    expect(rowOf(decision, 'p50', 'budget').verdict).toBe('invalid');
  });

  test('a new benchmark has budgets and no comparison', () => {
    const alone = sessions(12).map((one) => {
      one.slices.base = {
        ...session(1).slices.base,
        values: {},
        shares: {},
        responses: [],
        failures: {},
      };
      return one;
    });
    const decision = run({
      presence: 'new',
      rules: [gate('p50'), budget('p50', 10)],
      sessions: alone,
    });
    expect(decision.gates).toBe(1);
    expect(rowOf(decision, 'p50')).toMatchObject({
      verdict: 'information',
      gate: false,
      change: null,
    });
    expect(rowOf(decision, 'p50', 'budget').verdict).toBe('within');
    expect(decision.outcome).toBe('pass');
    expect(run({ presence: 'new', rules: [gate('p50')], sessions: alone }).outcome).toBe('fail');
  });

  test('a removed benchmark has a note, no rows, and no pass', () => {
    const gone = benchmark({ name: 'sign in', presence: 'removed', sessions: [] });
    const decision = decide(result([benchmark(), gone]));
    expect(decision.benchmarks[1]?.rows).toEqual([]);
    expect(decision.benchmarks[1]?.notes).toHaveLength(1);
    expect(decision.outcome).toBe('neutral');
    expect(decision.headline).toContain('head removes sign in');
    expect(decide(result([gone])).outcome).toBe('fail');
  });

  test('steal and work in the background are noted', () => {
    const decision = run({ sessions: sessions(12, {}, { steal: 0.1, idle: 0.3 }) });
    expect(decision.benchmarks[0]?.notes).toEqual([
      'head used 0.30 cores while base was loaded: it works in the background',
      'base used 0.30 cores while head was loaded: it works in the background',
      'other virtual machines took 5 % of the CPU time',
    ]);
  });
});

describe('policy', () => {
  const slow = sessions(12, { factor: { p50: 1.2 } });

  test('regressed fails by default; a policy of pass only stops it from blocking', () => {
    expect(run({ sessions: slow }).outcome).toBe('fail');
    const answers = ['fail', 'neutral', 'pass'] as const;
    const outcomes = answers.map(
      (regressed) => run({ sessions: slow }, { policy: { ...DEFAULT_POLICY, regressed } }).outcome,
    );
    expect(outcomes).toEqual(['fail', 'neutral', 'neutral']);
  });

  test('an advisory benchmark never fails the run and never makes it pass by itself', () => {
    const advisory = benchmark({ name: 'b', advisory: true, sessions: slow });
    expect(decide(result([benchmark(), advisory])).outcome).toBe('pass');
    expect(decide(result([advisory])).outcome).toBe('neutral');
    expect(decide(result([benchmark({ sessions: slow }), advisory])).outcome).toBe('fail');
  });

  test('the headline names the worst gate, its range, and how many more there are', () => {
    const slower = benchmark({ name: 'sign in', sessions: sessions(12, { factor: { p50: 1.4 } }) });
    const { headline } = decide(result([benchmark({ sessions: slow }), slower]));
    expect(headline).toMatch(
      /^sign in is slower: p50 latency is [\d.]+ % worse \(between [\d.]+ % and [\d.]+ %\), beyond the 5 % you tolerate \(2 of 2 gates are regressed\)\.$/,
    );
  });

  test('the headline of a budget has the values in the unit of the metric', () => {
    const { headline, outcome } = run({ rules: [budget('p50', 1.5)] });
    expect(outcome).toBe('fail');
    expect(headline).toMatch(
      /^list users is beyond its budget: p50 latency is 2 ms \(between [\d.]+ ms and [\d.]+ ms\), and should be at most 1.5 ms\.$/,
    );
  });
});
