import { distance } from 'fastest-levenshtein';
import { git, gitText, lastLine, type GitEdges } from './git.js';
import { UserError } from '../model/user-error.js';

const NAMESPACES = ['refs/tags/', 'refs/heads/', 'refs/remotes/', 'refs/'];
export const FULL_HASH = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * Refuses what is not the name of one commit before git sees it: options, ranges, reflogs, paths.
 * What passes is a ref, HEAD or a hash, followed by steps to ancestors (`main~2`, `HEAD^1`).
 */
export function checkRevision(revision: string, side: string): void {
  const refuse = (why: string): UserError =>
    new UserError(`${side} \`${show(revision)}\` ${why}`, {
      advice: 'Give a branch, a tag or a commit.',
    });
  if (revision === '') throw refuse('is empty');
  if (revision.startsWith('-')) throw refuse('looks like an option, not like a commit');
  if (revision.length > 250) throw refuse('is too long');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007f-\u009f]/.test(revision)) {
    throw refuse('holds a blank or a control character');
  }
  if (revision.includes('..')) throw refuse('is a range of commits');
  if (revision.includes('@{')) throw refuse('names a reflog entry or an upstream');
  if (!/^[^~^:?*[\\]+([~^]\d*)*$/.test(revision)) throw refuse('is not the name of a commit');
}

/**
 * The full hash of the commit that a revision names, or null when it names nothing. Rejects with a
 * UserError when it is ambiguous or names something else than a commit.
 */
export async function findCommit(
  revision: string,
  side: string,
  edges: GitEdges,
): Promise<string | null> {
  checkRevision(revision, side);
  const name = revision.replace(/[~^].*$/, '');
  const meanings = await refsNamed(name, edges);
  const [only] = meanings;
  if (meanings.length > 1) {
    throw new UserError(`${side} \`${name}\` is ambiguous: ${meanings.join(' and ')} exist`, {
      advice: `Write which one you mean, for example ${meanings.at(-1)}.`,
    });
  }
  const full = only === undefined ? revision : only + revision.slice(name.length);
  const found = await git(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${full}^{commit}`],
    edges,
  );
  const sha = found.stdout.trim();
  if (found.code === 0 && FULL_HASH.test(sha)) return sha;
  if (/ambiguous/.test(found.stderr)) {
    throw new UserError(`${side} \`${revision}\` is the beginning of several hashes`, {
      advice: 'Write more of the hash.',
    });
  }
  const object = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', full], edges);
  if (object.code !== 0 || FULL_HASH.test(revision)) return null;
  const type = await git(['cat-file', '-t', object.stdout.trim()], edges);
  if (type.code !== 0 || type.stdout.trim() === 'commit') return null;
  throw new UserError(`${side} \`${revision}\` is a ${type.stdout.trim()}, not a commit`);
}

/** Every ref that the name may stand for; the name itself if it is a full one. */
async function refsNamed(name: string, edges: GitEdges): Promise<string[]> {
  if (name === 'HEAD' || name === '@' || FULL_HASH.test(name)) return [];
  const candidates = name.startsWith('refs/') ? [name] : NAMESPACES.map((space) => space + name);
  const existing = await gitText(['for-each-ref', '--format=%(refname)', ...candidates], edges);
  // for-each-ref also lists what lies below a name.
  return existing.split('\n').filter((ref) => candidates.includes(ref));
}

/** The error for a name that nothing has, with the names that are most like it. */
export async function unknownRevision(
  revision: string,
  side: string,
  edges: GitEdges,
): Promise<UserError> {
  const name = revision.replace(/[~^].*$/, '');
  const refs = await git(
    ['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes', 'refs/tags'],
    edges,
  );
  const names = [...new Set(refs.stdout.split('\n').filter(Boolean))];
  const near = nearest(name, names);
  const steps = name === revision ? '' : ' (or has fewer ancestors)';
  return new UserError(`${side} \`${show(revision)}\` does not exist${steps}`, {
    advice:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'Fetch it first (git fetch), or give another branch, tag or commit.',
  });
}

/** At most three names, the likeliest first. A remote's branch of that very name is the likeliest. */
export function nearest(name: string, names: readonly string[]): string[] {
  const most = Math.max(2, Math.floor(name.length / 3));
  return names
    .map((candidate) => {
      const short = candidate.slice(candidate.indexOf('/') + 1);
      return { candidate, far: Math.min(distance(name, candidate), distance(name, short)) };
    })
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** A revision somebody typed, fit to be printed. */
function show(revision: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to take out
  return revision.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 100);
}

/** Says why git could not reach the other repository. */
export function fetchFailed(remote: string, stderr: string): UserError {
  return new UserError(`cannot fetch from ${remote}: ${lastLine(stderr)}`, {
    advice:
      'Fetch the missing commits before Paceline runs (for actions/checkout: fetch-depth: 0), or see that the network and the credentials work.',
  });
}
