import type { Pace } from './slicing.js';
import type { WatchedSlice } from './watch.js';
import type { Side, Sides } from '../model/side.js';

/**
 * Warm-up, statistics.md §A.1: per process at least 3.5 s of its own load and 10,000 requests,
 * alternating between the sides, until CPU per request has settled. Runtimes that compile while
 * they run need +55 % CPU in their first second and settle after 2.7 s; a session that starts too
 * early is off by up to 68 %.
 */
export const WARM_SLICE = 0.25;
export const LEAST_SECONDS = 3.5;
const LEAST_REQUESTS = 10_000;

/** Settled: the last second needs at most this much less CPU per request than the one before it. */
const SETTLED_WITHIN = 0.05;
const SLICES_PER_WINDOW = 4;

export interface WarmUp {
  pace: Pace;
  /** Under load, both sides together. */
  seconds: number;
}

/**
 * Loads the sides in turn until each is warm, or for `mostSeconds` of load per process. `slice`
 * makes one slice on one side. Resolves with the pace of the slower side at the end.
 */
export async function warmUp(
  order: readonly Side[],
  mostSeconds: number,
  slice: (side: Side, seconds: number) => Promise<WatchedSlice>,
): Promise<WarmUp> {
  const made: Partial<Sides<WatchedSlice[]>> = {};
  const madeOn = (side: Side) => (made[side] ??= []);
  while (!order.every((side) => isWarm(madeOn(side), mostSeconds))) {
    for (const side of order) madeOn(side).push(await slice(side, WARM_SLICE));
  }
  const paces = order.map((side) => paceOf(madeOn(side)));
  return {
    pace: {
      rate: Math.min(...paces.map((pace) => pace.rate)),
      latency: Math.max(...paces.map((pace) => pace.latency)),
    },
    seconds: sum(order, (side) => sum(madeOn(side), (slice) => slice.seconds)),
  };
}

/** Whether one process is warm after these slices. */
export function isWarm(slices: readonly WatchedSlice[], mostSeconds: number): boolean {
  const seconds = sum(slices, (s) => s.seconds);
  if (seconds >= mostSeconds) return true;
  if (seconds < Math.min(LEAST_SECONDS, mostSeconds)) return false;
  return sum(slices, (s) => s.responses) >= LEAST_REQUESTS && hasSettled(slices);
}

function hasSettled(slices: readonly WatchedSlice[]): boolean {
  const last = costOf(slices.slice(-SLICES_PER_WINDOW));
  const before = costOf(slices.slice(-2 * SLICES_PER_WINDOW, -SLICES_PER_WINDOW));
  return before - last <= SETTLED_WITHIN * last;
}

/** CPU per request, or where CPU is unknown time per request, which a closed loop makes similar. */
function costOf(slices: readonly WatchedSlice[]): number {
  const responses = Math.max(
    1,
    sum(slices, (s) => s.responses),
  );
  const known = slices.every((s) => s.cpu !== null);
  return sum(slices, (s) => (known ? (s.cpu ?? 0) : s.seconds)) / responses;
}

function paceOf(slices: readonly WatchedSlice[]): Pace {
  const last = slices.slice(-2 * SLICES_PER_WINDOW);
  const responses = sum(last, (s) => s.responses);
  const waited = sum(last, (s) => s.latencies.reduce((a, b) => a + b, 0)) / 1000;
  return {
    rate:
      responses /
      Math.max(
        1e-9,
        sum(last, (s) => s.seconds),
      ),
    latency: responses > 0 ? waited / responses : 0,
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
