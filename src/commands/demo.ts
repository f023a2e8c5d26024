import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compare } from './compare.js';
import type { Edges } from './edges.js';
import { gitText } from '../bench/git.js';

/** Enough for seven sessions: the planted slowdown needs six. */
const DEMO_SECONDS = 95;

/**
 * The main job on a sample: a small repository in a temporary folder whose second commit makes a
 * service slower, and the real comparison of the two. The Result stays in the directory where the
 * demo was started.
 */
export async function demo(edges: Edges): Promise<number> {
  const repository = await mkdtemp(path.join(tmpdir(), 'paceline-demo-'));
  try {
    await commitExample(path.join(edges.packageDirectory, 'examples', 'users-api'), repository);
    edges.output.write(
      [
        'A small API with two commits: the second one replaces an index by a search through the whole list.',
        'Paceline now measures both on this machine. It takes about a minute and a half.',
        '',
        '',
      ].join('\n'),
    );
    const code = await compare(
      {
        base: 'HEAD~1',
        head: 'HEAD',
        exactBase: true,
        config: undefined,
        only: [],
        time: DEMO_SECONDS,
        seed: undefined,
        json: path.join(edges.directory, 'paceline-demo.json'),
        html: path.join(edges.directory, 'paceline-demo.html'),
        verbose: false,
      },
      { ...edges, directory: repository },
    );
    edges.output.write(`\n${meaning(code)}\n`);
    return code === 1 ? 0 : code;
  } finally {
    await rm(repository, { recursive: true, force: true });
  }
}

/** What a pull request with this change would have got. The demo itself succeeds when the gate says no. */
function meaning(code: number): string {
  switch (code) {
    case 0:
      return 'On a pull request this check would not block: the slowdown was not shown in this time on this machine.';
    case 1:
      return 'On a pull request this check would be red and block the merge (exit code 1).';
    default:
      return `On a pull request this check would be red: Paceline could not decide (exit code ${code}).`;
  }
}

async function commitExample(example: string, repository: string): Promise<void> {
  const git = (...args: string[]) =>
    gitText(
      [
        '-c',
        'user.name=demo',
        '-c',
        'user.email=demo@localhost',
        '-c',
        'commit.gpgSign=false',
        ...args,
      ],
      {
        directory: repository,
        ours: true,
      },
    );
  await git('init', '--quiet', '--initial-branch=main', '--template=');
  await commit('base', 'List the users of a team');
  await commit('head', 'Sort users by score');

  async function commit(folder: string, message: string): Promise<void> {
    await cp(path.join(example, folder), repository, { recursive: true });
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
  }
}
