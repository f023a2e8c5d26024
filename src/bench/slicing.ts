/**
 * How long the slices of a session are. statistics.md §A.1: about 100 ms, since the speed of the
 * machine drifts within a second (with 110 ms, 20 pairs are more than a third of a session that
 * warms up for 7 s); longer when a slice would hold too few responses for the highest
 * quantile that is gated, up to 2 s; beyond that neighbouring slices are merged.
 */
export const SHORTEST_SLICE = 0.11;
export const LONGEST_SLICE = 2;

/** Against resonance with anything periodic in the service, each pair is up to this much longer or shorter. */
export const JITTER = 0.2;

/** A slice shorter than a few responses would measure how it ends, not how the service runs. */
const LATENCIES_PER_SLICE = 4;

/** A margin on the expected count, so that most slices hold enough in spite of noise and jitter. */
const MARGIN = 1.3;

export interface Pace {
  /** Successful responses per second of the slower side. */
  rate: number;
  /** Mean latency in seconds of the slower side. */
  latency: number;
}

/**
 * Seconds of one slice. `needed` is how many responses the most demanding gate wants
 * (`responsesNeeded`), `room` the seconds of load that a session may take, `pairs` how many pairs
 * share them: where the wish does not fit, merging has to make up for it.
 */
export function sliceSeconds(pace: Pace, needed: number, room: number, pairs: number): number {
  const wish = Math.max(
    pace.rate > 0 ? (MARGIN * needed) / pace.rate : LONGEST_SLICE,
    LATENCIES_PER_SLICE * pace.latency,
  );
  const limit = Math.max(SHORTEST_SLICE, Math.min(LONGEST_SLICE, room / (2 * pairs)));
  return Math.min(Math.max(wish, SHORTEST_SLICE), limit);
}

/**
 * How many neighbouring slices make one observation: the smallest number that holds `needed`
 * responses on both sides in the typical slice. null when even the whole session holds too few.
 */
export function slicesPerObservation(
  counts: readonly (readonly number[])[],
  needed: number,
): number | null {
  const slices = Math.min(...counts.map((side) => side.length));
  for (let size = 1; size <= slices; size += 1) {
    const enough = counts.every((side) => {
      const groups = groupsOf(side, size).map((group) => group.reduce((a, b) => a + b, 0));
      return groups.filter((count) => count >= needed).length >= 0.9 * groups.length;
    });
    if (enough) return size;
  }
  return null;
}

/** Complete groups of `size` neighbours; an incomplete rest joins the last group. */
export function groupsOf<T>(items: readonly T[], size: number): T[][] {
  const whole = Math.max(1, Math.floor(items.length / size));
  return Array.from({ length: whole }, (_, i) =>
    items.slice(i * size, i === whole - 1 ? items.length : (i + 1) * size),
  );
}
