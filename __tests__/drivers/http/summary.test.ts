import type { Slice } from '../../../src/drivers/driver.js';
import { summarise } from '../../../src/drivers/http/summary.js';

function slice(latencies: number[], rest: Partial<Slice> = {}): Slice {
  return {
    seconds: 1,
    responses: latencies.length,
    failures: {},
    latencies: Float64Array.from(latencies),
    bytes: latencies.length * 100,
    generator: { cpu: null, lag: null },
    ...rest,
  };
}

test('quantiles are of type 7, from all latencies of the slices together', () => {
  // numpy.percentile([1, 2, 3, 4, 10], [50, 90, 95, 99])
  const { mean, p50, p90, p95, p99 } = summarise([slice([10, 1]), slice([4, 2, 3])]);
  expect([mean, p50]).toEqual([4, 3]);
  expect(p90).toBeCloseTo(7.6, 12);
  expect(p95).toBeCloseTo(8.8, 12);
  expect(p99).toBeCloseTo(9.76, 12);
});

test('throughput, network and size are of successful responses in the busy time', () => {
  const values = summarise([slice([1, 1, 1], { busy: 0.5 }), slice([1], { seconds: 1.5 })]);
  expect(values).toMatchObject({ throughput: 2, network: 200, 'response-size': 100 });
});

test('without a successful response there is no value at all', () => {
  const failed = slice([], { failures: { status: 1000 } });
  expect(new Set(Object.values(summarise([failed])))).toEqual(new Set([null]));
  expect(new Set(Object.values(summarise([])))).toEqual(new Set([null]));
});

test('latencies of the slices stay as they are', () => {
  const one = slice([3, 1, 2]);
  summarise([one]);
  expect([...one.latencies]).toEqual([3, 1, 2]);
});
