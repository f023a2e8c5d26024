/**
 * The one-sided levels of statistics.md §1.3. 0.85 absorbs what the t translation of a normal
 * boundary gets wrong with few sessions (5.2–5.9 % instead of 5 % without it).
 */
const KAPPA = 0.85;

export class Levels {
  readonly alpha: number;
  readonly alphaClear: number;
  /** Gates of the whole run, the M of §1.1. */
  readonly gates: number;

  constructor(alpha: number, alphaClear: number, gates: number) {
    this.alpha = alpha;
    this.alphaClear = alphaClear;
    this.gates = gates;
  }

  /** a_j: for an alarm while j gates are not rejected. */
  alarm(j: number): number {
    return (KAPPA * this.alpha) / j;
  }

  /** a_c: for a clearance. Not divided, because a pass needs every gate cleared (§0.6). */
  get clear(): number {
    return KAPPA * this.alphaClear;
  }
}
