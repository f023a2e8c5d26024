import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..', '..');
export const CLI = path.join(ROOT, 'dist', 'cli', 'index.js');

export interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  /** The Node binary; default: the one that runs the tests. */
  node?: string;
  seconds?: number;
}

/** Runs the built command to its end; it is killed, and the test fails, when it takes too long. */
export function paceline(args: readonly string[], options: RunOptions): Promise<Ended> {
  return startPaceline(args, options).ended;
}

export function startPaceline(
  args: readonly string[],
  { cwd, env = {}, node = process.execPath, seconds = 170 }: RunOptions,
): { child: ChildProcess; ended: Promise<Ended>; seen: () => string } {
  const child = spawn(node, [CLI, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output, errors });
    });
  });
  return { child, ended, seen: () => output + errors };
}

/** A scratch directory of one test, with a git repository of the given commits in it. */
export class Scratch {
  readonly path = realpathSync(mkdtempSync(path.join(tmpdir(), 'paceline-e2e-')));
  readonly repository = path.join(this.path, 'repository');
  /** Where the command makes its own temporary directories. */
  readonly temporary = path.join(this.path, 'tmp');

  constructor(...commits: readonly Record<string, string>[]) {
    mkdirSync(this.repository);
    mkdirSync(this.temporary);
    if (commits.length === 0) return;
    this.git('init', '--quiet', '--initial-branch=main');
    for (const files of commits) this.commit(files);
  }

  commit(files: Record<string, string>): void {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'a commit');
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.repository, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  copy(folder: string): void {
    cpSync(folder, this.repository, { recursive: true });
  }

  git(...args: string[]): string {
    const identity = [
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@localhost',
      '-c',
      'commit.gpgSign=false',
    ];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
      cwd: this.repository,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  run(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ended> {
    return paceline(args, this.options(options));
  }

  options(options: Partial<RunOptions> = {}): RunOptions {
    return { cwd: this.repository, ...options, env: { TMPDIR: this.temporary, ...options.env } };
  }

  result(file = '.paceline/result.json'): unknown {
    return JSON.parse(readFileSync(path.join(this.repository, file), 'utf8'));
  }

  /** What a run left behind in its temporary directory. */
  leftovers(): string[] {
    return readdirSync(this.temporary);
  }

  /** Processes that work in this scratch directory: what a run left running. */
  processes(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return realpathSync(`/proc/${pid}/cwd`).startsWith(this.temporary);
        } catch {
          // Gone meanwhile, or a kernel thread.
          return false;
        }
      });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
