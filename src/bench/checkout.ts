import { mkdir } from 'node:fs/promises';
import { git, gitText, lastLine, type GitEdges } from './git.js';
import type { Repository } from './repository.js';
import { FULL_HASH } from './revision.js';
import { UserError } from '../model/user-error.js';

const SECONDS = 300;
const MOST_FILE_BYTES = 1024 * 1024;

/**
 * Puts the files of a commit into `into` (which must not exist), as a repository of its own: one
 * commit deep, no remote, no credentials, no hooks. Code that runs there finds no way from it to
 * the user's repository. Filters of git-lfs and of the user do not run.
 */
export async function checkout(
  repository: Repository,
  sha: string,
  into: string,
  signal?: AbortSignal,
): Promise<void> {
  if (!FULL_HASH.test(sha)) throw new Error(`not a full hash: ${sha}`);
  await mkdir(into, { mode: 0o700 });
  const edges: GitEdges = { directory: into, ours: true, seconds: SECONDS, signal };
  const format = sha.length === 64 ? 'sha256' : 'sha1';
  const steps = [
    ['init', '--quiet', '--template=', `--object-format=${format}`],
    [
      ...['fetch', '--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head'],
      ...['--no-recurse-submodules', '--end-of-options', repository.store, sha],
    ],
    ['checkout', '--quiet', '--force', '--detach', sha],
  ];
  for (const step of steps) {
    const { code, stderr } = await git(step, edges);
    if (code !== 0) throw notCheckedOut(sha, stderr);
  }
  const got = await gitText(['rev-parse', 'HEAD'], edges);
  if (got !== sha) throw new Error(`checkout of ${sha} gave ${got}`);
}

function notCheckedOut(sha: string, stderr: string): UserError {
  return new UserError(`cannot check out ${sha.slice(0, 10)}: ${lastLine(stderr)}`, {
    advice: /No space left/.test(stderr)
      ? 'Free some space, or set TMPDIR to a directory on another disk.'
      : 'See whether git fsck finds the repository in order.',
  });
}

/**
 * The text of a file in a commit, or null when it has none. Rejects with a UserError for what must
 * not or cannot be read as text: a link, a directory, more than 1 MiB, bytes that are not UTF-8.
 */
export async function readFileAt(
  { store }: Repository,
  sha: string,
  path: string,
): Promise<string | null> {
  if (!FULL_HASH.test(sha)) throw new Error(`not a full hash: ${sha}`);
  const edges: GitEdges = { directory: store, ours: true };
  const listed = await gitText(['ls-tree', '-z', '-l', '--full-tree', sha, '--', path], edges);
  const found = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(listed);
  if (!found) return null;
  const [, mode, type, object = '', size] = found;
  const refuse = (why: string): UserError =>
    new UserError(`cannot read ${path} of ${sha.slice(0, 10)}: it ${why}`);
  if (mode === '120000') throw refuse('is a symbolic link');
  if (type !== 'blob') throw refuse('is not a file');
  if (Number(size) > MOST_FILE_BYTES) throw refuse(`has ${size} bytes, more than 1 MiB`);
  const text = await git(['cat-file', 'blob', object], edges);
  if (text.code !== 0) throw refuse(`is not there (${lastLine(text.stderr)})`);
  if (/[\0\ufffd]/.test(text.stdout)) throw refuse('is not text in UTF-8');
  return text.stdout;
}
