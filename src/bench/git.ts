import { execFile } from 'node:child_process';
import { UserError } from '../model/user-error.js';

export interface GitEdges {
  /** Directory that git works in (`-C`). */
  directory: string;
  /** Added to the little that git gets of our environment. */
  env?: Readonly<Record<string, string>>;
  /** Read no configuration of the user either: for repositories that are ours alone. */
  ours?: boolean;
  input?: string;
  seconds?: number;
  signal?: AbortSignal | undefined;
}

export interface GitAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

const SECONDS = 60;
const MOST_BYTES = 64 * 1024 * 1024;
const OLDEST = [2, 30] as const;

/**
 * Nothing that a repository configures may run a program while we read it: no hooks, no file
 * system monitor, no filters of git-lfs, no transport helpers, no maintenance behind our back.
 */
const HARDENED = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'protocol.ext.allow=never',
  'protocol.file.allow=user',
  'submodule.recurse=false',
  'filter.lfs.smudge=',
  'filter.lfs.clean=',
  'filter.lfs.process=',
  'filter.lfs.required=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
  'log.showSignature=false',
].flatMap((setting) => ['-c', setting]);

/** What git and the ssh or proxy behind it may need. GIT_* of a surrounding hook must not leak in. */
const PASSED =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|XDG_CONFIG_HOME|SSH_AUTH_SOCK|SSL_CERT_(FILE|DIR)|(https?|no|all)_proxy)$/i;

/** Runs git and resolves to what it said, whatever its exit code. Arguments never pass a shell. */
export function git(args: readonly string[], edges: GitEdges): Promise<GitAnswer> {
  const { directory, env = {}, ours = false, seconds = SECONDS, input = '' } = edges;
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => PASSED.test(name)),
  );
  return new Promise((resolve, reject) => {
    edges.signal?.throwIfAborted();
    const child = execFile(
      'git',
      ['--literal-pathspecs', ...HARDENED, '-C', directory, ...args],
      {
        env: {
          ...inherited,
          LC_ALL: 'C',
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_TERMINAL_PROMPT: '0',
          GIT_OPTIONAL_LOCKS: '0',
          GIT_LFS_SKIP_SMUDGE: '1',
          ...(ours ? { GIT_CONFIG_GLOBAL: '/dev/null' } : {}),
          ...env,
        },
        encoding: 'utf8',
        maxBuffer: MOST_BYTES,
        timeout: seconds * 1000,
        signal: edges.signal,
        shell: false,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve({ code: 0, stdout, stderr });
        if (edges.signal?.aborted) return reject(edges.signal.reason as Error);
        if (typeof error.code === 'number') return resolve({ code: error.code, stdout, stderr });
        reject(cannotRun(error, args, seconds));
      },
    );
    // git may end without reading its input to the end.
    child.stdin?.on('error', () => child.stdin?.destroy());
    child.stdin?.end(input);
  });
}

/** The output of a git command that must succeed, without the line end. */
export async function gitText(args: readonly string[], edges: GitEdges): Promise<string> {
  const { code, stdout, stderr } = await git(args, edges);
  if (code === 0) return stdout.replace(/\n$/, '');
  throw new UserError(`git ${args[0]} failed in ${edges.directory}: ${lastLine(stderr)}`);
}

/** Rejects with a UserError when git is not there or too old for what we ask of it. */
export async function checkGit(directory: string): Promise<void> {
  const version = await gitText(['--version'], { directory });
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version)?.slice(1) ?? []).map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new UserError(`git ${major}.${minor} is too old`, {
    advice: `Install git ${OLDEST.join('.')} or later.`,
  });
}

/** What git complained about, in one line. */
export function lastLine(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? '')
    .replace(/^(fatal|error): /, '')
    .slice(0, 500);
}

function cannotRun(
  error: Error & { code?: unknown; killed?: boolean },
  args: readonly string[],
  seconds: number,
): UserError {
  if (error.code === 'ENOENT') {
    return new UserError('git was not found', {
      advice: 'Install git and make sure that it is on the PATH.',
      cause: error,
    });
  }
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return new UserError(`git ${args[0]} printed more than ${MOST_BYTES} bytes`, { cause: error });
  }
  if (error.killed) {
    return new UserError(`git ${args[0]} did not end within ${seconds} s`, { cause: error });
  }
  return new UserError(`git ${args[0]} could not be run: ${error.message}`, { cause: error });
}
