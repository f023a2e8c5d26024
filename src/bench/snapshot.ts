import { git, gitText, type GitEdges } from './git.js';
import { copyIndex, type Repository } from './repository.js';
import { UserError } from '../model/user-error.js';

/**
 * The working tree as git sees it, asked through our own repository and a copy of the index: the
 * user's one stays as it is, and filters that only its configuration defines do not run. Needs
 * `makeStore` before it.
 */
export class WorkingTree {
  readonly #edges: GitEdges;
  readonly #head: string;

  private constructor(edges: GitEdges, head: string) {
    this.#edges = edges;
    this.#head = head;
  }

  /** `head`: hash of the commit that is checked out. */
  static async open(
    repository: Repository,
    head: string,
    signal?: AbortSignal,
  ): Promise<WorkingTree> {
    if (repository.bare) {
      throw new UserError(`${repository.root} is a bare repository: it has no uncommitted files`);
    }
    const index = await copyIndex(repository);
    const env = {
      GIT_DIR: repository.store,
      GIT_WORK_TREE: repository.root,
      GIT_INDEX_FILE: index,
    };
    const edges = { directory: repository.root, env, signal };
    await gitText(['update-ref', '--no-deref', 'HEAD', head], edges);
    return new WorkingTree(edges, head);
  }

  /** Whether files are changed, or new and not ignored. */
  async isDirty(): Promise<boolean> {
    const status = await gitText(
      ['status', '--porcelain=v1', '--untracked-files=normal', '--ignore-submodules=all'],
      this.#edges,
    );
    return status !== '';
  }

  /**
   * A commit that holds the files as they are now, tracked and new, on top of head; head itself
   * when nothing differs. Made in our own repository: no ref leads to it. The same files give the
   * same hash.
   */
  async snapshot(): Promise<string> {
    const added = await git(['add', '--all', '--ignore-errors', '--', '.'], this.#edges);
    if (added.code !== 0) {
      const reason = added.stderr.trim().split('\n')[0] ?? '';
      throw new UserError(`cannot read the uncommitted files: ${reason}`);
    }
    const tree = await gitText(['write-tree'], this.#edges);
    if (tree === (await gitText(['rev-parse', `${this.#head}^{tree}`], this.#edges))) {
      return this.#head;
    }
    const date = await gitText(['log', '-1', '--format=%ct +0000', this.#head], this.#edges);
    const who = (role: string): Record<string, string> => ({
      [`GIT_${role}_NAME`]: 'Paceline',
      [`GIT_${role}_EMAIL`]: 'paceline@localhost',
      [`GIT_${role}_DATE`]: date,
    });
    return gitText(
      ['commit-tree', '--no-gpg-sign', '-p', this.#head, '-m', 'uncommitted files', tree],
      { ...this.#edges, env: { ...this.#edges.env, ...who('AUTHOR'), ...who('COMMITTER') } },
    );
  }
}
