import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { FOLDER } from './file-commands.js';

export interface LeftoverProcess {
  pid: number;
  command: string;
}

/**
 * Processes that a step started and that still live: those with `marker` in their environment, and
 * those that work in one of `directories` although they dropped it. Linux only.
 */
export function leftoverProcesses(
  marker: string,
  directories: readonly string[],
): LeftoverProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => isMarked(pid, marker) || worksIn(pid, directories))
    .map((pid) => ({ pid: Number(pid), command: commandOf(pid) }));
}

/** Files below RUNNER_TEMP that are not the runner's own, as relative paths; folders end in `/`. */
export function leftoverFiles(runnerTemp: string): string[] {
  return readdirSync(runnerTemp)
    .filter((name) => name !== FOLDER && name !== EVENT_FOLDER)
    .map((name) => (statSync(path.join(runnerTemp, name)).isDirectory() ? `${name}/` : name))
    .sort();
}

/** Where the runner puts the event's JSON, below RUNNER_TEMP. */
export const EVENT_FOLDER = '_github_workflow';

/** Ends what a step left behind, as a runner does at the end of the job; returns how many. */
export function endLeftovers(marker: string, directories: readonly string[]): number {
  return leftoverProcesses(marker, directories).filter(({ pid }) => {
    try {
      return process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
      return false;
    }
  }).length;
}

function isMarked(pid: string, marker: string): boolean {
  return `\0${contentOf(pid, 'environ')}`.includes(`\0${marker}\0`);
}

function worksIn(pid: string, directories: readonly string[]): boolean {
  try {
    const directory = readlinkSync(`/proc/${pid}/cwd`);
    return directories.some((one) => directory === one || directory.startsWith(`${one}/`));
  } catch {
    // It ended in between, or is a zombie, which works nowhere.
    return false;
  }
}

function commandOf(pid: string): string {
  return contentOf(pid, 'cmdline').replaceAll('\0', ' ').trim();
}

function contentOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    // It ended in between, or belongs to somebody else and is therefore not ours.
    return '';
  }
}
