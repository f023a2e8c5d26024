import { Laboratory } from '../../calibration/laboratory.js';
import { HELD, NOISY, TAIL } from '../../calibration/models.js';
import { type Noise, TYPICAL } from '../../calibration/noise.js';
import {
  falseAlarms,
  found,
  passes,
  type Rate,
  rateOf,
  sessionsUsed,
} from '../../calibration/rate.js';
import type { Comparison } from '../../calibration/simulations.js';
import type { Tally } from '../../calibration/tally.js';

/**
 * A short calibration through the shipped decision code: `npm run calibrate` is the long one. The
 * seed is fixed, so a failure is a change of the code and never bad luck; bands are wide enough for
 * a change of the order of draws.
 */
const laboratory = new Laboratory(1);
const TOLERANCE = 0.05;

function runs(
  count: number,
  change: number,
  noise: Noise = TYPICAL,
  rest: Partial<Comparison> & { alpha?: number } = {},
): Tally {
  const { alpha, ...comparison } = rest;
  return laboratory.compare(
    'short',
    count,
    { noise, tolerance: TOLERANCE, changes: [change], maxSessions: 16, ...comparison },
    alpha === undefined ? {} : { alpha },
  );
}

/** The rate, in per cent, is compatible with a true rate between `low` and `high`. */
function expectBand({ share, runs: n }: Rate, low: number, high: number): void {
  const slack = (limit: number) => 350 * Math.sqrt(((limit / 100) * (1 - limit / 100)) / n);
  expect(100 * share).toBeGreaterThanOrEqual(low - slack(low));
  expect(100 * share).toBeLessThanOrEqual(high + slack(high));
}

describe('exactly at the tolerance', () => {
  const tally = runs(1500, TOLERANCE);

  it('as many runs alarm as the error rate allows, and no more', () => {
    expectBand(falseAlarms(tally), 4, 5);
  });

  it('as many runs are cleared as the error rate allows, and no more', () => {
    expectBand(passes(tally), 3.7, 5);
  });

  it('hopeless runs are given up early', () => {
    expect(sessionsUsed(tally).mean).toBeGreaterThan(10.4);
    expect(sessionsUsed(tally).mean).toBeLessThan(11.4);
  });

  it('the band notices a decision that errs twice as often as it was asked to', () => {
    const careless = falseAlarms(runs(1000, TOLERANCE, TYPICAL, { alpha: 0.1 }));
    expect(() => expectBand(careless, 4, 5)).toThrow();
  });
});

describe('each kind of noise that the guarantee covers', () => {
  const tallies = HELD.filter(({ unequalSessions }) => !unequalSessions).map(
    ({ name, noise, maxSessions = 16 }) => ({
      name,
      tally: runs(300, TOLERANCE, noise, { maxSessions }),
    }),
  );

  it.each(tallies)('keeps 5 % false alarms and wrong clearances: $name', ({ tally }) => {
    expectBand(falseAlarms(tally), 3, 5);
    expectBand(passes(tally), 3, 5);
  });

  it('keeps them closely over all kinds together', () => {
    const count = (of: (tally: Tally) => number) =>
      tallies.reduce((sum, { tally }) => sum + of(tally), 0);
    const all = count(({ runs: n }) => n);
    expectBand(
      rateOf(
        count((tally) => tally.falseAlarms),
        all,
      ),
      4,
      5,
    );
    expectBand(
      rateOf(
        count((tally) => tally.passes),
        all,
      ),
      4,
      5,
    );
  });
});

describe('with nothing changed', () => {
  it('no run alarms, and nearly all are cleared in about eight sessions', () => {
    const tally = runs(500, 0);
    expectBand(falseAlarms(tally), 0, 0.1);
    expectBand(passes(tally), 98.5, 99.5);
    expect(sessionsUsed(tally).mean).toBeGreaterThan(7.6);
    expect(sessionsUsed(tally).mean).toBeLessThan(8.4);
  });

  it('noise alone does not alarm, however large it is', () => {
    expectBand(falseAlarms(runs(300, 0, TAIL, { tolerance: 0.03 })), 0, 0.5);
  });
});

describe('slower than allowed', () => {
  it.each([
    { name: 'typical', noise: TYPICAL, told: 98.4 },
    { name: 'noisy', noise: NOISY, told: 66 },
    { name: 'tail latency', noise: TAIL, told: 40 },
  ])('twice the tolerance is found as often as the reference says: $name', ({ noise, told }) => {
    expectBand(found(runs(300, 2 * TOLERANCE, noise)), told - 1, told + 1);
  });
});

describe('several gates', () => {
  const all = (count: number, change: number): number[] =>
    Array.from({ length: count }, () => change);

  it('all at their tolerance raise any false alarm in at most 5 % of runs', () => {
    const tally = runs(250, 0, TYPICAL, { changes: all(4, TOLERANCE) });
    expectBand(falseAlarms(tally), 2, 5);
  });

  it('a run with one of them at its tolerance passes in at most 5 % of runs', () => {
    const tally = runs(250, 0, TYPICAL, { changes: [TOLERANCE, ...all(3, 0)] });
    expectBand(passes(tally), 2, 5);
  });

  it('gates that come later make an alarm dearer at once', () => {
    expectBand(falseAlarms(runs(600, TOLERANCE, TYPICAL, { later: 3 })), 0.8, 1.3);
  });
});
