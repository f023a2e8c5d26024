import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/user-error.js';

/** A private directory for everything that a run writes. */
export interface RunDirectory {
  path: string;
  /** Removes it. Resolves to what is left, in words, or null when nothing is. */
  remove(): Promise<string | null>;
}

/** Less is not enough for two checkouts and their builds of even a small service. */
export const LEAST_FREE_BYTES = 200 * 1024 * 1024;

/**
 * Makes a directory that only this user may enter, under `parent`. Rejects with a UserError when
 * the disk is nearly full or the parent cannot be written to.
 */
export async function makeRunDirectory(
  parent: string,
  leastFree = LEAST_FREE_BYTES,
): Promise<RunDirectory> {
  let path: string;
  try {
    const { bavail, bsize } = await statfs(parent);
    if (bavail * bsize < leastFree) throw diskFull(parent, bavail * bsize, leastFree);
    // The real path, because working directories of processes are compared with it.
    path = join(await realpath(parent), `paceline-${randomBytes(8).toString('hex')}`);
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`cannot make a temporary directory in ${parent}: ${message}`, {
      advice: 'Set TMPDIR to a directory that can be written to.',
      cause,
    });
  }
  return { path, remove: () => remove(path) };
}

function diskFull(parent: string, free: number, least: number): UserError {
  const megabytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MiB`;
  return new UserError(
    `only ${megabytes(free)} are free in ${parent}; a run needs ${megabytes(least)} at the least`,
    { advice: 'Free some space, or set TMPDIR to a directory on another disk.' },
  );
}

async function remove(path: string): Promise<string | null> {
  const attempt = async (): Promise<unknown> => {
    try {
      await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
      return null;
    } catch (error) {
      return error;
    }
  };
  let failure = await attempt();
  if (failure !== null) {
    // Go keeps its modules in directories that even their owner may not write to.
    await allowRemoval(path);
    failure = await attempt();
  }
  if (!existsSync(path)) return null;
  const reason = failure instanceof Error ? `: ${failure.message}` : '';
  return `${path} could not be removed${reason}`;
}

async function allowRemoval(directory: string): Promise<void> {
  try {
    if (!(await lstat(directory)).isDirectory()) return;
    await chmod(directory, 0o700);
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (entry.isDirectory()) await allowRemoval(join(directory, entry.name));
    }
  } catch {
    return; // gone meanwhile, or another user's: the second attempt will say which
  }
}
