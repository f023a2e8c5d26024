import { decide } from '../../src/analysis/decide.js';
import type { BenchmarkDecision, ComparisonRow, Row } from '../../src/model/decision.js';
import { knownMetric } from '../../src/model/metric.js';
import type { Benchmark } from '../../src/model/result.js';
import {
  benchmark,
  budget,
  gate,
  metric,
  normals,
  result,
  session,
  sessions,
  sessionsOf,
} from './result-builder.js';

/** The rows of the table in statistics.md §1.8, one by one. */

function only(rest: Partial<Benchmark>): BenchmarkDecision {
  const [decided] = decide(
    result([benchmark({ metrics: [knownMetric('p50')], ...rest })]),
  ).benchmarks;
  if (!decided) throw new Error('no decision');
  return decided;
}

function row(rest: Partial<Benchmark>): ComparisonRow {
  return only(rest).rows[0] as ComparisonRow;
}

/** Session values around a centre, the same every time. */
function values(count: number, centre: number, spread: number, seed = 3): number[] {
  const normal = normals(seed);
  return Array.from({ length: count }, () => centre + spread * normal());
}

test('fewer than four possible sessions are inconclusive and say how much time it takes', () => {
  const decided = row({
    schedule: { seconds: 30, minSessions: 6, maxSessions: 40 },
    sessions: sessionsOf(values(2, 0.5, 0.01)),
  });
  expect(decided.verdict).toBe('inconclusive');
  expect(decided.reason).toBe(
    'only 2 server starts fit into the budget; at least 6 are needed (4 minimum). Give it 61 seconds',
  );
  expect(decided.change).toBeNull();
});

test('four or five possible sessions get a single final look', () => {
  const schedule = { seconds: 50, minSessions: 6, maxSessions: 40 };
  const four = row({ schedule, sessions: sessionsOf(values(4, 0, 0.005)) });
  expect(four.verdict).toBe('within');
  expect(four.evidence?.sessions).toBe(4);
  const three = row({ schedule, sessions: sessionsOf(values(3, 0, 0.005)) });
  expect(three.verdict).toBe('inconclusive');
});

test('equal session values get the standard error of the resolution, or 0.0001', () => {
  const equal = sessionsOf(Array.from({ length: 6 }, () => 0.02));
  expect(row({ sessions: equal }).evidence?.standardError).toBe(1e-4);
  const declared = row({ metrics: [metric('p50', { resolution: 0.01 })], sessions: equal });
  const base = equal[0]?.slices.base.values['p50'] as number[];
  const median =
    [...base]
      .sort((a, b) => a - b)
      .slice(4, 6)
      .reduce((a, b) => a + b) / 2;
  expect(declared.evidence?.standardError).toBeCloseTo(0.01 / median / 6, 12);
});

test.each([
  [
    'a resolution above half the margin',
    metric('p50', { resolution: 0.06 }),
    sessionsOf(values(12, 0, 0.001)),
  ],
  [
    'fewer than five distinct values without a known resolution',
    metric('p50'),
    Array.from({ length: 12 }, (_, i) =>
      session(i + 1, { values: { p50: { base: [1, 2, 1, 2], head: [1, 2, 2, 1] } } }),
    ),
  ],
])('%s is too coarse to judge', (_, p50, measured) => {
  const decided = row({ metrics: [p50], sessions: measured });
  expect(decided.verdict).toBe('inconclusive');
  expect(decided.reason).toContain('too coarse');
});

test('a pair with a missing or impossible value is dropped whole', () => {
  const clean = sessionsOf(values(12, 0.01, 0.005));
  const holed = sessionsOf(values(12, 0.01, 0.005));
  for (const { slices } of holed) {
    slices.base.values['p50']?.push(2, 0, 2);
    slices.head.values['p50']?.push(null, 2, -1);
  }
  expect(row({ sessions: holed }).evidence).toEqual(row({ sessions: clean }).evidence);
});

test('a session that loses more than 30 % of its pairs is dropped', () => {
  const measured = sessionsOf(values(10, 0.01, 0.005));
  measured[3]?.slices.head.values['p50']?.fill(null, 0, 3);
  expect(row({ sessions: measured }).evidence?.sessions).toBe(10);
  measured[3]?.slices.head.values['p50']?.fill(null, 0, 4);
  expect(row({ sessions: measured }).evidence?.sessions).toBe(9);
  expect(only({ sessions: measured }).sessions).toBe(9);
});

test('three dropped sessions make the metric invalid', () => {
  const measured = sessionsOf(values(12, 0.01, 0.005));
  for (const i of [1, 4, 6]) measured[i]?.slices.head.values['p50']?.fill(null);
  const decided = row({ sessions: measured });
  expect(decided.verdict).toBe('invalid');
  expect(decided.reason).toContain('3 of 12 sessions');
});

test('a column that ends early costs its pairs', () => {
  const measured = sessionsOf(values(12, 0.01, 0.005));
  for (const { slices } of measured) slices.head.values['p50']?.splice(5);
  expect(row({ sessions: measured }).verdict).toBe('invalid');
});

test('fewer than three pairs are averaged', () => {
  const measured = Array.from({ length: 6 }, (_, i) =>
    session(i + 1, { values: { p50: { base: [2 + i, 4 + i], head: [(2 + i) * 1.1, 4 + i] } } }),
  );
  expect(row({ sessions: measured }).evidence?.estimate).toBeCloseTo(Math.log(1.1) / 2, 12);
});

test('a quantile without an observation says how many responses it needs', () => {
  const decided = row({
    metrics: [knownMetric('p99')],
    rules: [gate('p99')],
    sessions: sessions(12, { metrics: { p50: 2 } }),
  });
  expect(decided.verdict).toBe('invalid');
  expect(decided.reason).toBe('no slice had the 250 responses that p99 latency needs');
});

test('a typical slice inside the tolerance is not cleared while the average is outside', () => {
  const measured = sessionsOf(values(12, 0, 0.002));
  for (const { slices } of measured) {
    const head = slices.head.values['p50'] as number[];
    head[0] = (head[0] as number) * 4;
  }
  const decided = row({ sessions: measured });
  expect(decided.verdict).toBe('inconclusive');
  expect(decided.reason).toMatch(/^the typical slice is fine, but the average .* 30 % worse$/);
  expect(decided.change?.hi).toBeGreaterThan(0.05);
});

test('bounds on both sides of the tolerance contradict each other', () => {
  const decided = row({
    schedule: { seconds: 1_000, minSessions: 6, maxSessions: 40 },
    sessions: sessionsOf([
      ...[0.2, 0.201, 0.199, 0.2, 0.201, 0.199],
      ...Array.from({ length: 34 }, (_, i) => (i < 24 ? -0.4 : -0.1) + 0.001 * (i % 3)),
    ]),
  });
  expect(decided.verdict).toBe('inconclusive');
  expect(decided.reason).toContain('contradict');
});

test('two groups of server starts are noted, the verdict stays', () => {
  const decided = only({
    rules: [gate('p50', 0.05)],
    sessions: sessionsOf([0, 0.2, 0.001, 0.201, 0.002, 0.202, 0.003, 0.203, 0.004, 0.204, 0, 0.2]),
  });
  expect(decided.notes).toEqual([
    'p50 latency: server starts fall into two groups (+0.2 %, +22.4 %)',
  ]);
});

test('dependent sessions are noted and raise no alarm on a margin below one standard error', () => {
  const drifting = Array.from({ length: 12 }, (_, i) => 0.062 + 0.0008 * i);
  const decided = only({ sessions: sessionsOf(drifting) });
  expect(decided.notes[0]).toContain('not independent');
  const shuffledValues = [...drifting].sort((a, b) => Math.sin(a * 1e5) - Math.sin(b * 1e5));
  const free = only({ sessions: sessionsOf(shuffledValues) });
  expect(free.notes).toEqual([]);
  const lower = (d: BenchmarkDecision) => (d.rows[0] as ComparisonRow).change?.lo as number;
  expect(lower(decided)).toBeLessThan(lower(free));
});

test('one value per session and side is enough, for example peak memory', () => {
  const normal = normals(5);
  const decided = row({
    metrics: [knownMetric('memory')],
    rules: [gate('memory')],
    sessions: Array.from({ length: 12 }, (_, i) =>
      session(i + 1, {
        values: { memory: { base: [1e8 + 1e5 * normal()], head: [1.2e8 + 1e5 * normal()] } },
      }),
    ),
  });
  expect(decided.verdict).toBe('regressed');
  expect(decided.change?.estimate).toBeCloseTo(0.2, 2);
});

test('one outlying session makes the answer slower, not wrong', () => {
  const measured = sessionsOf([0, 0.002, -0.7, 0.001, -0.002, 0.001, 0, 0.003]);
  expect(row({ sessions: measured }).verdict).toBe('inconclusive');
});

test('a session that does not count is no look, and the next one is', () => {
  const measured = sessionsOf(values(8, 0.01, 0.005));
  measured[7]?.slices.head.values['p50']?.fill(null);
  expect(row({ sessions: measured }).evidence?.sessions).toBe(7);
});

test('sessions after the final look change nothing', () => {
  const few = sessionsOf(values(11, 0, 0.02));
  const more = [
    ...few,
    ...sessionsOf(values(3, 5, 0.1)).map((s, i) => ({ ...s, number: 12 + i, elapsed: 120 + i })),
  ];
  expect(row({ sessions: more }).evidence).toEqual(row({ sessions: few }).evidence);
});

test('a hopeless gate says that more time will not help', () => {
  const decided = row({
    sessions: sessionsOf(
      values(12, 0.0488, 0.03, 8).map(
        (y, _, all) => y - all.reduce((a, b) => a + b) / all.length + 0.0486,
      ),
    ),
  });
  expect(decided.verdict).toBe('inconclusive');
  expect(decided.more).toBeNull();
  expect(decided.reason).toContain('more time will not help');
});

test('an undecided gate says how many sessions would probably decide', () => {
  const decided = row({
    schedule: { seconds: 1_000, minSessions: 6, maxSessions: 100 },
    sessions: sessionsOf(values(6, 0.02, 0.03)),
  });
  expect(decided.verdict).toBe('inconclusive');
  expect(decided.more?.sessions).toBeGreaterThan(0);
  expect(decided.more?.seconds).toBeCloseTo(10 * (decided.more?.sessions as number), 9);
});

test('a gate at its tolerance is given up when the rest of the time will hardly settle it', () => {
  const measured = sessionsOf(
    Array.from({ length: 11 }, (_, i) => Math.log(1.05) + (i % 2 ? 0.03 : -0.03)),
  );
  const decided = only({
    schedule: { seconds: 140, minSessions: 6, maxSessions: 40 },
    sessions: measured,
  });
  expect(decided.rows[0]?.futile).toBe(true);
  expect(decided.finished).toBe(true);
});

describe('budgets', () => {
  const measured = sessions(12, { metrics: { p50: 80, throughput: 1_000 }, pairs: 8 });
  const held = (rules: Benchmark['rules']): Row | undefined =>
    only({
      metrics: [knownMetric('p50'), knownMetric('throughput')],
      rules,
      sessions: measured,
    }).rows.find(({ kind }) => kind === 'budget');

  test.each([
    ['p50', 100, 'within'],
    ['p50', 60, 'over'],
    ['p50', 80, 'inconclusive'],
    ['throughput', 800, 'within'],
    ['throughput', 1_200, 'over'],
  ] as const)('%s with the limit %d is %s', (name, limit, verdict) => {
    const decided = held([budget(name, limit)]);
    expect(decided?.verdict).toBe(verdict);
    expect(decided).toMatchObject({ budget: limit });
  });

  test('the range of a lower limit is in native direction', () => {
    const decided = held([budget('throughput', 800)]);
    if (decided?.kind !== 'budget' || !decided.range) throw new Error('no range');
    expect(decided.range.lo).toBeGreaterThan(800);
    expect(decided.range.lo).toBeLessThan(decided.range.estimate);
    expect(decided.range.estimate).toBeLessThan(decided.range.hi);
  });

  test('drift from session to session widens the range', () => {
    const drift = (order: (i: number) => number) =>
      only({
        rules: [budget('p50', 100)],
        sessions: Array.from({ length: 11 }, (_, i) => {
          const value = 80 + order(i);
          const column = [value, value * 1.001, value * 1.002];
          return session(i + 1, { values: { p50: { base: column, head: column } } });
        }),
      }).rows[1];
    const steady = drift((i) => i);
    const zigzag = drift((i) => (i * 5) % 11);
    expect(steady?.evidence?.standardError).toBeGreaterThan(
      1.5 * (zigzag?.evidence?.standardError as number),
    );
  });

  test('slow spells in the average keep a budget from being kept', () => {
    const spells = sessions(12, { metrics: { p50: 80 }, pairs: 8 });
    for (const { slices } of spells) (slices.head.values['p50'] as number[])[0] = 500;
    const decided = only({ rules: [budget('p50', 100)], sessions: spells }).rows[1];
    expect(decided?.verdict).toBe('inconclusive');
    expect(decided?.reason).toContain('average');
  });
});
