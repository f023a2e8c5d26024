import { Draws } from '../../calibration/draws.js';
import { sessionsOf, TYPICAL } from '../../calibration/noise.js';

/** The simulation is only as good as its random numbers and its noise. */
const N = 40_000;

function moments(draw: () => number, n = N): { mean: number; sd: number } {
  const values = Array.from({ length: n }, draw);
  const mean = values.reduce((a, b) => a + b, 0) / n;
  return { mean, sd: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / n) };
}

describe('random numbers', () => {
  const draws = new Draws(1, 'test');

  it.each(['normal', 'skewed'] as const)('%s ones have mean 0 and deviation 1', (shape) => {
    const { mean, sd } = moments(() => draws[shape]());
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(sd - 1)).toBeLessThan(0.03);
  });

  it('heavy-tailed ones have the quartiles of t with 3 degrees of freedom, scaled', () => {
    const quartile = 0.764892 / Math.sqrt(3);
    const inside = moments(() => (Math.abs(draws.heavyTailed()) < quartile ? 1 : 0)).mean;
    expect(Math.abs(inside - 0.5)).toBeLessThan(0.01);
  });

  it('binomial and beta ones have their means and spreads', () => {
    const events = moments(() => draws.binomial(2400, 0.002));
    expect(Math.abs(events.mean - 4.8)).toBeLessThan(0.05);
    expect(Math.abs(events.sd - Math.sqrt(4.8 * 0.998))).toBeLessThan(0.05);
    const share = moments(() => draws.beta(0.01, 0.01));
    expect(Math.abs(share.mean - 0.01)).toBeLessThan(0.0002);
    expect(Math.abs(share.sd - Math.sqrt(0.01 * 0.99 * 0.01))).toBeLessThan(0.0005);
  });

  it('are the same for the same seed and stream, and others for another', () => {
    const first = (seed: number, stream: string) => new Draws(seed, stream).uniform();
    expect(first(1, 'a')).toBe(first(1, 'a'));
    expect(new Set([first(1, 'a'), first(2, 'a'), first(1, 'b')]).size).toBe(3);
  });
});

describe('typical noise', () => {
  it('gives pairs with the deviation that the reference simulation states, 13.8 %', () => {
    const next = sessionsOf(TYPICAL, new Draws(1, 'noise'));
    const ratios = Array.from({ length: 8000 }, next).flatMap(({ base, head }) =>
      head.map((log, i) => log - (base[i] as number)),
    );
    let at = 0;
    const { mean, sd } = moments(() => ratios[at++] as number, ratios.length);
    expect(Math.abs(mean)).toBeLessThan(0.003);
    expect(Math.abs(sd - 0.138)).toBeLessThan(0.006);
  });
});
