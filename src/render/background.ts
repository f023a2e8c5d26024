import type { Commit, Machine, Result } from '../model/result.js';
import type { Sides } from '../model/side.js';
import { quantity, trimmed } from './quantity.js';
import { plain } from './text.js';

/** What a reader needs to trust or to repeat a run; plain text, one paragraph each. */

const bytes = {
  name: 'memory',
  label: 'memory',
  unit: 'B',
  better: 'lower',
  kind: 'ratio',
} as const;

export function commitText({ sha, ref, subject }: Commit): string {
  const name = plain(ref, 60);
  const title = plain(subject, 80);
  return [sha.slice(0, 10), name && !sha.startsWith(name) ? `(${name})` : '', title]
    .filter((part) => part !== '')
    .join(' ');
}

export function machineText({ os, cpu, cores, memory, node, pinned }: Machine): string {
  const apart = pinned
    ? `load generator on core ${plain(pinned.generator)}, services on ${plain(pinned.services)}`
    : 'load generator and services share all cores';
  return [
    plain(os),
    plain(cpu),
    `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    `${trimmed(quantity(bytes, memory))} of memory`,
    `Node ${plain(node).replace(/^v/, '')}`,
    apart,
  ].join(', ');
}

/** How the verdicts came about, in three sentences (statistics.md §1.4, §1.9). */
export function method({ alpha, alphaClear }: Pick<Result, 'alpha' | 'alphaClear'>): string[] {
  return [
    'Base and head ran side by side on this machine, both started afresh for every session and loaded in turn in short slices, so that what slows the machine slows both.',
    `A gate fails only when the whole range of its change lies beyond the tolerance: if nothing is worse than allowed, the chance of any such claim in this run is at most ${percent(alpha)}.`,
    `A gate is within only when the whole range stays inside the tolerance: if one were beyond it, this run would pass with a chance of at most ${percent(alphaClear)}; everything else is said to be not decided.`,
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** The commands that repeat the run. */
export function reproduction(commits: Sides<Commit>, seed: number): string[] {
  const named = ({ ref, sha }: Commit) => (ref === 'worktree' ? ref : sha.slice(0, 12));
  return [
    `paceline compare --base ${named(commits.base)} --head ${named(commits.head)} --seed ${seed}`,
  ];
}
