import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder for one test file; `remove` it in afterAll. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'paceline-test-')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface TestRepository {
  path: string;
  git(...args: string[]): string;
  write(files: Record<string, string>): void;
  /** Commits the files and gives the hash. */
  commit(message: string, files?: Record<string, string>): string;
}

const ENV = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

export function at(path: string): TestRepository {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: path, env: ENV, encoding: 'utf8', stdio: 'pipe' }).trim();
  const write = (files: Record<string, string>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  return {
    path,
    git,
    write,
    commit(message, files = {}) {
      write(files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

export function newRepository(path: string, ...options: string[]): TestRepository {
  mkdirSync(path, { recursive: true });
  const repository = at(path);
  repository.git('init', '--quiet', '--initial-branch=main', ...options);
  return repository;
}

export function clone(from: string, to: string, ...options: string[]): TestRepository {
  execFileSync('git', ['clone', '--quiet', ...options, from, to], { env: ENV, stdio: 'pipe' });
  return at(to);
}
