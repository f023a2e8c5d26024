import type { LoadedService } from './session.js';
import type { ProcessCounters } from './watch.js';
import type { Target } from '../drivers/driver.js';
import type { Failure } from '../model/result.js';
import { SIDES, type Side, type Sides } from '../model/side.js';

/** A service of one side that stands ready. */
export interface StartedService extends LoadedService {
  counters(): ProcessCounters | null;
  /** Ends it and everything it spawned; resolves with what could not be ended, in words. */
  stop(): Promise<string[]>;
}

/** What a start that failed says about itself. */
export type StartFailure = Pick<Failure, 'side' | 'phase' | 'message' | 'log'>;

export interface ServicePairEdges {
  /** Prepares and starts one side afresh. Rejects when it does not get ready. */
  start(side: Side): Promise<StartedService>;
  /** Reads the failure out of what `start` rejected with; null when it is something else. */
  startFailure(error: unknown): StartFailure | null;
}

/** The services of one session: started one right after the other, stopped together. */
export class ServicePair {
  /** Those that are ready. */
  readonly services: Partial<Sides<StartedService>> = {};
  readonly #starts: Partial<Sides<Promise<StartedService>>> = {};
  readonly #edges: ServicePairEdges;

  constructor(order: readonly Side[], edges: ServicePairEdges) {
    this.#edges = edges;
    for (const side of order) this.#starts[side] = handled(edges.start(side));
  }

  /** The address of a side as soon as it is ready; rejects when it does not get there. */
  target(side: Side): Promise<Target> | undefined {
    const target = this.#starts[side]?.then((service) => service.target);
    return target && handled(target);
  }

  /** Waits for all sides. Resolves with the failures of those that do not get ready. */
  async ready(): Promise<StartFailure[]> {
    const failures: StartFailure[] = [];
    const outcomes = await Promise.allSettled(SIDES.map((side) => this.#take(side)));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      const failure = this.#edges.startFailure(outcome.reason);
      if (!failure) throw outcome.reason;
      failures.push(failure);
    }
    return failures;
  }

  async #take(side: Side): Promise<void> {
    const service = await this.#starts[side];
    if (service) this.services[side] = service;
  }

  /** Whether a side that got ready has ended since. */
  died(): boolean {
    return SIDES.some((side) => this.services[side]?.died());
  }

  /** Ends both; resolves with what could not be ended, in words. */
  async stop(): Promise<string[]> {
    const leaks = await Promise.all(
      SIDES.map(async (side) => (await this.services[side]?.stop()) ?? []),
    );
    return leaks.flat();
  }
}

/** A promise whose rejection is looked at later, when all that began with it is over. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
