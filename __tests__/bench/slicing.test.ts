import {
  groupsOf,
  SHORTEST_SLICE,
  sliceSeconds,
  slicesPerObservation,
} from '../../src/bench/slicing.js';

describe('the length of a slice', () => {
  it('is about 100 ms for a quick service', () => {
    expect(sliceSeconds({ rate: 10_000, latency: 0.001 }, 250, 9, 20)).toBe(SHORTEST_SLICE);
  });

  it('grows until a slice holds what p99 needs', () => {
    expect(sliceSeconds({ rate: 1000, latency: 0.01 }, 250, 60, 20)).toBeCloseTo(0.325);
  });

  it('is never longer than 2 s', () => {
    expect(sliceSeconds({ rate: 10, latency: 0.1 }, 250, 1000, 20)).toBe(2);
    expect(sliceSeconds({ rate: 0, latency: 0 }, 250, 1000, 20)).toBe(2);
  });

  it('keeps to the room of the session, where merging must make up for it', () => {
    expect(sliceSeconds({ rate: 100, latency: 0.1 }, 250, 8, 20)).toBeCloseTo(0.2 * 2 * 0.5, 5);
  });

  it('holds several responses of a slow service', () => {
    expect(sliceSeconds({ rate: 1000, latency: 0.15 }, 1, 60, 20)).toBeCloseTo(0.6);
  });
});

describe('merging slices', () => {
  it('is not needed when each holds enough', () => {
    expect(
      slicesPerObservation(
        [
          [300, 280],
          [260, 290],
        ],
        250,
      ),
    ).toBe(1);
  });

  it('takes the smallest number that suffices on both sides', () => {
    expect(slicesPerObservation([Array(20).fill(100), Array(20).fill(70)], 250)).toBe(4);
  });

  it('says when the whole session holds too few', () => {
    expect(slicesPerObservation([Array(20).fill(10), Array(20).fill(100)], 250)).toBeNull();
  });

  it('loses no slice: a rest joins the last group', () => {
    expect(groupsOf([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([
      [1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(groupsOf([1, 2], 3)).toEqual([[1, 2]]);
  });
});
