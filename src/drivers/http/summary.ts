import { quantileSorted } from 'simple-statistics';
import type { Slice } from '../driver.js';

/**
 * Values of the http metrics over slices of one side taken together: latencies in ms, throughput
 * and network per second, bytes. All of them describe successful responses; null where there was
 * none. Whether there were enough for a quantile is the caller's to ask (`responsesNeeded`).
 */
export function summarise(slices: readonly Slice[]): Record<string, number | null> {
  const responses = sum(slices, (slice) => slice.responses);
  const bytes = sum(slices, (slice) => slice.bytes);
  const busy = sum(slices, (slice) => slice.busy ?? slice.seconds);
  const latencies = sorted(slices);
  const has = responses > 0 && busy > 0;
  return {
    throughput: has ? responses / busy : null,
    mean: latencies.length > 0 ? average(latencies) : null,
    p50: quantile(latencies, 0.5),
    p90: quantile(latencies, 0.9),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    'response-size': has ? bytes / responses : null,
    network: has ? bytes / busy : null,
  };
}

function sorted(slices: readonly Slice[]): Float64Array {
  const all = new Float64Array(sum(slices, (slice) => slice.latencies.length));
  let at = 0;
  for (const { latencies } of slices) {
    all.set(latencies, at);
    at += latencies.length;
  }
  return all.sort();
}

/** Type 7, as R and numpy have it by default. The library reads any indexed numbers. */
function quantile(ordered: Float64Array, q: number): number | null {
  return ordered.length > 0 ? quantileSorted(ordered as unknown as number[], q) : null;
}

function average(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}

function sum(slices: readonly Slice[], of: (slice: Slice) => number): number {
  return slices.reduce((total, slice) => total + of(slice), 0);
}
