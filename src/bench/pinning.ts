import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readProc } from './procfs.js';

/** Cores as taskset and Linux write them: `0`, `1-3`, `2,5-7`. */
export interface Pinning {
  generator: string;
  services: string;
}

export interface PinningEdges {
  /** Cores that this process may use. */
  cores: readonly number[];
  /** Whether the program `taskset` is there. */
  taskset: boolean;
}

/**
 * Keeps the load generator and the services from taking each other's core: the first core for the
 * generator, all others for the services. Halves the noise (statistics.md §A.1). null when the
 * machine has one core only, has no taskset, or the user said `off`.
 */
export function planPinning(
  mode: 'auto' | 'off',
  { cores, taskset }: PinningEdges = machinePinning(),
): Pinning | null {
  const [generator, ...services] = cores;
  if (mode === 'off' || !taskset || generator === undefined || services.length === 0) return null;
  return { generator: String(generator), services: writeCores(services) };
}

/** The command line that runs another one on these cores only, and so do all its descendants. */
export function pinned(argv: readonly string[], cores: string | null): string[] {
  return cores === null ? [...argv] : ['taskset', '-c', cores, ...argv];
}

function machinePinning(): PinningEdges {
  return {
    cores: parseCores(
      /^Cpus_allowed_list:\s*(\S+)/m.exec(readProc('/proc/self/status') ?? '')?.[1],
    ),
    taskset: isOnPath('taskset'),
  };
}

/** `0-2,5` to [0, 1, 2, 5]. */
export function parseCores(list = ''): number[] {
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    if (range === '' || first === undefined || last === undefined) return [];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

function writeCores(cores: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const core of cores) {
    const open = ranges.at(-1);
    if (open && open[1] === core - 1) open[1] = core;
    else ranges.push([core, core]);
  }
  return ranges.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(',');
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}
