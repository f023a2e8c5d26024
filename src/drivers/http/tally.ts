import type { Slice } from '../driver.js';

export type FailureClass = 'status' | 'timeout' | 'socket' | 'body';

/** How one request went. Times in ms. */
export interface Outcome {
  /** null: a successful response. */
  failure: FailureClass | null;
  /** A sentence about the failure; null where the class says it all. */
  detail: string | null;
  at: number;
  /** From the moment it was sent to its complete answer. */
  duration: number;
  bytes: number;
  sent: Sent;
}

/** What must be remembered about a request while it is under way. Times in ms. */
export interface Sent {
  at: number;
  /**
   * When the previous request in its place ended, which is what let this one go; null for the
   * first of a slice and at a fixed rate.
   */
  after: number | null;
  /** How long it had to wait for a free connection after its intended time. */
  waited: number;
}

/** Adds up one slice. */
export class Tally {
  readonly #opened: number;
  readonly #latencies: number[] = [];
  readonly #failures: Record<FailureClass, number> = { status: 0, timeout: 0, socket: 0, body: 0 };
  readonly #steady = { cycles: 0, ms: 0 };
  readonly #first = { cycles: 0, ms: 0 };
  #bytes = 0;
  #lastSent: number;

  /** `opened`: when the first request could go. */
  constructor(opened: number) {
    this.#opened = opened;
    this.#lastSent = opened;
  }

  add({ failure, at, duration, bytes, sent }: Outcome): void {
    const cycles = sent.after === null ? this.#first : this.#steady;
    cycles.cycles += 1;
    cycles.ms += at - (sent.after ?? this.#opened);
    if (sent.at > this.#lastSent) this.#lastSent = sent.at;
    if (failure !== null) {
      this.#failures[failure] += 1;
      return;
    }
    this.#latencies.push(duration + sent.waited);
    this.#bytes += bytes;
  }

  /** Requests whose turn came but that no connection was free for until the end. */
  addUnsent(count: number): void {
    this.#failures.timeout += count;
  }

  /**
   * `places`: requests under way at once. `scheduled`: length of the schedule at a fixed rate in
   * ms, null in the closed loop.
   */
  slice(
    over: number,
    places: number,
    scheduled: number | null,
    generator: Slice['generator'],
  ): Slice {
    return {
      seconds: (over - this.#opened) / 1000,
      busy: (scheduled === null ? this.#closedLoop(places) : this.#fixedRate(scheduled)) / 1000,
      responses: this.#latencies.length,
      failures: { ...this.#failures },
      latencies: Float64Array.from(this.#latencies),
      bytes: this.#bytes,
      generator,
    };
  }

  /**
   * Each place sends its next request when the last one ended, so by the interactive response
   * time law throughput is places / mean cycle, a cycle lasting from one end to the next. Every
   * cycle that was begun is completed and counted, so the mean is unbiased (Wald's equation);
   * counting up to the close, or until the last answer, would be off by up to one cycle per slice.
   * The first request of each place meets an idle service and is not a cycle, unless there is
   * nothing else.
   */
  #closedLoop(places: number): number {
    const { cycles, ms } = this.#steady.cycles > 0 ? this.#steady : this.#first;
    const all = this.#steady.cycles + this.#first.cycles;
    return cycles === 0 ? 0 : (all * ms) / cycles / places;
  }

  /** As long as the schedule; longer when the sends could not keep up with it. */
  #fixedRate(scheduled: number): number {
    return Math.max(scheduled, this.#lastSent - this.#opened);
  }
}
