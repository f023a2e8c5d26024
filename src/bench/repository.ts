import { copyFile, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkGit, git, gitText, lastLine } from './git.js';
import { UserError } from '../model/user-error.js';

/**
 * The user's repository, and our own bare one beside it that sees the same objects. Everything
 * that reads files or makes objects happens in ours (`store`), so that neither the user's index,
 * refs and objects change nor anything that the repository configures is run.
 */
export interface Repository {
  /** Top of the working tree; of a bare repository its directory. */
  root: string;
  bare: boolean;
  store: string;
}

/**
 * Opens the repository that the directory belongs to. `store`: where our own one may be made, a
 * path that does not exist yet. Rejects with a UserError when there is no git or no repository.
 */
export async function openRepository(directory: string, store: string): Promise<Repository> {
  if (!(await isDirectory(directory))) throw new UserError(`there is no directory ${directory}`);
  await checkGit(directory);
  const asked = await git(['rev-parse', '--is-bare-repository', '--absolute-git-dir'], {
    directory,
  });
  if (asked.code !== 0) throw notARepository(directory, asked.stderr);
  const [bareText, gitDirectory = directory] = asked.stdout.trim().split('\n');
  const bare = bareText === 'true';
  const root = bare ? gitDirectory : await gitText(['rev-parse', '--show-toplevel'], { directory });
  return { root, bare, store };
}

function notARepository(directory: string, stderr: string): UserError {
  if (stderr.includes('dubious ownership')) {
    return new UserError(`git does not trust ${directory}: it belongs to another user`, {
      advice: `If you trust it: git config --global --add safe.directory ${directory}`,
    });
  }
  if (stderr.includes('not a git repository')) {
    return new UserError(`${directory} is not in a git repository`, {
      advice: 'Run Paceline where the two commits are: in a clone of the project.',
    });
  }
  return new UserError(`cannot read the git repository in ${directory}: ${lastLine(stderr)}`);
}

/**
 * Makes our own repository. After the last fetch into the user's one, because which commits are
 * cut off in a shallow clone is copied now.
 */
export async function makeStore({ root, store }: Repository): Promise<void> {
  const path = (name: string): Promise<string> =>
    gitText(['rev-parse', '--git-path', name], { directory: root }).then((p) => resolve(root, p));
  const format = await gitText(['rev-parse', '--show-object-format'], { directory: root });
  await gitText(['init', '--quiet', '--bare', `--object-format=${format}`, '--', store], {
    directory: dirname(store),
    ours: true,
    env: { GIT_TEMPLATE_DIR: '' },
  });
  await writeFile(join(store, 'objects', 'info', 'alternates'), `${await path('objects')}\n`);
  // Our repository serves any commit by its hash, also one that no ref leads to.
  await gitText(['config', 'uploadpack.allowAnySHA1InWant', 'true'], {
    directory: store,
    ours: true,
  });
  await copyIfThere(await path('shallow'), join(store, 'shallow'));
  await mkdir(join(store, 'info'), { recursive: true });
  await copyIfThere(await path('info/exclude'), join(store, 'info', 'exclude'));
}

/**
 * Copies the user's index, so that git need not read every file again to find the changed ones.
 * Its time is kept to the second, rounded down: git then looks twice at files written just then.
 */
export async function copyIndex({ root, store }: Repository): Promise<string> {
  const index = resolve(
    root,
    await gitText(['rev-parse', '--git-path', 'index'], { directory: root }),
  );
  const copy = join(store, 'index');
  if (await copyIfThere(index, copy)) {
    const second = Math.floor((await stat(index)).mtimeMs / 1000);
    await utimes(copy, second, second);
    // A split index keeps its larger half in a file of its own.
    for (const name of await readdir(dirname(index))) {
      if (name.startsWith('sharedindex.'))
        await copyFile(join(dirname(index), name), join(store, name));
    }
  }
  return copy;
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // it does not exist, or we may not look
  }
}
