import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type as systemType } from 'node:os';
import type { Pinning } from './pinning.js';
import type { Machine } from '../model/result.js';

/** What must be known about this machine to read its numbers. */
export function describeMachine(pinning: Pinning | null): Machine {
  const limit = process.constrainedMemory();
  return {
    os: `${distribution() ?? systemType()} (${process.platform} ${release()} ${process.arch})`.slice(
      0,
      200,
    ),
    cpu: (cpus()[0]?.model.trim() || 'unknown').slice(0, 200),
    cores: availableParallelism(),
    // 0, or a number beyond all memory: no limit.
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    node: process.version,
    pinned: pinning,
  };
}

function distribution(): string | null {
  try {
    return (
      /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? null
    );
  } catch {
    return null; // not Linux, or one that does not say
  }
}
