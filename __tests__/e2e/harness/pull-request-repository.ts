import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Path to content; `null` deletes the file. */
export type Files = Record<string, string | null>;

export interface Scenario {
  /** On the base branch when the pull request is made. */
  base: Files;
  /** What the pull request changes. */
  head: Files;
  /** What the base branch gains afterwards; then the payload's base SHA is older than the merge's. */
  baseLater?: Files;
  /** What the pull request gains after the merge commit was made: the merge ref is stale. */
  headLater?: Files;
  number?: number;
}

/** What a job has on its disk after actions/checkout, and the server's side of it. */
export interface PullRequestRepository {
  /** Bare repository that serves every commit that a ref reaches, as github.com does. */
  origin: string;
  workspace: string;
  /** The test merge: first parent base, second parent head. */
  mergeSha: string;
  /** First parent of the merge. */
  baseSha: string;
  /** Tip of the pull request's branch; not the second parent when the merge ref is stale. */
  headSha: string;
  /** Base of the branch when the pull request was made, as a payload may still say. */
  oldBaseSha: string;
  /** Runs Git in the workspace, or elsewhere, and returns its output without the last line end. */
  git: (argv: string[], directory?: string) => string;
  remove: () => void;
}

/** Nothing of the machine's or the user's settings, and the same commits on every run. */
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Contributor',
  GIT_AUTHOR_EMAIL: 'contributor@example.com',
  GIT_COMMITTER_NAME: 'Contributor',
  GIT_COMMITTER_EMAIL: 'contributor@example.com',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
};

/**
 * Makes a repository with a pull request and checks it out at depth 1: the test merge for
 * `pull_request`, or the base branch's tip for `push` and its like.
 */
export function pullRequestRepository(
  scenario: Scenario,
  checkout: 'merge' | 'base' = 'merge',
): PullRequestRepository {
  const root = mkdtempSync(path.join(tmpdir(), 'pull-request-'));
  const [author, origin] = [path.join(root, 'author'), path.join(root, 'origin.git')];
  const workspace = path.join(root, 'work', 'shop', 'shop');
  const { number = 7 } = scenario;
  const git = (argv: string[], directory = workspace): string =>
    execFileSync('git', argv, {
      cwd: directory,
      env: ENVIRONMENT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();

  mkdirSync(author, { recursive: true });
  git(['init', '--quiet', '--initial-branch=main'], author);
  const oldBaseSha = commit(author, git, { 'README.md': 'A shop\n', ...scenario.base }, 'Start');
  git(['switch', '--quiet', '--create', 'faster'], author);
  let headSha = commit(author, git, scenario.head, 'Make it faster');
  git(['switch', '--quiet', 'main'], author);
  const baseSha =
    scenario.baseLater === undefined
      ? oldBaseSha
      : commit(author, git, scenario.baseLater, 'Something else');
  git(['switch', '--quiet', '--detach', 'main'], author);
  git(['merge', '--quiet', '--no-ff', '-m', `Merge ${headSha} into ${baseSha}`, 'faster'], author);
  const mergeSha = git(['rev-parse', 'HEAD'], author);
  if (scenario.headLater !== undefined) {
    git(['switch', '--quiet', 'faster'], author);
    headSha = commit(author, git, scenario.headLater, 'Make it faster still');
  }

  git(['init', '--quiet', '--bare', '--initial-branch=main', origin], root);
  git(['config', 'uploadpack.allowReachableSHA1InWant', 'true'], origin);
  const refs = ['main', 'faster', `faster:refs/pull/${number}/head`];
  git(['push', '--quiet', origin, ...refs, `${mergeSha}:refs/pull/${number}/merge`], author);

  const ref =
    checkout === 'merge' ? `refs/remotes/pull/${number}/merge` : 'refs/remotes/origin/main';
  const sha = checkout === 'merge' ? mergeSha : baseSha;
  checkOut({ workspace, origin, sha, ref, isBranch: checkout === 'base' }, git);
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  return { origin, workspace, mergeSha, baseSha, headSha, oldBaseSha, git, remove };
}

type Git = PullRequestRepository['git'];

function commit(directory: string, git: Git, files: Files, message: string): string {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    if (content === null) {
      rmSync(file);
    } else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  git(['add', '--all'], directory);
  git(['commit', '--quiet', '--allow-empty', '-m', message], directory);
  return git(['rev-parse', 'HEAD'], directory);
}

/** The steps of actions/checkout with `fetch-depth: 1` and `persist-credentials: false`. */
function checkOut(
  given: { workspace: string; origin: string; sha: string; ref: string; isBranch: boolean },
  git: Git,
): void {
  const { workspace, origin, sha, ref, isBranch } = given;
  mkdirSync(workspace, { recursive: true });
  git(['init', '--quiet', '--initial-branch=main']);
  git(['remote', 'add', 'origin', pathToFileURL(origin).href]);
  git(['config', '--local', 'gc.auto', '0']);
  const options = ['--quiet', '--no-tags', '--prune', '--no-recurse-submodules', '--depth=1'];
  git(['fetch', ...options, 'origin', `+${sha}:${ref}`]);
  git(['checkout', '--quiet', '--force', ...(isBranch ? ['-B', 'main'] : []), ref]);
}
