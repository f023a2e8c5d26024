import { git, gitText, type GitEdges } from './git.js';
import { fetchFailed, findCommit, FULL_HASH, unknownRevision } from './revision.js';
import type { Repository } from './repository.js';
import { UserError } from '../model/user-error.js';

/** How far a shallow clone is deepened, step by step: commits to add each time. */
const STEPS = [50, 200, 1_000, 5_000];
const FETCH_SECONDS = 120;

/** What can be asked of the user's history. Deepening is the only thing that ever changes it. */
export class History {
  readonly #edges: GitEdges;

  constructor({ root }: Repository, signal?: AbortSignal) {
    this.#edges = { directory: root, signal };
  }

  /** The hash of a commit; fetched when a shallow clone lacks it. Rejects with a UserError. */
  async resolve(revision: string, side: string): Promise<string> {
    const found = await findCommit(revision, side, this.#edges);
    if (found !== null) return found;
    if (await this.#isShallow()) {
      if (FULL_HASH.test(revision)) {
        await this.#fetch(['--depth=1'], revision);
        if (await findCommit(revision, side, this.#edges)) return revision;
      } else if (/[~^]/.test(revision)) {
        const deep = await this.#deepenUntil(() => findCommit(revision, side, this.#edges));
        if (deep !== null) return deep;
      }
    }
    throw await unknownRevision(revision, side, this.#edges);
  }

  /** The first that exists of the usual names of the branch that others are merged into. */
  async defaultBranch(): Promise<string> {
    for (const name of ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']) {
      const space = name.startsWith('origin/') ? 'refs/remotes/' : 'refs/heads/';
      const found = await git(['rev-parse', '--verify', '--quiet', space + name], this.#edges);
      if (found.code !== 0) continue;
      if (name !== 'origin/HEAD') return space + name;
      return gitText(['symbolic-ref', '--quiet', space + name], this.#edges);
    }
    throw new UserError('there is no branch to compare with (origin/HEAD, main or master)', {
      advice: 'Say which commit is the base: --base REF.',
    });
  }

  /** The commit where head left base. Rejects with a UserError when they never met. */
  async mergeBase(base: string, head: string): Promise<string> {
    const ask = async (): Promise<string | null> => {
      const { code, stdout } = await git(['merge-base', base, head], this.#edges);
      return code === 0 ? (stdout.trim().split('\n')[0] ?? null) : null;
    };
    const shallow = await this.#isShallow();
    const found = (await ask()) ?? (shallow ? await this.#deepenUntil(ask) : null);
    if (found !== null) return found;
    throw new UserError(
      `base ${base.slice(0, 10)} and head ${head.slice(0, 10)} have no common ancestor`,
      { advice: 'Give a base that head grew out of.' },
    );
  }

  async count(from: string, to: string): Promise<number> {
    return Number(await gitText(['rev-list', '--count', to, `^${from}`], this.#edges));
  }

  async subject(sha: string): Promise<string> {
    const subject = await gitText(['log', '-1', '--no-patch', '--format=%s', sha], this.#edges);
    return subject.slice(0, 300);
  }

  /**
   * In a partial clone, fetches the files of a commit that are not there yet, as a checkout of it
   * would: our own repository has no remote to get them from.
   */
  async complete(sha: string): Promise<void> {
    const promisor = await git(['config', '--get-regexp', '^remote\\..*\\.promisor$'], this.#edges);
    const remote = /^remote\.(.*)\.promisor true$/m.exec(promisor.stdout)?.[1];
    if (remote === undefined) return;
    // Directories may be missing too: each round shows what the next level needs.
    for (let round = 0; round < 50; round += 1) {
      const listed = await gitText(
        ['rev-list', '--objects', '--missing=print', '--no-walk', sha],
        this.#edges,
      );
      const missing = listed.split('\n').filter((line) => line.startsWith('?'));
      if (missing.length === 0) return;
      const input = missing.map((line) => line.slice(1)).join('\n') + '\n';
      await this.#fetch(['--filter=blob:none', '--stdin'], undefined, { remote, input });
    }
  }

  async #isShallow(): Promise<boolean> {
    return (await gitText(['rev-parse', '--is-shallow-repository'], this.#edges)) === 'true';
  }

  async #deepenUntil(found: () => Promise<string | null>): Promise<string | null> {
    for (const step of STEPS) {
      await this.#fetch([`--deepen=${step}`]);
      const value = await found();
      if (value !== null) return value;
      if (!(await this.#isShallow())) return null;
    }
    await this.#fetch(['--unshallow']);
    return found();
  }

  async #fetch(
    options: readonly string[],
    sha?: string,
    { remote, input = '' }: { remote?: string; input?: string } = {},
  ): Promise<void> {
    const from = remote ?? (await this.#remote());
    const { code, stderr } = await git(
      [
        ...['-c', 'fetch.negotiationAlgorithm=default', 'fetch', '--quiet', '--no-tags'],
        ...['--no-write-fetch-head', '--no-recurse-submodules', ...options],
        ...['--end-of-options', from, ...(sha === undefined ? [] : [sha])],
      ],
      { ...this.#edges, input, seconds: FETCH_SECONDS },
    );
    if (code !== 0) throw fetchFailed(from, stderr);
  }

  async #remote(): Promise<string> {
    const remotes = (await gitText(['remote'], this.#edges)).split('\n').filter(Boolean);
    const remote = remotes.includes('origin') ? 'origin' : remotes[0];
    if (remote !== undefined && !remote.startsWith('-')) return remote;
    throw new UserError('this shallow clone lacks commits and has no remote to fetch them from', {
      advice: 'Clone the repository with its history.',
    });
  }
}
