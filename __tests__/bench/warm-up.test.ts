import { isWarm, warmUp } from '../../src/bench/warm-up.js';
import type { WatchedSlice } from '../../src/bench/watch.js';
import { fakeSlice } from './fakes.js';

function slice(rate: number, cpuPerRequest = 0.0002): WatchedSlice {
  const made = fakeSlice(0.25, rate);
  return {
    ...made,
    cpu: made.responses * cpuPerRequest,
    memory: null,
    disk: null,
    steal: null,
    foreign: null,
    idle: null,
  };
}

const slices = (count: number, rate: number, cost?: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => slice(rate, cost?.(i)));

describe('a process is warm', () => {
  it('not before 3.5 s of its own load, however quick it is', () => {
    expect(isWarm(slices(13, 20_000), 10)).toBe(false);
    expect(isWarm(slices(14, 20_000), 10)).toBe(true);
  });

  it('not before 10,000 requests', () => {
    expect(isWarm(slices(14, 2000), 10)).toBe(false);
    expect(isWarm(slices(20, 2000), 10)).toBe(true);
  });

  it('not while CPU per request still falls', () => {
    const falling = slices(16, 10_000, (i) => 0.001 * 0.97 ** i);
    expect(isWarm(falling, 10)).toBe(false);
    expect(isWarm([...falling, ...slices(8, 10_000, () => 0.0006)], 10)).toBe(true);
  });

  it('at the limit in any case', () => {
    expect(isWarm(slices(40, 10), 10)).toBe(true);
  });
});

describe('warming up', () => {
  it('loads the sides in turn and gives the pace of the slower one', async () => {
    const order: string[] = [];
    const warm = await warmUp(['head', 'base'], 10, (side) => {
      order.push(side);
      return Promise.resolve(slice(side === 'base' ? 8000 : 4000));
    });
    order.forEach((side, i) => expect(side).toBe(i % 2 === 0 ? 'head' : 'base'));
    expect(warm.pace.rate).toBeCloseTo(4000);
    expect(warm.pace.latency).toBeCloseTo(0.0025);
    expect(warm.seconds).toBeCloseTo(0.25 * order.length);
  });
});
