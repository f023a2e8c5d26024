import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pullRequestRepository, type PullRequestRepository } from './pull-request-repository.js';

const SCENARIO = { base: { 'server.js': 'slow\n', old: 'x' }, head: { 'server.js': 'fast\n' } };
let made: PullRequestRepository;

afterEach(() => made.remove());

const parents = ({ git, mergeSha }: PullRequestRepository): string[] =>
  [...git(['cat-file', '-p', mergeSha]).matchAll(/^parent (.*)$/gm)].map(([, sha = '']) => sha);

describe('the repository of a scripted pull request', () => {
  it('has the test merge checked out at depth 1, detached', () => {
    made = pullRequestRepository(SCENARIO);
    const { git, workspace, mergeSha, baseSha, headSha } = made;
    expect(git(['rev-parse', 'HEAD'])).toBe(mergeSha);
    expect(git(['rev-list', '--count', 'HEAD'])).toBe('1');
    expect(git(['status', '--porcelain', '--branch'])).toBe('## HEAD (no branch)');
    expect(readFileSync(path.join(workspace, 'server.js'), 'utf8')).toBe('fast\n');
    expect(parents(made)).toEqual([baseSha, headSha]);
    expect(() => git(['rev-parse', '--verify', 'HEAD^1'])).toThrow();
  });

  it('serves the base by its SHA, and no commit that no ref reaches', () => {
    made = pullRequestRepository(SCENARIO);
    const { git, baseSha } = made;
    git(['fetch', '--quiet', '--depth=1', '--no-tags', 'origin', baseSha]);
    expect(git(['show', `${baseSha}:server.js`])).toBe('slow');
    expect(() => git(['fetch', '--quiet', 'origin', 'f'.repeat(40)])).toThrow();
  });

  it('can have a base branch that moved on, and a merge ref that did not', () => {
    made = pullRequestRepository({ ...SCENARIO, baseLater: { old: null }, headLater: { a: 'b' } });
    const [first, second] = parents(made);
    expect(first).toBe(made.baseSha);
    expect(first).not.toBe(made.oldBaseSha);
    expect(second).not.toBe(made.headSha);
    expect(existsSync(path.join(made.workspace, 'old'))).toBe(false);
  });

  it('can be that of a push', () => {
    made = pullRequestRepository(SCENARIO, 'base');
    expect(made.git(['rev-parse', 'HEAD'])).toBe(made.baseSha);
    expect(made.git(['branch', '--show-current'])).toBe('main');
  });

  it('is the same on every run', () => {
    const first = pullRequestRepository(SCENARIO);
    first.remove();
    made = pullRequestRepository(SCENARIO);
    expect(made.mergeSha).toBe(first.mergeSha);
  });
});
