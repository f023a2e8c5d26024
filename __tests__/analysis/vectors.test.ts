import { readFileSync } from 'node:fs';
import { Boundaries } from '../../src/analysis/boundary.js';
import { hodgesLehmann } from '../../src/analysis/hodges-lehmann.js';
import { normalTail, normalTailQuantile } from '../../src/analysis/normal.js';
import { holm } from '../../src/analysis/holm.js';
import { newcombe, wilson } from '../../src/analysis/share.js';
import { studentTail, studentTailQuantile } from '../../src/analysis/student.js';

/** Reference values made with scipy 1.17.1, checked with R and rpact (statistics.md §4). */
interface Vectors {
  normal_sf: [number, number][];
  normal_isf: [number, number][];
  t_isf: [number, number, number][];
  t_sf: [number, number, number][];
  hodges_lehmann: [number[], number][];
  wilson: [number, number, number, number, number][];
  newcombe: [number, number, number, number, number, number, number][];
  p_adjust: { p: number[]; holm: number[] };
  boundary: { alpha: number; looks: [number, number][]; z: number[] }[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/statistics/vectors.json', import.meta.url), 'utf8'),
) as Vectors;

function expectRelative(actual: number, expected: number, precision: number): void {
  const error = Math.abs(actual - expected) / (expected === 0 ? 1 : Math.abs(expected));
  if (error > precision) throw new Error(`${actual} is not ${expected}: relative error ${error}`);
  expect(error).toBeLessThanOrEqual(precision);
}

test.each(vectors.normal_sf)('normal tail at %d', (z, tail) => {
  expectRelative(normalTail(z), tail, 3e-14);
});

test.each(vectors.normal_isf)('normal quantile of the tail %d', (p, z) => {
  expectRelative(normalTailQuantile(p), z, 3e-14);
});

test.each(vectors.t_sf)('t tail at %d with %d degrees of freedom', (t, df, tail) => {
  expectRelative(studentTail(t, df), tail, 3e-14);
});

test.each(vectors.t_isf)('t quantile of the tail %d with %d degrees of freedom', (p, df, t) => {
  expectRelative(studentTailQuantile(p, df), t, 3e-14);
});

test.each(vectors.hodges_lehmann)('Hodges–Lehmann centre of %j', (values, centre) => {
  expect(hodgesLehmann(values)).toBeCloseTo(centre, 14);
});

test.each(vectors.boundary)('boundary at level $alpha, looks $looks', ({ alpha, looks, z }) => {
  const states = new Boundaries().at(
    alpha,
    looks.map(([sessions, tau]) => ({ sessions, tau })),
  );
  expect(states).toHaveLength(z.length);
  states.forEach((state, i) => expectRelative(state.z, z[i] as number, 1e-7));
});

test.each(vectors.wilson)('Wilson interval of %d of %d at z = %d', (events, trials, z, lo, hi) => {
  const interval = wilson(events / trials, trials, z);
  expect(interval.lo).toBeCloseTo(lo, 12);
  expect(interval.hi).toBeCloseTo(hi, 12);
});

test.each(vectors.newcombe)(
  'Newcombe interval of %d of %d against %d of %d at z = %d',
  (e1, n1, e2, n2, z, lo, hi) => {
    const interval = newcombe({ p: e1 / n1, n: n1 }, { p: e2 / n2, n: n2 }, z);
    expect(interval.lo).toBeCloseTo(lo, 12);
    expect(interval.hi).toBeCloseTo(hi, 12);
  },
);

test('Holm rejects at level α exactly the p-values that it adjusts to below α', () => {
  const { p, holm: adjusted } = vectors.p_adjust;
  for (const alpha of [0.02, 0.03, 0.05, 0.08, 0.1, 0.3]) {
    const gates = p.map((value) => ({ exceeds: (j: number) => value < alpha / j }));
    const { rejected } = holm(gates, gates.length);
    expect(gates.map((gate) => rejected.has(gate))).toEqual(adjusted.map((value) => value < alpha));
  }
});

/** The table of statistics.md §1.10: one gate, 16 sessions, τ = s/16. */
test('critical t values of the default design', () => {
  const looks = Array.from({ length: 11 }, (_, i) => ({ sessions: i + 6, tau: (i + 6) / 16 }));
  const expectValues = (level: number, expected: number[]): void => {
    const actual = new Boundaries().at(level, looks).map(({ t }) => t);
    actual.forEach((t, i) => expect(Math.abs(t - (expected[i] as number))).toBeLessThan(6e-4));
  };
  expectValues(
    0.0425,
    [3.387, 3.359, 3.128, 2.933, 2.775, 2.645, 2.535, 2.44, 2.357, 2.282, 2.215],
  );
  expectValues(
    0.0425 / 3,
    [4.482, 4.381, 4.031, 3.754, 3.539, 3.369, 3.23, 3.115, 3.016, 2.93, 2.854],
  );
});

test('a look that has nothing to spend cannot reject', () => {
  const [first, second] = new Boundaries().at(0.05, [
    { sessions: 6, tau: 1 },
    { sessions: 7, tau: 1 },
  ]);
  expect(first?.z).toBeCloseTo(1.6448536, 7);
  expect(second?.z).toBe(Infinity);
  expect(second?.t).toBe(Infinity);
});
