import { now, sleep } from './deadline.js';
import { processPhrase, processState, type ProcessState } from './procfs.js';
import type { ProcessTree } from './process-tree.js';

/** How the stop went. `leaks` is empty when everything that was started is verified gone. */
export interface StopReport {
  /** Processes that did not end when asked to and were killed. */
  killed: string[];
  /** Processes that are still there; each a phrase that names it. */
  leaks: string[];
  seconds: number;
}

/** Time to end by itself after SIGTERM, and the time that killing may take. */
export const GRACE_SECONDS = 3;
const KILL_SECONDS = 2;
const POLL_SECONDS = 0.01;

/**
 * Ends every process of the tree: SIGTERM, `grace` seconds, SIGKILL, and a search of the machine
 * for what has slipped away. Never rejects, because stopping happens on every way out.
 *
 * `directory`: where strays would run that hide every other trace of their origin.
 */
export async function stopTree(
  tree: ProcessTree,
  directory: string,
  grace = GRACE_SECONDS,
): Promise<StopReport> {
  const started = now();
  let members = tree.find();
  tree.signal('SIGTERM', members);
  members = await gone(tree, members, started + grace);

  const killed = new Set<string>();
  const deadline = now() + KILL_SECONDS;
  while (members.length > 0) {
    for (const member of members) killed.add(processPhrase(member.pid));
    tree.signal('SIGKILL', members);
    members = await gone(tree, members, Math.min(deadline, now() + 0.5));
    if (now() >= deadline) break;
  }

  const leaks = members.map((member) => `${processPhrase(member.pid)} cannot be killed`);
  for (const stray of tree.strangers(directory)) {
    leaks.push(`${processPhrase(stray.pid)} runs in ${directory} and hides who started it`);
  }
  tree.release();
  return { killed: [...killed], leaks, seconds: now() - started };
}

/** Waits until the members are gone, then looks for others; resolves to who is left. */
async function gone(
  tree: ProcessTree,
  members: ProcessState[],
  deadline: number,
): Promise<ProcessState[]> {
  let left = members;
  for (;;) {
    left = left.filter(alive);
    // The search of the whole machine is dear: only when all the known ones are gone.
    if (left.length === 0) left = tree.find();
    if (left.length === 0 || now() >= deadline) return left.length === 0 ? left : tree.find();
    await sleep(POLL_SECONDS);
  }
}

function alive({ pid, start }: ProcessState): boolean {
  const state = processState(pid);
  return state !== null && state.start === start && !state.zombie;
}
