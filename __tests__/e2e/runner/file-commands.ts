import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepOutput } from './step-output.js';

export type FileCommand = 'env' | 'path' | 'output' | 'state' | 'step_summary';

const PREFIXES: Record<FileCommand, string> = {
  env: 'set_env_',
  path: 'add_path_',
  output: 'set_output_',
  state: 'save_state_',
  step_summary: 'step_summary_',
};

/** Folder below RUNNER_TEMP; its name is known to everybody on the machine. */
export const FOLDER = '_runner_file_commands';

const LARGEST_SUMMARY = 1024 * 1024;

/** What a step asked for by files. */
export interface FileCommandResults {
  env: Record<string, string>;
  path: string[];
  outputs: Record<string, string>;
  state: Record<string, string>;
  /** `undefined` when there is none or when it was too large to be kept. */
  summary: string | undefined;
}

/** Makes the files of one step and returns their paths. */
export function createFiles(runnerTemp: string): Record<FileCommand, string> {
  const folder = path.join(runnerTemp, FOLDER);
  const id = randomUUID();
  mkdirSync(folder, { recursive: true });
  const paths = Object.entries(PREFIXES).map(([command, prefix]) => {
    const file = path.join(folder, prefix + id);
    writeFileSync(file, '');
    return [command, file];
  });
  return Object.fromEntries(paths) as Record<FileCommand, string>;
}

/** Reads what the step wrote, after success, failure and cancellation alike. */
export function processFiles(
  files: Record<FileCommand, string>,
  output: StepOutput,
): FileCommandResults {
  const results: FileCommandResults = {
    env: {},
    path: [],
    outputs: {},
    state: {},
    summary: undefined,
  };
  const attempts: Record<FileCommand, () => void> = {
    env: () => {
      const pairs = parsePairs(read(files.env));
      const blocked = Object.keys(pairs).find((name) => name.toUpperCase() === 'NODE_OPTIONS');
      if (blocked !== undefined) throw new Error(`Can't store ${blocked} output parameter`);
      results.env = pairs;
    },
    path: () => {
      results.path = read(files.path)
        .split(/\r\n|\r|\n/)
        .filter((line) => line !== '');
    },
    output: () => (results.outputs = parsePairs(read(files.output))),
    state: () => (results.state = parsePairs(read(files.state))),
    step_summary: () => (results.summary = readSummary(files.step_summary, output)),
  };
  for (const [command, attempt] of Object.entries(attempts)) {
    try {
      attempt();
    } catch (error) {
      output.fail(`Unable to process file command '${command}' successfully.`);
      output.fail(error instanceof Error ? error.message : String(error));
    }
  }
  return results;
}

/**
 * `NAME=VALUE` lines and `NAME<<DELIMITER` blocks.
 * Throws, as the runner does, on any other line and on a block without end.
 */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs[nameIn(line, equals)] = line.slice(equals + 1);
    } else if (heredoc >= 0) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, index + 1);
      if (delimiter === '')
        throw new Error(`Invalid format '${line}'. Delimiter must not be empty`);
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      pairs[nameIn(line, heredoc)] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return pairs;
}

function nameIn(line: string, end: number): string {
  if (end === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
  return line.slice(0, end);
}

function readSummary(file: string, output: StepOutput): string | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return undefined;
  if (size > LARGEST_SUMMARY) {
    const [limit, got] = [LARGEST_SUMMARY / 1024, Math.floor(size / 1024)];
    const message = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${limit}k, got ${got}k.`;
    output.annotate({ level: 'error', message });
    return undefined;
  }
  return output.mask(readFileSync(file, 'utf8'));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
