/**
 * Holm's step-down procedure over all gates of the run (statistics.md §1.4). It controls the
 * probability of any false alarm in the run, whatever the gates have to do with each other.
 */
export interface Holm<G> {
  /** R: each rejected gate with the level j at which it was. */
  rejected: ReadonlyMap<G, number>;
  /** j for the gates that are not rejected: M - |R|, the Holm level in force. */
  level: number;
}

/** `total` is M: it also counts the gates of the run that are not (yet) among `gates`. */
export function holm<G extends { exceeds(j: number): boolean }>(
  gates: readonly G[],
  total: number,
): Holm<G> {
  // L_j grows when j falls, so a gate that does not exceed at level 1 never does.
  const candidates = gates.filter((gate) => gate.exceeds(1));
  const rejected = new Map<G, number>();
  for (;;) {
    const level = total - rejected.size;
    const added = candidates.filter((gate) => !rejected.has(gate) && gate.exceeds(level));
    if (added.length === 0) return { rejected, level: Math.max(1, level) };
    for (const gate of added) rejected.set(gate, level);
  }
}
