import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Probe, Slice } from '../driver.js';
import { Arrivals } from './arrivals.js';
import { checkClient } from './client.js';
import { Connection } from './connection.js';
import { probe } from './probe.js';
import { Tally, type Outcome } from './tally.js';
import type { Workload } from './workload.js';

/** Longest wait for connections before a slice, in ms. Those that still fail are then counted. */
const CONNECT_LIMIT = 1000;
/** How often the event loop's delay is looked at during a slice, in ms. */
const LAG_STEP = 5;

/** A slice while it runs. */
interface Stretch {
  tally: Tally;
  start: number;
  /** The gate: requests go while it is open, and at a fixed rate until none is left. */
  open: boolean;
  /** The time to wait for answers is over. */
  ended: boolean;
  over(): void;
  fail(error: Error): void;
}

/**
 * The load generator for one side: connections that are parked between slices and all let go for
 * one (statistics.md §A.3.6, way a). Between slices it has no timers and sends nothing.
 */
export class Generator {
  readonly #workload: Workload;
  readonly #target: { hostname: string; port: number };
  readonly #connections: Connection[];
  readonly #arrivals: Arrivals | null;
  readonly #lag = monitorEventLoopDelay({ resolution: LAG_STEP });
  /** Places for a request that are not in use, longest first, and since when. */
  #places: { connection: Connection; since: number }[] = [];
  #underWay = 0;
  #stretch: Stretch | null = null;
  #alarm: NodeJS.Timeout | null = null;

  /** `url` as in Target; a loopback address, so that no workload can load another machine. */
  constructor(workload: Workload, url: string) {
    checkClient();
    this.#workload = workload;
    this.#target = loopback(url);
    this.#arrivals = workload.rate === null ? null : new Arrivals(workload.rate);
    this.#connections = Array.from(
      { length: workload.connections },
      () =>
        new Connection(workload, this.#target, {
          over: (outcome) => this.#over(outcome),
          free: (connection, since) => this.#free(connection, since),
        }),
    );
    for (let i = 0; i < workload.pipelining; i++) {
      this.#places.push(...this.#connections.map((connection) => ({ connection, since: 0 })));
    }
  }

  probe(): Promise<Probe[]> {
    return probe(this.#workload, this.#target);
  }

  /** Loads for so many seconds, then waits for what is under way, at most the time-out. */
  async slice(seconds: number): Promise<Slice> {
    if (this.#stretch) throw new Error('a slice was asked for while another one runs');
    await this.#connect();
    const cpu = process.cpuUsage();
    this.#lag.reset();
    this.#lag.enable();
    const start = performance.now();
    const tally = new Tally(start);
    try {
      await this.#load(tally, start, seconds * 1000);
    } finally {
      this.#stretch = null;
      this.#lag.disable();
    }
    const over = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    const places = this.#workload.connections * this.#workload.pipelining;
    return tally.slice(over, places, this.#arrivals?.length ?? null, {
      cpu: (user + system) / 1e6,
      // The histogram holds the time from one look to the next. No look: blocked throughout.
      lag: this.#lag.count > 0 ? Math.max(0, this.#lag.max / 1e6 - LAG_STEP) : over - start,
    });
  }

  close(): void {
    if (this.#alarm) clearTimeout(this.#alarm);
    this.#alarm = null;
    for (const connection of this.#connections) connection.close();
    this.#stretch?.fail(new Error('the load was closed during a slice'));
  }

  /** Connections that the server has closed in the pause are made again, uncounted. */
  async #connect(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.min(CONNECT_LIMIT, this.#workload.timeout));
    });
    await Promise.race([Promise.all(this.#connections.map((one) => one.ready())), limit]);
    clearTimeout(timer);
  }

  async #load(tally: Tally, start: number, length: number): Promise<void> {
    const { timeout } = this.#workload;
    const timers: NodeJS.Timeout[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        const stretch = { tally, start, open: true, ended: false, over: resolve, fail: reject };
        this.#stretch = stretch;
        const closeGate = () => {
          stretch.open = false;
          timers.push(setTimeout(() => this.#giveUp(stretch), timeout));
          this.#settle(stretch);
        };
        const sweep = () => this.#expire(performance.now() - timeout);
        timers.push(setTimeout(closeGate, length));
        timers.push(setInterval(sweep, Math.min(500, Math.max(5, timeout / 20))));
        this.#arrivals?.begin(start, length);
        this.#letGo();
      });
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  /** Sends as much as may be sent now. */
  #letGo(): void {
    if (this.#arrivals) return this.#dispatch(this.#arrivals);
    const places = this.#places;
    this.#places = [];
    for (const { connection } of places) this.#send(connection, null, 0);
  }

  /**
   * Sends what is due at a fixed rate, on the connections that have been free for longest. The
   * wait that counts runs from the intended time to the moment a connection was free: a service
   * that stalls pays for it, a timer of ours that is late (they go by the millisecond) is not
   * counted as the service's.
   */
  #dispatch(arrivals: Arrivals): void {
    const now = performance.now();
    while (this.#places.length > 0) {
      const intended = arrivals.take(now);
      if (intended === null) break;
      const { connection, since } = this.#places.shift()!;
      this.#send(connection, null, Math.max(0, since - intended));
    }
    if (this.#alarm || this.#places.length === 0 || arrivals.next === null) return;
    this.#alarm = setTimeout(() => {
      this.#alarm = null;
      if (this.#stretch && !this.#stretch.ended) this.#dispatch(arrivals);
    }, arrivals.next - now);
  }

  #send(connection: Connection, after: number | null, waited: number): void {
    this.#underWay += 1;
    connection.send(after, waited);
  }

  #over(outcome: Outcome): void {
    this.#underWay -= 1;
    if (!this.#stretch) throw new Error('a request ended outside of any slice');
    this.#stretch.tally.add(outcome);
    if (!this.#stretch.open) this.#settle(this.#stretch);
  }

  #free(connection: Connection, since: number): void {
    const stretch = this.#stretch;
    if (!this.#arrivals && stretch?.open) {
      return this.#send(connection, since < stretch.start ? null : since, 0);
    }
    this.#places.push({ connection, since });
    if (this.#arrivals && stretch && !stretch.ended) this.#dispatch(this.#arrivals);
  }

  #expire(sentBefore: number): void {
    for (const connection of this.#connections) connection.expire(sentBefore);
  }

  #giveUp(stretch: Stretch): void {
    stretch.ended = true;
    stretch.tally.addUnsent(this.#arrivals?.left ?? 0);
    this.#expire(Infinity);
    stretch.over();
  }

  #settle(stretch: Stretch): void {
    if (this.#underWay === 0 && (this.#arrivals?.left ?? 0) === 0) stretch.over();
  }
}

function loopback(url: string): { hostname: string; port: number } {
  const { protocol, hostname, port, pathname, username } = new URL(url);
  if (protocol === 'http:' && hostname === '127.0.0.1' && port && pathname === '/' && !username)
    return { hostname, port: Number(port) };
  throw new Error(`the http driver loads http://127.0.0.1:<port> and nothing else, not ${url}`);
}
