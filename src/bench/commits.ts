import { join } from 'node:path';
import { readFileAt } from './checkout.js';
import { History } from './history.js';
import { makeStore, openRepository, type Repository } from './repository.js';
import { WorkingTree } from './snapshot.js';
import type { Commit } from '../model/result.js';
import { UserError } from '../model/user-error.js';

export interface CommitsRequest {
  /** Anywhere inside the repository. */
  directory: string;
  /** A directory of this run: our own repository is made in it. */
  runDirectory: string;
  /** undefined: the branch that others are merged into. */
  base?: string | undefined;
  /** A revision, or `worktree` for the files as they are now. Default: HEAD. */
  head?: string | undefined;
  /** Compare with base itself, not with the commit where head left it. */
  exactBase?: boolean;
  signal?: AbortSignal | undefined;
}

export interface ResolvedCommits {
  base: Commit;
  head: Commit;
  /** What the reader of the report must know about the choice. */
  notes: string[];
  repository: Repository;
}

/**
 * Decides which two commits are compared. All git work that needs the user's repository is done
 * here, before anything of either commit is run. Rejects with a UserError that names the side.
 */
export async function resolveCommits(request: CommitsRequest): Promise<ResolvedCommits> {
  const { directory, runDirectory, head: headName = 'HEAD', exactBase = false, signal } = request;
  const repository = await openRepository(directory, join(runDirectory, 'repository'));
  const history = new History(repository, signal);
  const notes: string[] = [];

  const fromWorktree = headName === 'worktree';
  const committed = await history.resolve(fromWorktree ? 'HEAD' : headName, 'head');
  const baseName = request.base ?? (await history.defaultBranch());
  const tip = await history.resolve(baseName, 'base');
  const base = exactBase ? tip : await history.mergeBase(tip, committed);
  for (const sha of [base, committed]) await history.complete(sha);
  await makeStore(repository);

  const baseLabel = baseName.replace(/^refs\/(heads|remotes|tags)\//, '');
  if (base !== tip) {
    const behind = await history.count(base, tip);
    notes.push(
      `base is ${base.slice(0, 10)}, where head left ${baseLabel}; ${baseLabel} is ${behind} ${behind === 1 ? 'commit' : 'commits'} further`,
    );
  }

  let head: Commit = {
    sha: committed,
    ref: headName,
    subject: await history.subject(committed),
  };
  if (fromWorktree) {
    const tree = await WorkingTree.open(repository, committed, signal);
    const sha = await tree.snapshot();
    if (sha !== committed) head = { sha, ref: headName, subject: 'uncommitted files' };
    else notes.push('there are no uncommitted files: head is the last commit');
  } else if (!repository.bare && (headName === 'HEAD' || headName === '@')) {
    const tree = await WorkingTree.open(repository, committed, signal);
    if (await tree.isDirty()) {
      notes.push('uncommitted changes are not measured; use --head worktree to measure them');
    }
  }
  if (head.sha === base) throw sameCommit(base, baseLabel, headName);

  notes.push(...(await contentNotes(repository, head.sha)));
  return {
    base: { sha: base, ref: baseLabel, subject: await history.subject(base) },
    head,
    notes,
    repository,
  };
}

function sameCommit(sha: string, base: string, head: string): UserError {
  return new UserError(
    `base (${base}) and head (${head}) are the same commit ${sha.slice(0, 10)}: there is nothing to compare`,
    {
      advice:
        head === 'worktree'
          ? 'There are no uncommitted files. Change something, or give another base: --base REF.'
          : 'Give another base (--base REF, for example HEAD~1), or measure uncommitted files: --head worktree.',
    },
  );
}

async function contentNotes(repository: Repository, sha: string): Promise<string[]> {
  const notes: string[] = [];
  if (await fileHolds(repository, sha, '.gitmodules', 'submodule')) {
    notes.push('submodules are not checked out: what needs them must fetch them in its build');
  }
  if (await fileHolds(repository, sha, '.gitattributes', 'filter=lfs')) {
    notes.push('files kept by git-lfs are not downloaded: the service sees their pointers');
  }
  return notes;
}

async function fileHolds(
  repository: Repository,
  sha: string,
  path: string,
  word: string,
): Promise<boolean> {
  try {
    return (await readFileAt(repository, sha, path))?.includes(word) ?? false;
  } catch (error) {
    // A note is not worth refusing a repository whose attributes are a link or not UTF-8.
    if (error instanceof UserError) return false;
    throw error;
  }
}
