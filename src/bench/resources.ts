import { hasProcfs, numbersIn, readProc, TICKS_PER_SECOND, type ProcessState } from './procfs.js';
import type { ProcessTree } from './process-tree.js';
import { now } from './deadline.js';

/** What the whole process tree of a side has used since it was started. CPU and I/O never fall. */
export interface Resources {
  /** CPU seconds; precise to some microseconds, but to 10 ms for processes that have ended. */
  cpu: number;
  /** Resident bytes now, summed over processes: pages that several share count for each. */
  memory: number;
  /** Largest sum of the processes' own peaks so far: exact for one process, else an upper bound. */
  peak: number;
  /** Bytes that came from and went to storage (not the page cache); null if the system hides it. */
  read: number | null;
  written: number | null;
  /** Storage operations if each moved one page of 4 KiB: an upper bound, Linux counts no others. */
  operations: number | null;
  pids: number[];
}

interface ProcessUse {
  start: number;
  /** By thread, in nanoseconds. */
  threads: Map<number, number>;
  /** Nanoseconds of threads that have ended. */
  ended: number;
  parent: number;
  own: number;
  reaped: number;
  io: readonly [number, number] | null;
}

const PAGE = 4096;
const SEARCH_SECONDS = 5;

/**
 * Reads the resources of one process tree, again and again. CPU is the sum of the run times of
 * all threads in nanoseconds (`schedstat`, statistics.md §A.2), because the usual counters go in
 * steps of 10 ms. Threads and processes that end between two samples are not lost: the kernel
 * adds them to the process or to the parent that waits for them, and the difference is taken from
 * there.
 */
export class ResourceSampler {
  readonly #tree: ProcessTree;
  readonly #uses = new Map<number, ProcessUse>();
  #cpu = 0;
  #peak = 0;
  #io: [number, number] | null = [0, 0];
  #searched = -Infinity;

  constructor(tree: ProcessTree) {
    this.#tree = tree;
  }

  /** null when nothing of the tree is alive, or without /proc. Takes about half a millisecond for a Node service. */
  sample(): Resources | null {
    if (!hasProcfs) return null;
    // Daemons that left their parent are only seen by the search of the whole machine.
    const search = now() - this.#searched > SEARCH_SECONDS;
    const states = search ? this.#tree.find() : this.#tree.known();
    if (search) this.#searched = now();
    if (states.length === 0) return null;

    let memory = 0;
    let peak = 0;
    let reaped = 0;
    const gone = new Map(this.#uses);
    for (const state of states) {
      const before = this.#uses.get(state.pid);
      const known = before?.start === state.start ? before : null;
      if (known) gone.delete(state.pid);
      const use = useOf(state, known);
      this.#uses.set(state.pid, use);
      this.#cpu += use.own - (known?.own ?? 0);
      reaped += use.reaped - (known?.reaped ?? 0);
      this.#addIo(use.io, known?.io ?? [0, 0]);
      const status = readProc(`/proc/${state.pid}/status`) ?? '';
      memory += kilobytes(status, 'VmRSS');
      peak += kilobytes(status, 'VmHWM');
    }
    // What the living have waited for holds what the gone had used when we last looked: take that out.
    for (const [pid, use] of gone) {
      if (this.#uses.get(pid) === use) this.#uses.delete(pid);
      if (this.#uses.has(use.parent)) reaped -= use.own + use.reaped;
    }
    this.#cpu += Math.max(0, reaped);
    this.#peak = Math.max(this.#peak, peak, memory);
    const [read, written] = this.#io ?? [null, null];
    return {
      cpu: this.#cpu,
      memory,
      peak: this.#peak,
      read,
      written,
      operations: read === null || written === null ? null : (read + written) / PAGE,
      pids: states.map(({ pid }) => pid),
    };
  }

  #addIo(io: ProcessUse['io'], before: readonly [number, number]): void {
    if (!io) this.#io = null;
    if (!this.#io || !io) return;
    this.#io[0] += Math.max(0, io[0] - before[0]);
    this.#io[1] += Math.max(0, io[1] - before[1]);
  }
}

function useOf(state: ProcessState, before: ProcessUse | null): ProcessUse {
  const threads = new Map<number, number>();
  for (const thread of numbersIn(`/proc/${state.pid}/task`)) {
    const text = readProc(`/proc/${state.pid}/task/${thread}/schedstat`);
    if (text) threads.set(thread, Number(text.slice(0, text.indexOf(' '))));
  }
  let ended = before?.ended ?? 0;
  let living = 0;
  for (const [thread, time] of before?.threads ?? []) {
    if (!threads.has(thread)) ended += time;
  }
  for (const time of threads.values()) living += time;
  return {
    start: state.start,
    threads,
    ended,
    parent: state.parent,
    // The counter in ticks knows threads that lived and ended unseen; ours is finer. Both only grow.
    own: Math.max(before?.own ?? 0, (ended + living) / 1e9, state.cpu),
    reaped: Math.max(before?.reaped ?? 0, state.reaped),
    io: ioOf(state.pid) ?? before?.io ?? null,
  };
}

function ioOf(pid: number): readonly [number, number] | null {
  const text = readProc(`/proc/${pid}/io`);
  if (!text) return null;
  const field = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return [field('read_bytes'), field('write_bytes')];
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
}

/** CPU of the whole machine since boot, in seconds over all cores; steps of 10 ms. */
export interface MachineUse {
  /** Working, for us or for anybody else on this machine. */
  busy: number;
  /** Wanted to work, but the hypervisor served another machine. */
  steal: number;
  /** Everything, idle time included. */
  total: number;
  cores: number;
}

/** null where there is no /proc/stat. */
export function sampleMachine(text = readProc('/proc/stat')): MachineUse | null {
  const line = text === null ? null : /^cpu +(.*)$/m.exec(text);
  if (!text || !line?.[1]) return null;
  // proc_stat(5); guest time is already part of user time.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
    line[1].split(' ').map((ticks) => Number(ticks) / TICKS_PER_SECOND);
  const busy = user + nice + system + irq + softirq;
  return {
    busy,
    steal,
    total: busy + idle + iowait + steal,
    cores: text.match(/^cpu\d+ /gm)?.length ?? 1,
  };
}
