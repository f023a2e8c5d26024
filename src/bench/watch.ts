import type { Load, Slice } from '../drivers/driver.js';
import type { Side } from '../model/side.js';

/** Counters of a side's whole process tree; only their differences mean something. */
export interface ProcessCounters {
  /** CPU seconds. */
  cpu: number;
  /** Resident memory now, in bytes. */
  memory: number;
  /** Disk operations. */
  disk: number | null;
}

/** Counters of the machine, in CPU seconds. */
export interface MachineCounters {
  busy: number;
  steal: number;
}

/** Where the counters come from; null where the machine does not tell. */
export interface Counters {
  side(side: Side): ProcessCounters | null;
  machine(): MachineCounters | null;
  /** CPU seconds of this process: not foreign. */
  own(): number;
}

/** A slice of load with what the machine did meanwhile. */
export interface WatchedSlice extends Slice {
  /** CPU seconds and peak memory of the loaded side; null where unknown. */
  cpu: number | null;
  memory: number | null;
  disk: number | null;
  /** In cores: stolen by the hypervisor, used by foreign processes, used by the idle side. */
  steal: number | null;
  foreign: number | null;
  idle: number | null;
}

/**
 * Makes one slice on `side` and reads the counters just before and just after. Outside of a slice
 * nothing is in flight, so what the side's CPU counter gained belongs to the slice.
 */
export async function watchedSlice(
  load: Load,
  side: Side,
  idleSide: Side | null,
  seconds: number,
  counters: Counters,
): Promise<WatchedSlice> {
  const before = read(side, idleSide, counters);
  const slice = await load.slice(seconds);
  const after = read(side, idleSide, counters);
  const cpu = difference(after.loaded?.cpu, before.loaded?.cpu);
  const idle = difference(after.idle?.cpu, before.idle?.cpu);
  const busy = difference(after.machine?.busy, before.machine?.busy);
  const steal = difference(after.machine?.steal, before.machine?.steal);
  const known = (cpu ?? 0) + (idle ?? 0) + (slice.generator.cpu ?? 0) + (after.own - before.own);
  const cores = (used: number | null) =>
    used === null || slice.seconds <= 0 ? null : Math.max(0, used) / slice.seconds;
  return {
    ...slice,
    cpu,
    memory: after.loaded?.memory ?? null,
    disk: difference(after.loaded?.disk, before.loaded?.disk),
    steal: cores(steal),
    foreign: cores(busy === null || cpu === null ? null : busy - known),
    idle: cores(idle),
  };
}

function read(side: Side, idleSide: Side | null, counters: Counters) {
  return {
    loaded: counters.side(side),
    idle: idleSide === null ? null : counters.side(idleSide),
    machine: counters.machine(),
    own: counters.own(),
  };
}

function difference(after?: number | null, before?: number | null): number | null {
  if (after === undefined || after === null || before === undefined || before === null) return null;
  // A process that ended takes its counters along: the difference then says nothing.
  return after < before ? null : after - before;
}
