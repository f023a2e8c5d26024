import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { printable } from './log.js';

/** One process as the system describes it at this moment. */
export interface ProcessState {
  pid: number;
  name: string;
  parent: number;
  group: number;
  session: number;
  /** When it started, in clock ticks since boot: with the pid it is an identity. */
  start: number;
  /** Still there only because nobody has collected its exit status. */
  zombie: boolean;
  /** CPU of itself (all threads, also ended ones), and of children it has waited for, in seconds. */
  cpu: number;
  reaped: number;
}

/** Linux counts in USER_HZ, which is 100 on every architecture that runs Node. */
export const TICKS_PER_SECOND = 100;

export const hasProcfs = process.platform === 'linux';

const buffer = Buffer.allocUnsafe(256 * 1024);

/**
 * The text of a file under /proc (up to 256 KiB), or null when the process is gone or is not ours
 * to look at. One open and one read: this runs hundreds of times per second between slices.
 */
export function readProc(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null; // gone, or another user's
  }
  try {
    let length = 0;
    // A file under /proc may come in pages; the end is a read of nothing.
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === buffer.length) break;
    }
    return buffer.toString('latin1', 0, length);
  } catch {
    return null; // it ended while we were reading
  } finally {
    closeSync(file);
  }
}

/** Entries of a directory under /proc that are numbers: processes, threads or file descriptors. */
export function numbersIn(path: string): number[] {
  try {
    return readdirSync(path).map(Number).filter(Number.isInteger);
  } catch {
    return []; // gone, or another user's
  }
}

/** The state of one process, or null when there is none of that pid. */
export function processState(pid: number): ProcessState | null {
  if (!hasProcfs) return listProcesses().find((state) => state.pid === pid) ?? null;
  const text = readProc(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text);
}

/** Reads `/proc/<pid>/stat`. The name stands in brackets and may hold brackets and blanks itself. */
export function parseStat(text: string): ProcessState | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  // Field numbers of proc_pid_stat(5) start at 1; the first one after the name is field 3.
  const fields = text.slice(close + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    parent: field(4),
    group: field(5),
    session: field(6),
    cpu: (field(14) + field(15)) / TICKS_PER_SECOND,
    reaped: (field(16) + field(17)) / TICKS_PER_SECOND,
    start: field(22),
  };
}

/** Every process that can be seen. */
export function listProcesses(): ProcessState[] {
  if (!hasProcfs) return listByPs();
  const states: ProcessState[] = [];
  for (const pid of numbersIn('/proc')) {
    const state = processState(pid);
    if (state) states.push(state);
  }
  return states;
}

/** Without /proc (macOS): no sessions, no CPU, start to the second; enough to stop what we started. */
function listByPs(): ProcessState[] {
  const columns = 'pid=,ppid=,pgid=,state=,lstart=,comm=';
  const text = execFileSync('ps', ['-axo', columns], { encoding: 'utf8', env: { LC_ALL: 'C' } });
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+ \S+ +\d+ [\d:]+ \d+)\s+(.*)$/.exec(
      line,
    );
    if (!found) return [];
    const [, pid, parent, group, state = '', started = '', name = ''] = found;
    return {
      pid: Number(pid),
      name,
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      start: (Date.parse(started) / 1000) * TICKS_PER_SECOND,
      zombie: state.startsWith('Z'),
      cpu: 0,
      reaped: 0,
    };
  });
}

/** How a process is called in a message: its command line (threads rename themselves) and pid. */
export function processPhrase(pid: number): string {
  const line = readProc(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? '';
  const [clean = ''] = printable(Buffer.from(line, 'latin1'));
  return `${clean.trim().slice(0, 80) || processState(pid)?.name || 'a process'} (pid ${pid})`;
}

/** Children of a process, by any of its threads; empty where the kernel does not keep the list. */
export function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const thread of numbersIn(`/proc/${pid}/task`)) {
    const text = readProc(`/proc/${pid}/task/${thread}/children`);
    if (text) children.push(...text.trim().split(' ').filter(Boolean).map(Number));
  }
  return children;
}

/** What a link under /proc points to (`fd/1`, `cwd`, `exe`), or null. */
export function linkOf(pid: number, link: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/${link}`);
  } catch {
    return null; // gone, or another user's
  }
}

/** Whether the environment that the process was started with holds `NAME=value`. */
export function startedWith(pid: number, assignment: string): boolean {
  const environment = readProc(`/proc/${pid}/environ`);
  return environment !== null && `\0${environment}`.includes(`\0${assignment}`);
}
