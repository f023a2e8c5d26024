import fc from 'fast-check';
import { Boundaries } from '../../src/analysis/boundary.js';
import { decide } from '../../src/analysis/decide.js';
import { hodgesLehmann } from '../../src/analysis/hodges-lehmann.js';
import { holm } from '../../src/analysis/holm.js';
import type { ComparisonRow } from '../../src/model/decision.js';
import { knownMetric } from '../../src/model/metric.js';
import type { Session } from '../../src/model/result.js';
import { benchmark, gate, metric, result, sessionsOf } from './result-builder.js';

/** Properties named in statistics.md §4, and that no verdict contradicts its printed range. */

const boundaries = new Boundaries();
const schedule = { seconds: 160, minSessions: 6, maxSessions: 16 };
const sessionValues = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), {
  minLength: 6,
  maxLength: 16,
});
const runs = { numRuns: 100, seed: 1 };

function row(sessions: Session[], p50 = metric('p50'), gates = 1): ComparisonRow {
  const others = Array.from({ length: gates - 1 }, (_, i) =>
    benchmark({ name: `other ${i}`, metrics: [p50], schedule, sessions: [] }),
  );
  const decision = decide(
    result([benchmark({ metrics: [p50], schedule, sessions }), ...others], { state: 'measuring' }),
    { boundaries },
  );
  return decision.benchmarks[0]?.rows[0] as ComparisonRow;
}

function swapped(sessions: readonly Session[]): Session[] {
  return sessions.map((session) => ({
    ...session,
    slices: { base: session.slices.head, head: session.slices.base },
  }));
}

test('swapping base and head turns the estimate round and exchanges the bounds', () => {
  fc.assert(
    fc.property(sessionValues, (y) => {
      // Up to seven sessions: from eight on the reserve of §1.8 may be taken off the lower bound.
      const sessions = sessionsOf(y.slice(0, 7));
      const there = row(sessions).evidence;
      const back = row(swapped(sessions)).evidence;
      expect(back?.estimate).toBeCloseTo(-(there?.estimate as number), 12);
      // With one gate L and U_a have the same level, so they are mirror images.
      expect(back?.upperAlarm).toBeCloseTo(-(there?.lower[1] as number), 9);
      expect(back?.lower[1]).toBeCloseTo(-(there?.upperAlarm as number), 9);
    }),
    runs,
  );
});

test('a metric where higher is better gives the mirror image of one where lower is', () => {
  fc.assert(
    fc.property(sessionValues, (y) => {
      const sessions = sessionsOf(y);
      const lower = row(sessions).evidence;
      const higher = row(swapped(sessions), metric('p50', { better: 'higher' })).evidence;
      expect(higher?.estimate).toBeCloseTo(lower?.estimate as number, 12);
      expect(higher?.upperAlarm).toBeCloseTo(lower?.upperAlarm as number, 12);
    }),
    runs,
  );
});

test('bounds never widen with further sessions', () => {
  fc.assert(
    fc.property(sessionValues, (y) => {
      const sessions = sessionsOf(y);
      let [upper, mirrored] = [Infinity, Infinity];
      for (let n = 6; n <= y.length; n += 1) {
        const next = row(sessions.slice(0, n)).evidence?.upperAlarm ?? Infinity;
        const nextMirrored = row(swapped(sessions.slice(0, n))).evidence?.upperAlarm ?? Infinity;
        expect(next).toBeLessThanOrEqual(upper);
        expect(nextMirrored).toBeLessThanOrEqual(mirrored);
        [upper, mirrored] = [next, nextMirrored];
      }
    }),
    runs,
  );
});

test('more gates never make an alarm easier', () => {
  fc.assert(
    fc.property(sessionValues, fc.integer({ min: 2, max: 6 }), (y, gates) => {
      const sessions = sessionsOf(y);
      const alone = row(sessions);
      const among = row(sessions, metric('p50'), gates);
      expect(among.evidence?.upperAlarm as number).toBeGreaterThanOrEqual(
        (alone.evidence?.upperAlarm as number) - 1e-9,
      );
      if (among.verdict === 'regressed') expect(alone.verdict).toBe('regressed');
    }),
    runs,
  );
});

test('the order of the gates is irrelevant', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(levels, (strengths) => {
      const gates = strengths.map((strength) => ({ exceeds: (j: number) => strength >= j }));
      const forward = holm(gates, gates.length);
      const backward = holm([...gates].reverse(), gates.length);
      expect(new Set(forward.rejected.keys())).toEqual(new Set(backward.rejected.keys()));
      expect(forward.level).toBe(backward.level);
    }),
    runs,
  );
});

test('no verdict contradicts its printed range', () => {
  fc.assert(
    fc.property(
      sessionValues,
      fc.constantFrom('lower' as const, 'higher' as const),
      fc.constantFrom(0.03, 0.1, 0.2),
      (y, better, tolerance) => {
        const p50 = metric('p50', { better });
        const decision = decide(
          result([
            benchmark({
              metrics: [p50],
              rules: [gate('p50', tolerance)],
              schedule,
              sessions: sessionsOf(y),
            }),
          ]),
          { boundaries },
        );
        const { verdict, change, reason } = decision.benchmarks[0]?.rows[0] as ComparisonRow;
        if (!change) return;
        expect(change.lo).toBeLessThanOrEqual(change.estimate);
        expect(change.estimate).toBeLessThanOrEqual(change.hi);
        const worst = better === 'lower' ? change.hi : -change.lo;
        const best = better === 'lower' ? change.lo : -change.hi;
        if (verdict === 'regressed') expect(best).toBeGreaterThan(tolerance);
        if (verdict === 'within') expect(worst).toBeLessThan(tolerance);
        if (verdict === 'improved') expect(worst).toBeLessThan(0);
        if (verdict === 'inconclusive' && !reason?.includes('contradict')) {
          expect(best).toBeLessThanOrEqual(tolerance);
          expect(worst).toBeGreaterThanOrEqual(tolerance);
        }
      },
    ),
    { ...runs, numRuns: 300 },
  );
});

test('the Hodges–Lehmann centre moves with its values and ignores their order', () => {
  const list = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(list, fc.double({ min: -5, max: 5, noNaN: true }), (x, shift) => {
      const centre = hodgesLehmann(x);
      expect(hodgesLehmann(x.map((value) => value + shift))).toBeCloseTo(centre + shift, 9);
      expect(hodgesLehmann([...x].reverse())).toBeCloseTo(centre, 12);
      expect(hodgesLehmann(x.map((value) => -value))).toBeCloseTo(-centre, 12);
    }),
    runs,
  );
});

test('deciding twice gives the same, and does not touch the Result', () => {
  const input = result([
    benchmark({
      metrics: [knownMetric('p50')],
      sessions: sessionsOf([0.01, 0.02, 0, 0.03, 0.01, 0.02, 0]),
    }),
  ]);
  const before = structuredClone(input);
  expect(decide(input)).toEqual(decide(input));
  expect(input).toEqual(before);
});
