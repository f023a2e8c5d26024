import { groupsOf, slicesPerObservation } from './slicing.js';
import type { WatchedSlice } from './watch.js';
import type { Slice } from '../drivers/driver.js';
import { responsesNeeded, type Metric } from '../model/metric.js';
import { LATENCY_GRID, type Session, type Slices } from '../model/result.js';
import { SIDES, type Side, type Sides } from '../model/side.js';

/** A slice with the moment it began, in seconds since the start of the session. */
export interface TimedSlice extends WatchedSlice {
  start: number;
}

type Summarise = (slices: readonly Slice[]) => Record<string, number | null>;

/**
 * From what was made to what is kept: the columns of both sides. Resources come from the watch,
 * everything else from the driver's own summary. Slices of a side are merged, equally on both
 * sides, for the metrics that need more responses than one slice holds.
 */
export function observe(
  made: Sides<readonly TimedSlice[]>,
  metrics: readonly Metric[],
  cores: number,
  summarise: Summarise,
): Pick<Session, 'slices' | 'merged' | 'latency'> {
  const loaded = SIDES.filter((side) => made[side].length > 0);
  const merged: Record<string, number> = {};
  const values: Sides<Slices['values']> = { base: {}, head: {} };
  for (const metric of metrics) {
    if (metric.kind === 'share') continue;
    if (metric.name === 'memory') {
      for (const side of loaded) values[side][metric.name] = peakMemory(made[side]);
      continue;
    }
    const counts = loaded.map((side) => made[side].map((slice) => slice.responses));
    const size = slicesPerObservation(counts, responsesNeeded(metric));
    if (size === null) {
      for (const side of loaded) values[side][metric.name] = [];
      continue;
    }
    if (size > 1) merged[metric.name] = size;
    for (const side of loaded) {
      values[side][metric.name] = groupsOf(made[side], size).map((group) =>
        valueOf(metric.name, group, cores, summarise),
      );
    }
  }
  return {
    merged,
    slices: {
      base: columns(made.base, values.base),
      head: columns(made.head, values.head),
    },
    latency: { base: latencyCurve(made.base), head: latencyCurve(made.head) },
  };
}

function valueOf(
  name: string,
  group: readonly TimedSlice[],
  cores: number,
  summarise: Summarise,
): number | null {
  const seconds = total(group, (slice) => slice.seconds) ?? 0;
  const responses = total(group, (slice) => slice.responses) ?? 0;
  const per = (amount: number | null, of: number) =>
    amount === null || of <= 0 ? null : amount / of;
  switch (name) {
    case 'cpu':
      return per(
        total(group, (slice) => (slice.cpu === null ? null : slice.cpu * 1000)),
        responses,
      );
    case 'utilisation':
      return per(
        total(group, (slice) => (slice.cpu === null ? null : slice.cpu * 100)),
        seconds * cores,
      );
    case 'disk':
      return per(
        total(group, (slice) => slice.disk),
        seconds,
      );
    default:
      return finite(summarise(group)[name] ?? null);
  }
}

/** RSS depends on how many requests were served, so it is one value per session: the highest. */
function peakMemory(slices: readonly TimedSlice[]): (number | null)[] {
  const known = slices.flatMap((slice) => (slice.memory === null ? [] : [slice.memory]));
  return known.length === 0 ? [] : [Math.max(...known)];
}

function columns(made: readonly TimedSlice[], values: Slices['values']): Slices {
  const column = <T>(of: (slice: TimedSlice) => T) => made.map(of);
  const classes = [...new Set(made.flatMap((slice) => Object.keys(slice.failures)))].sort();
  const failed = (slice: TimedSlice) => Object.values(slice.failures).reduce((a, b) => a + b, 0);
  return {
    start: column((slice) => round(slice.start)),
    seconds: column((slice) => round(slice.seconds)),
    responses: column((slice) => slice.responses),
    failures: Object.fromEntries(
      classes.map((name) => [name, column((slice) => slice.failures[name] ?? 0)]),
    ),
    values,
    shares:
      made.length === 0
        ? {}
        : { errors: { events: column(failed), trials: column((s) => s.responses + failed(s)) } },
    generator: {
      cpu: column((s) => share(s.generator.cpu, s.seconds)),
      lag: column((s) => (s.generator.lag === null ? null : round(s.generator.lag))),
    },
    machine: {
      steal: column((s) => rounded(s.steal)),
      foreign: column((s) => rounded(s.foreign)),
      idle: column((s) => rounded(s.idle)),
    },
  };
}

function latencyCurve(made: readonly TimedSlice[]): number[] {
  const length = made.reduce((sum, slice) => sum + slice.latencies.length, 0);
  if (length === 0) return [];
  const all = new Float64Array(length);
  let offset = 0;
  for (const slice of made) {
    all.set(slice.latencies, offset);
    offset += slice.latencies.length;
  }
  all.sort();
  return LATENCY_GRID.map((q) => round(all[Math.min(length - 1, Math.floor(q * length))] ?? 0));
}

/** Sum over the group; null as soon as one is unknown. */
function total<T>(items: readonly T[], of: (item: T) => number | null): number | null {
  let sum = 0;
  for (const item of items) {
    const value = of(item);
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);
const round = (value: number) => Math.round(value * 1e6) / 1e6;
const rounded = (value: number | null) => (value === null ? null : round(value));
const share = (cpu: number | null, seconds: number) =>
  cpu === null || seconds <= 0 ? null : round(cpu / seconds);

/** Sides that a benchmark loads: head alone when base does not have it. */
export function sidesOf(presence: 'both' | 'new' | 'removed'): Side[] {
  if (presence === 'removed') return [];
  return presence === 'new' ? ['head'] : [...SIDES];
}
