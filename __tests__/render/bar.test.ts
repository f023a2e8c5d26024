import fc from 'fast-check';
import { bar, gaugeOf, progressBar, type Gauge } from '../../src/render/bar.js';
import { budget, comparison, interval } from './decision-builder.js';

function gauge(lo: number, estimate: number, hi: number): Gauge {
  return { lo, estimate, hi, tolerance: 0.05, span: 0.15 };
}

describe('the bar of an interval', () => {
  it.each([
    ['around zero', gauge(-0.02, 0, 0.02), '       ╎  ━●━  ╎       '],
    ['beyond the tolerance', gauge(0.06, 0.08, 0.1), '       ╎   │   ╎━●━    '],
    ['across the tolerance', gauge(-0.02, 0.03, 0.08), '       ╎  ━┿━●━┿━━     '],
    ['without an end', gauge(0.02, 0.1, Infinity), '       ╎   │━━━┿━━●━━━▶'],
    ['far beyond the drawing', gauge(0.4, 0.5, 0.6), '       ╎   │   ╎      ▶'],
    ['far below', gauge(-0.6, -0.5, -0.4), '◀      ╎   │   ╎       '],
    ['known to nobody', gauge(NaN, NaN, NaN), '       ╎   │   ╎       '],
  ])('%s', (_, given, expected) => {
    expect(bar(given, 23)).toBe(expected);
  });

  it('always has the width asked for, and one estimate at most', () => {
    const number = fc.double();
    fc.assert(
      fc.property(
        number,
        number,
        number,
        fc.integer({ min: 5, max: 60 }),
        (lo, estimate, hi, width) => {
          const drawn = bar(gauge(lo, estimate, hi), width);
          expect(Array.from(drawn)).toHaveLength(width);
          expect(drawn.split('●').length).toBeLessThanOrEqual(2);
        },
      ),
    );
  });
});

describe('gauges', () => {
  it('put the tolerance at the same place in every row', () => {
    const gauges = [0.05, 0.1].map((tolerance) => gaugeOf(comparison('p99', { tolerance })));
    expect(gauges.map((each) => (each?.tolerance ?? 0) / (each?.span ?? 1))).toEqual([
      1 / 3,
      1 / 3,
    ]);
  });

  it('of a budget have the budget in the middle', () => {
    const given = gaugeOf(budget('p99', { range: interval(90, 95, 110), budget: 100 }));
    expect(given?.lo).toBeCloseTo(-0.1);
    expect(given?.hi).toBeCloseTo(0.1);
    expect(given?.tolerance).toBeNull();
  });

  it('of a budget of nothing at all are differences', () => {
    const given = gaugeOf(budget('errors', { range: interval(0, 0.001, 0.002), budget: 0 }));
    expect(given?.hi).toBe(0.002);
  });

  it('need an interval', () => {
    expect(gaugeOf(comparison('p99', { change: null }))).toBeNull();
    expect(gaugeOf(budget('p99', { range: null }))).toBeNull();
  });
});

describe('the bar of progress', () => {
  it('never leaves its frame', () => {
    expect(progressBar(0.5, 4)).toBe('██░░');
    expect(progressBar(7, 4)).toBe('████');
    expect(progressBar(NaN, 4)).toBe('░░░░');
  });
});
