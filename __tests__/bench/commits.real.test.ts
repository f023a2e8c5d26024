import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkout, readFileAt } from '../../src/bench/checkout.js';
import { resolveCommits, type CommitsRequest } from '../../src/bench/commits.js';
import { UserError } from '../../src/model/user-error.js';
import { clone, newRepository, temporaryFolder, type TestRepository } from './repositories.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

let serial = 0;
const fresh = (name: string): string => join(folder.path, `${name}-${(serial += 1)}`);

function resolve(repository: TestRepository | string, request: Partial<CommitsRequest> = {}) {
  const runDirectory = fresh('run');
  mkdirSync(runDirectory);
  const directory = typeof repository === 'string' ? repository : repository.path;
  return resolveCommits({ directory, runDirectory, ...request });
}

async function failure(promise: Promise<unknown>): Promise<UserError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** main: one, two. feature (checked out): one, three. */
function forked(...options: string[]) {
  const repository = newRepository(fresh('repository'), ...options);
  const one = repository.commit('one', { 'server.js': '1', 'paceline.yml': 'a: 1\n' });
  repository.git('branch', 'feature');
  const two = repository.commit('two', { 'server.js': '2' });
  repository.git('checkout', '--quiet', 'feature');
  const three = repository.commit('three', { 'server.js': '3' });
  return { repository, one, two, three };
}

describe('which commits are compared', () => {
  test('by default HEAD with the commit where it left main, and the reader is told', async () => {
    const { repository, one, three } = forked();
    const commits = await resolve(repository);
    expect(commits.base).toEqual({ sha: one, ref: 'main', subject: 'one' });
    expect(commits.head).toEqual({ sha: three, ref: 'HEAD', subject: 'three' });
    expect(commits.notes).toEqual([
      `base is ${one.slice(0, 10)}, where head left main; main is 1 commit further`,
    ]);
  });

  test('base itself when asked for exactly that', async () => {
    const { repository, two } = forked();
    const commits = await resolve(repository, { base: 'main', exactBase: true });
    expect(commits.base.sha).toBe(two);
    expect(commits.notes).toEqual([]);
  });

  test('the branch that the remote names as its default goes before a local main', async () => {
    const { repository } = forked();
    repository.git('branch', 'trunk', 'feature~1');
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/trunk');
    repository.git('reset', '--quiet', '--hard');
    const copy = clone(repository.path, fresh('clone'));
    const head = copy.commit('more', { 'server.js': '9' });
    const commits = await resolve(copy);
    expect(commits.base.ref).toBe('origin/trunk');
    expect(commits.head.sha).toBe(head);
  });

  test('steps to ancestors, full and short hashes, tags and full ref names are understood', async () => {
    const { repository, one, three } = forked();
    repository.git('tag', '-a', '-m', 'release', 'v1', one);
    for (const base of ['HEAD~1', 'HEAD^', '@^1', one, one.slice(0, 9), 'v1', 'refs/tags/v1']) {
      const commits = await resolve(repository, { base, head: 'refs/heads/feature' });
      expect([base, commits.base.sha, commits.head.sha]).toEqual([base, one, three]);
    }
  });

  test('variables that git sets for a hook do not lead to another repository', async () => {
    const { repository, one } = forked();
    process.env.GIT_DIR = '/nonexistent';
    process.env.GIT_INDEX_FILE = '/nonexistent/index';
    try {
      expect((await resolve(repository)).base.sha).toBe(one);
    } finally {
      delete process.env.GIT_DIR;
      delete process.env.GIT_INDEX_FILE;
    }
  });

  test('a subdirectory, and a linked worktree, belong to the repository', async () => {
    const { repository, one } = forked();
    const linked = fresh('linked');
    repository.git('worktree', 'add', '--quiet', '--detach', linked, 'feature');
    mkdirSync(join(linked, 'deep'));
    const commits = await resolve(join(linked, 'deep'));
    expect(commits.repository.root).toBe(linked);
    expect(commits.base.sha).toBe(one);
  });
});

describe('revisions that are refused', () => {
  let untouched: TestRepository;
  beforeAll(() => {
    untouched = forked().repository;
  });

  test.each([
    ['--upload-pack=touch x', 'looks like an option'],
    ['-cfoo', 'looks like an option'],
    ['main..feature', 'is a range'],
    ['main...feature', 'is a range'],
    ['@{u}', 'names a reflog entry or an upstream'],
    ['main@{1}', 'names a reflog entry or an upstream'],
    ['a\nb', 'holds a blank or a control character'],
    ['a\0b', 'holds a blank or a control character'],
    ['^main', 'is not the name of a commit'],
    ['HEAD:server.js', 'is not the name of a commit'],
    ['', 'is empty'],
    ['x'.repeat(300), 'is too long'],
  ])('%j %s', async (revision, why) => {
    for (const side of ['base', 'head'] as const) {
      const error = await failure(resolve(untouched, { [side]: revision }));
      expect(error.message).toContain(side);
      expect(error.message).toContain(why);
      expect(error.message).not.toMatch(/[\n\0]/);
    }
  });

  test('a name that does not exist is answered with the nearest ones', async () => {
    const error = await failure(resolve(untouched, { base: 'mian' }));
    expect(error.message).toBe('base `mian` does not exist');
    expect(error.advice).toBe('Did you mean main?');
    const copy = clone(untouched.path, fresh('clone'));
    const remote = await failure(resolve(copy, { base: 'main' }));
    expect(remote.advice).toBe('Did you mean origin/main?');
  });

  test('a name of both a branch and a tag is ambiguous, and the way out is named', async () => {
    const { repository } = forked();
    repository.git('tag', 'main', 'feature');
    const error = await failure(resolve(repository, { base: 'main' }));
    expect(error.message).toBe(
      'base `main` is ambiguous: refs/heads/main and refs/tags/main exist',
    );
    const commits = await resolve(repository, { base: 'refs/heads/main' });
    expect(commits.base.subject).toBe('one');
  });

  test('the same commit on both sides is nothing to compare', async () => {
    const error = await failure(resolve(untouched, { base: 'feature', head: 'HEAD' }));
    expect(error.message).toContain('are the same commit');
  });

  test('a file or a directory is not a commit', async () => {
    const blob = untouched.git('rev-parse', 'HEAD:server.js').slice(0, 12);
    const error = await failure(resolve(untouched, { base: blob }));
    expect(error.message).toBe(`base \`${blob}\` is a blob, not a commit`);
  });

  test('histories that never met are told', async () => {
    const { repository } = forked();
    repository.git('checkout', '--quiet', '--orphan', 'island');
    repository.commit('island');
    const error = await failure(resolve(repository));
    expect(error.message).toContain('have no common ancestor');
  });
});

describe('places that are no repository', () => {
  test('a plain directory', async () => {
    mkdirSync(join(folder.path, 'plain'), { recursive: true });
    const error = await failure(resolve(join(folder.path, 'plain')));
    expect(error.message).toMatch(/plain is not in a git repository$/);
  });

  test('a directory that does not exist', async () => {
    const error = await failure(resolve(join(folder.path, 'nowhere')));
    expect(error.message).toMatch(/^there is no directory .*nowhere$/);
  });

  test('a repository without a commit', async () => {
    const error = await failure(resolve(newRepository(fresh('empty'))));
    expect(error.message).toContain('head `HEAD` does not exist');
  });

  test('a machine without git', async () => {
    const { repository } = forked();
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      expect((await failure(resolve(repository))).message).toBe('git was not found');
    } finally {
      process.env.PATH = path;
    }
  });
});

describe('uncommitted files', () => {
  const inventory = (repository: TestRepository) => ({
    status: repository.git('status', '--porcelain'),
    refs: repository.git('for-each-ref'),
    index: readFileSync(join(repository.path, '.git/index')).toString('base64'),
    objects: repository.git('count-objects', '-v'),
    folder: readdirSync(join(repository.path, '.git')).sort(),
  });

  test('are not measured with HEAD, and the reader is told', async () => {
    const { repository } = forked();
    repository.write({ 'new.js': 'x' });
    const { notes } = await resolve(repository);
    expect(notes).toContain(
      'uncommitted changes are not measured; use --head worktree to measure them',
    );
  });

  test('become a commit with new files and without ignored ones, and the repository stays as it is', async () => {
    const { repository, three } = forked();
    repository.commit('ignore', {
      '.gitignore': 'node_modules\n',
      'gone.js': 'x',
      'staged.js': '1',
    });
    repository.git('rm', '--quiet', 'gone.js');
    repository.write({ 'staged.js': '2' });
    repository.git('add', 'staged.js');
    repository.write({
      'server.js': 'changed',
      'a folder/new.js': 'new',
      'node_modules/x/index.js': 'ignored',
      'staged.js': '3',
      'excluded.txt': 'by info/exclude',
      '.git/info/exclude': 'excluded.txt\n',
    });
    const before = inventory(repository);
    const commits = await resolve(repository, { base: three, head: 'worktree' });
    const into = fresh('head');
    await checkout(commits.repository, commits.head.sha, into);
    expect(inventory(repository)).toEqual(before);
    expect(readFileSync(join(into, 'server.js'), 'utf8')).toBe('changed');
    expect(readFileSync(join(into, 'staged.js'), 'utf8')).toBe('3');
    expect(readFileSync(join(into, 'a folder/new.js'), 'utf8')).toBe('new');
    expect(readdirSync(into).sort()).toEqual([
      '.git',
      '.gitignore',
      'a folder',
      'paceline.yml',
      'server.js',
      'staged.js',
    ]);
    expect(commits.head).toMatchObject({ ref: 'worktree', subject: 'uncommitted files' });
    const again = await resolve(repository, { base: three, head: 'worktree' });
    expect(again.head.sha).toBe(commits.head.sha);
  });

  test('when there are none, head is the last commit', async () => {
    const { repository, three } = forked();
    const commits = await resolve(repository, { head: 'worktree' });
    expect(commits.head.sha).toBe(three);
    const error = await failure(resolve(repository, { base: 'feature', head: 'worktree' }));
    expect(error.advice).toContain('There are no uncommitted files');
  });
});

describe('clones that lack commits', () => {
  test('a shallow one is deepened until the common ancestor is there', async () => {
    const { repository, one } = forked();
    const copy = clone(
      `file://${repository.path}`,
      fresh('shallow'),
      '--depth=1',
      '--no-single-branch',
    );
    expect(copy.git('rev-parse', '--is-shallow-repository')).toBe('true');
    const commits = await resolve(copy, { base: 'origin/main' });
    expect(commits.base.sha).toBe(one);
  });

  test('the parent of a merge commit is fetched, and both sides can be checked out', async () => {
    const { repository, two } = forked();
    repository.git('checkout', '--quiet', '-b', 'merged', 'main');
    repository.git('merge', '--quiet', '--strategy=ours', '-m', 'merge', 'feature');
    const copy = clone(`file://${repository.path}`, fresh('shallow'), '--depth=1');
    const commits = await resolve(copy, { base: 'HEAD^1', exactBase: true });
    expect(commits.base.sha).toBe(two);
    await checkout(commits.repository, two, fresh('base'));
    await checkout(commits.repository, commits.head.sha, fresh('head'));
  });

  test('a full hash that only the remote has is fetched alone', async () => {
    const { repository, one } = forked();
    const copy = clone(`file://${repository.path}`, fresh('shallow'), '--depth=1');
    const commits = await resolve(copy, { base: one, exactBase: true });
    const into = fresh('base');
    await checkout(commits.repository, one, into);
    expect(readFileSync(join(into, 'server.js'), 'utf8')).toBe('1');
  });

  test('without a remote, or with one that does not answer, the error says so', async () => {
    const { repository } = forked();
    const alone = clone(`file://${repository.path}`, fresh('shallow'), '--depth=1');
    alone.git('remote', 'set-url', 'origin', 'file:///nonexistent/repository');
    const unreachable = await failure(resolve(alone, { base: 'HEAD~1' }));
    expect(unreachable.message).toMatch(/^cannot fetch from origin: /);
    alone.git('remote', 'remove', 'origin');
    const remoteless = await failure(resolve(alone, { base: 'HEAD~1' }));
    expect(remoteless.message).toContain('has no remote to fetch them from');
  });

  test('the missing files of a partial clone are fetched', async () => {
    const { repository, one } = forked();
    repository.git('config', 'uploadpack.allowFilter', 'true');
    for (const filter of ['blob:none', 'tree:0']) {
      const copy = clone(
        `file://${repository.path}`,
        fresh('partial'),
        `--filter=${filter}`,
        '--no-checkout',
      );
      const commits = await resolve(copy, { base: 'origin/main', head: 'origin/feature' });
      const into = fresh('base');
      await checkout(commits.repository, one, into);
      expect(readFileSync(join(into, 'server.js'), 'utf8')).toBe('1');
    }
  });

  test('a bare repository will do for committed sides', async () => {
    const { repository } = forked();
    const bare = clone(repository.path, fresh('bare'), '--bare');
    const commits = await resolve(bare);
    await checkout(commits.repository, commits.base.sha, fresh('base'));
    const error = await failure(resolve(bare, { head: 'worktree' }));
    expect(error.message).toContain('is a bare repository');
  });
});

describe('a checkout', () => {
  test('is a repository of its own without remote, with links, from names that shells dislike', async () => {
    const repository = newRepository(fresh("it's a $(touch x) `repository`"));
    repository.write({ 'server.js': '1' });
    symlinkSync('server.js', join(repository.path, 'link.js'));
    const one = repository.commit('one', { 'ü/ñ.txt': 'x' });
    repository.commit('two', { 'server.js': '2' });
    const commits = await resolve(repository, { base: one });
    const into = fresh('base');
    await checkout(commits.repository, one, into);
    expect(lstatSync(join(into, 'link.js')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(into, 'ü/ñ.txt'))).toBe(true);
    expect(readFileSync(join(into, '.git/config'), 'utf8')).not.toMatch(/remote|url/);
    expect(existsSync(join(into, '.git/objects/info/alternates'))).toBe(false);
    expect(readdirSync(join(into, '.git'))).not.toContain('hooks');
  });

  test('works with SHA-256', async () => {
    const { repository, one } = forked('--object-format=sha256');
    expect(one).toHaveLength(64);
    repository.write({ 'server.js': 'changed' });
    const commits = await resolve(repository, { head: 'worktree' });
    await checkout(commits.repository, commits.base.sha, fresh('base'));
    await checkout(commits.repository, commits.head.sha, fresh('head'));
  });

  test('nothing that the repository configures is run', async () => {
    const { repository } = forked();
    const canary = join(folder.path, 'canary');
    const run = `touch ${canary}`;
    repository.git('config', 'core.fsmonitor', run);
    repository.git('config', 'filter.evil.smudge', run);
    repository.git('config', 'filter.evil.clean', run);
    repository.git('config', 'core.hooksPath', join(repository.path, 'hooks'));
    repository.write({
      '.git/info/attributes': '* filter=evil\n',
      '.gitattributes': '* filter=evil\n',
    });
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
      repository.write({ [`hooks/${hook}`]: `#!/bin/sh\n${run}\n` });
      chmodSync(join(repository.path, 'hooks', hook), 0o755);
    }
    expect(existsSync(canary)).toBe(false);
    const committed = await resolve(repository);
    await checkout(committed.repository, committed.head.sha, fresh('head'));
    const uncommitted = await resolve(repository, { head: 'worktree' });
    await checkout(uncommitted.repository, uncommitted.head.sha, fresh('head'));
    expect(existsSync(canary)).toBe(false);
    // The trap is armed: plain git falls into it.
    repository.git('status');
    expect(existsSync(canary)).toBe(true);
  });

  test('submodules and files of git-lfs are announced', async () => {
    const { repository } = forked();
    repository.commit('x', {
      '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ../x\n',
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'a.bin': 'version https://git-lfs.github.com/spec/v1\n',
    });
    const { notes } = await resolve(repository);
    expect(notes.join('\n')).toMatch(/submodules are not checked out/);
    expect(notes.join('\n')).toMatch(/git-lfs are not downloaded/);
  });
});

describe('a file of a commit', () => {
  test('is read as it was there; null when there is none', async () => {
    const { repository, one, three } = forked();
    repository.commit('configure', { 'paceline.yml': 'a: 2\n' });
    const commits = await resolve(repository);
    expect(await readFileAt(commits.repository, one, 'paceline.yml')).toBe('a: 1\n');
    expect(await readFileAt(commits.repository, commits.head.sha, 'paceline.yml')).toBe('a: 2\n');
    expect(await readFileAt(commits.repository, three, 'other.yml')).toBeNull();
  });

  test('is refused when it is a link, a directory, too large or not text', async () => {
    const { repository } = forked();
    symlinkSync('/proc/self/environ', join(repository.path, 'link'));
    repository.commit('x', { large: 'x'.repeat(1024 * 1024 + 1), 'folder/x': '', binary: 'a\0b' });
    const { repository: opened, head } = await resolve(repository);
    const why = async (path: string) =>
      (await failure(readFileAt(opened, head.sha, path))).message.replace(/^.* it /, '');
    expect(await why('link')).toBe('is a symbolic link');
    expect(await why('folder')).toBe('is not a file');
    expect(await why('large')).toBe('has 1048577 bytes, more than 1 MiB');
    expect(await why('binary')).toBe('is not text in UTF-8');
  });
});
