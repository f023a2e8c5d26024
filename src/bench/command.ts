import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LATE, now, within } from './deadline.js';
import { Log } from './log.js';
import { pinned } from './pinning.js';
import type { ProcessIdentity, ProcessTree } from './process-tree.js';

/** How a command ended: one of the two is null. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface CommandEdges {
  directory: string;
  /** The whole environment: nothing of ours is added. */
  env: Readonly<Record<string, string>>;
  /** Cores as taskset writes them; null for all. */
  cores: string | null;
  /** The tree that the command and all its descendants belong to. */
  tree: ProcessTree;
}

/** A command that was started and perhaps still runs. */
export interface RunningCommand {
  readonly root: ProcessIdentity;
  readonly log: Log;
  readonly exited: Promise<Exit>;
  ended(): Exit | null;
}

/**
 * Starts a command line of the configuration with /bin/sh, as the leader of its own session.
 * Rejects when it cannot be started at all (no such directory, no more processes).
 */
export async function startCommand(command: string, edges: CommandEdges): Promise<RunningCommand> {
  // No core dumps of untrusted programs; the command itself is an argument, never part of a script.
  const shell = ['/bin/sh', '-c', 'ulimit -c 0 2>/dev/null; exec /bin/sh -c "$1"', 'sh', command];
  const [file = '', ...args] = pinned(shell, edges.cores);
  const child = spawn(file, args, {
    cwd: edges.directory,
    env: { ...edges.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
  });
  let exit: Exit | null = null;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new Error(`cannot start \`${command}\` in ${edges.directory}: ${error.message}`, {
      cause: error,
    });
  }
  const root = edges.tree.adopt(child.pid, () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  const log = new Log();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => log.push(chunk));
    stream.on('error', () => stream.destroy());
  }
  return { root, log, exited, ended: () => exit };
}

export interface FinishedCommand {
  /** null: it was still running when its time was over. */
  exit: Exit | null;
  log: Log;
  seconds: number;
}

/**
 * Runs a command to its end or until its time is over. What is left of it stays in the tree for
 * the caller to stop, because a `prepare` may start a daemon on purpose. Rejects with the reason of
 * the signal when that is aborted.
 */
export async function runCommand(
  command: string,
  edges: CommandEdges,
  seconds: number,
  signal: AbortSignal,
): Promise<FinishedCommand> {
  const started = now();
  const running = await startCommand(command, edges);
  const exit = await within(running.exited, seconds, signal);
  // The last lines may still be in the pipe; a daemon may hold it open for ever.
  if (exit !== LATE) await drained(running.log);
  return { exit: exit === LATE ? null : exit, log: running.log, seconds: now() - started };
}

/** Waits until nothing more arrives, 500 ms at most. */
export async function drained(log: Log): Promise<void> {
  const deadline = now() + 0.5;
  let before = -1;
  while (log.bytes !== before && now() < deadline) {
    before = log.bytes;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function describeExit({ code, signal }: Exit): string {
  if (signal === 'SIGKILL' || code === 137) return 'was killed (SIGKILL: perhaps out of memory)';
  if (signal !== null) return `was ended by ${signal}`;
  return `ended with exit code ${code}`;
}
