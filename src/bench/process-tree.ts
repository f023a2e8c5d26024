import { randomBytes } from 'node:crypto';
import {
  childrenOf,
  hasProcfs,
  linkOf,
  listProcesses,
  numbersIn,
  processState,
  startedWith,
  type ProcessState,
} from './procfs.js';

/** A process for as long as it lives: a pid alone may be given to somebody else later. */
export interface ProcessIdentity {
  pid: number;
  start: number;
}

/** The variable that every process we start inherits, wherever it moves. */
export const MARKER = 'PACELINE_ID';

const live = new Set<ProcessTree>();

/**
 * Everything that grew out of the commands of one side: what must be gone afterwards, and whose
 * CPU and memory are counted. A process is ours when one of these holds:
 *  - we started it, or it descends from a process that is ours, now or when we last looked;
 *  - it is in the session of a command that we started (each is the leader of its own);
 *  - it was started with our marker, even if it has left session and parent behind;
 *  - it holds a pipe into which our command prints.
 * A daemon that drops all four at once is found by where it runs, and only reported: `strangers`.
 */
export class ProcessTree {
  readonly marker = randomBytes(16).toString('hex');
  readonly #roots: ProcessIdentity[] = [];
  readonly #pipes = new Set<string>();
  readonly #seen = new Map<number, ProcessIdentity>();
  readonly #outputs: (() => void)[] = [];

  /**
   * Takes in a command that was just started as the leader of a session of its own. `letGo` closes
   * our end of its output: not before the end, for a daemon of it may print for as long as it lives.
   */
  adopt(pid: number, letGo: () => void): ProcessIdentity {
    this.#outputs.push(letGo);
    const identity = { pid, start: processState(pid)?.start ?? 0 };
    this.#roots.push(identity);
    this.#seen.set(pid, identity);
    for (const stream of [1, 2]) {
      const target = linkOf(pid, `fd/${stream}`);
      if (target && /^(pipe|socket):/.test(target)) this.#pipes.add(target);
    }
    if (live.size === 0) process.once('exit', killLiveTrees);
    live.add(this);
    return identity;
  }

  /** Nothing of it is alive any more, or it is given up: no need to kill it when we end. */
  release(): void {
    for (const letGo of this.#outputs.splice(0)) letGo();
    live.delete(this);
    if (live.size === 0) process.removeListener('exit', killLiveTrees);
  }

  /** Looks at every process of the machine: some milliseconds. Zombies are not counted. */
  find(): ProcessState[] {
    const all = new Map(listProcesses().map((state) => [state.pid, state]));
    const oldest = Math.min(...this.#roots.map((root) => root.start));
    const sessions = this.#sessions(all);
    const ours = new Map<number, ProcessState>();
    for (const state of all.values()) {
      if (state.pid === process.pid || state.start < oldest) continue;
      if (
        this.#seen.get(state.pid)?.start === state.start ||
        sessions.has(state.session) ||
        startedWith(state.pid, `${MARKER}=${this.marker}`) ||
        this.#printsToUs(state.pid)
      ) {
        ours.set(state.pid, state);
      }
    }
    addDescendants(ours, all);
    this.#seen.clear();
    for (const { pid, start } of ours.values()) this.#seen.set(pid, { pid, start });
    return [...ours.values()].filter((state) => !state.zombie);
  }

  /**
   * The processes known so far and their descendants: well under a millisecond, for every slice.
   * A process that left its parent between two looks is missing until the next `find`.
   */
  known(): ProcessState[] {
    if (!hasProcfs) return this.find();
    const found: ProcessState[] = [];
    const queue = [...this.#seen.keys()];
    const visited = new Set(queue);
    for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
      const state = processState(pid);
      const before = this.#seen.get(pid);
      if (!state || (before && before.start !== state.start)) {
        this.#seen.delete(pid);
        continue;
      }
      this.#seen.set(pid, { pid, start: state.start });
      if (!state.zombie) found.push(state);
      for (const child of childrenOf(pid)) {
        if (!visited.has(child)) queue.push(child);
        visited.add(child);
      }
    }
    return found;
  }

  /**
   * Processes younger than our commands that run in the directory without any trace of who started
   * them. They may be somebody's shell: tell, do not kill.
   */
  strangers(directory: string): ProcessState[] {
    if (!hasProcfs) return [];
    const oldest = Math.min(...this.#roots.map((root) => root.start));
    const suspects = listProcesses().filter(
      ({ pid, start, zombie }) =>
        pid !== process.pid &&
        !zombie &&
        start >= oldest &&
        `${linkOf(pid, 'cwd') ?? ''}/`.startsWith(`${directory}/`),
    );
    if (suspects.length === 0) return [];
    const owned = new Set([...live].flatMap((tree) => tree.find().map(({ pid }) => pid)));
    return suspects.filter(({ pid }) => !owned.has(pid) && !startedWith(pid, `${MARKER}=`));
  }

  /** Sends the signal to every process of ours: whole groups at once, so that none can fork away. */
  signal(signal: NodeJS.Signals, members: readonly ProcessState[] = this.find()): void {
    const groups = new Set(
      this.#roots.map(({ pid }) => pid).filter((pid) => members.some(({ group }) => group === pid)),
    );
    for (const group of groups) send(-group, signal);
    for (const { pid, start, group } of members) {
      if (!groups.has(group) && processState(pid)?.start === start) send(pid, signal);
    }
  }

  /** Sessions of our commands, without those whose leader's pid now belongs to somebody else. */
  #sessions(all: ReadonlyMap<number, ProcessState>): Set<number> {
    return new Set(
      this.#roots
        .filter(({ pid, start }) => (all.get(pid)?.start ?? start) === start)
        .map(({ pid }) => pid),
    );
  }

  #printsToUs(pid: number): boolean {
    if (this.#pipes.size === 0) return false;
    return numbersIn(`/proc/${pid}/fd`).some((fd) =>
      this.#pipes.has(linkOf(pid, `fd/${fd}`) ?? ''),
    );
  }
}

/** The last resort when Paceline itself ends in a hurry: no waiting, nothing left behind. */
export function killLiveTrees(): void {
  for (const tree of live) tree.signal('SIGKILL');
  live.clear();
}

function addDescendants(
  ours: Map<number, ProcessState>,
  all: ReadonlyMap<number, ProcessState>,
): void {
  const children = new Map<number, ProcessState[]>();
  for (const state of all.values()) {
    const siblings = children.get(state.parent);
    if (siblings) siblings.push(state);
    else children.set(state.parent, [state]);
  }
  const queue = [...ours.keys()];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    for (const child of children.get(pid) ?? []) {
      if (ours.has(child.pid)) continue;
      ours.set(child.pid, child);
      queue.push(child.pid);
    }
  }
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    // ESRCH: it ended by itself. EPERM: it changed its user; the check after the ladder reports it.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
