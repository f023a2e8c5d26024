/**
 * Intended send times of a fixed arrival rate: equally spaced over the time under load, so that
 * many short slices together have the rate, even where one slice holds less than one request.
 * Times in ms on the caller's clock.
 */
export class Arrivals {
  readonly #interval: number;
  /** From the start of the next slice to its first intended time. */
  #offset = 0;
  #start = 0;
  #due = 0;
  #taken = 0;

  /** `rate` in requests per second. */
  constructor(rate: number) {
    this.#interval = 1000 / rate;
  }

  /** Begins a slice: every intended time within `length` ms from `start`. */
  begin(start: number, length: number): void {
    this.#start = start + this.#offset;
    this.#due = Math.max(0, Math.ceil((length - this.#offset) / this.#interval));
    this.#taken = 0;
    this.#offset += this.#due * this.#interval - length;
  }

  /** Requests of the slice that nobody has sent yet. */
  get left(): number {
    return this.#due - this.#taken;
  }

  /** Length of the schedule: requests of the slice over the rate, in ms. */
  get length(): number {
    return this.#due * this.#interval;
  }

  /** Intended time of the next request; null when all of the slice have been taken. */
  get next(): number | null {
    return this.left > 0 ? this.#start + this.#taken * this.#interval : null;
  }

  /** Takes the next request if its time has come: its intended time, or null. */
  take(now: number): number | null {
    const next = this.next;
    if (next === null || next > now) return null;
    this.#taken += 1;
    return next;
  }
}
