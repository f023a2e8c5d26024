import type { z } from 'zod';
import type { Metric } from '../model/metric.js';
import type { Side } from '../model/side.js';

/**
 * An adapter to one load tool. `Options` is what its part of the configuration says, after
 * parsing. Everything a driver must know about the world comes in as an argument.
 */
export interface Driver<Options = unknown> {
  /** The key that makes a benchmark of paceline.yml use this driver: `http`. */
  readonly name: string;
  readonly configuration: DriverConfiguration<Options>;
  /** `service`: Paceline starts the program under test and hands over its address. */
  readonly needs: 'service' | 'nothing';
  /** What a benchmark with these options yields. Resources of the service are added by the bench. */
  metrics(options: Options): Metric[];
  /** Metrics that are compared when the configuration does not say which. */
  defaultGates(options: Options): string[];
  /** One line for plans and reports: `GET /users, 10 connections`. */
  describe(options: Options): string;
  /**
   * Gets ready to load one side. Rejects with a UserError when the tool cannot run. The target may
   * still be starting: what needs no address is done meanwhile. Rejects as the target does.
   */
  open(options: Options, target: Target | Promise<Target>, edges: DriverEdges): Promise<Load>;
  /** Values of every `ratio` metric over slices of one side taken together; null where there is none. */
  summarise(slices: readonly Slice[], options: Options): Record<string, number | null>;
}

export interface DriverConfiguration<Options> {
  /** Schema of the value under the driver's key: `http: GET /users`. */
  readonly value: z.ZodType;
  /** Keys that stand beside it in the benchmark: `connections: 10`. */
  readonly siblings: Record<string, z.ZodType>;
  /** From the parsed value and siblings to options. Problems are named by their path. */
  resolve(value: unknown, siblings: Record<string, unknown>): Options;
}

export interface Target {
  side: Side;
  /** `http://127.0.0.1:40001`, without a slash at the end. */
  url: string;
  port: number;
}

export interface DriverEdges {
  /** What `$NAME` in a request stands for. */
  env: Readonly<Record<string, string | undefined>>;
  /** Cores for the load generator, as taskset writes them (`0`); null for no pinning. */
  cores: string | null;
  /** Script of a load generator's own process. Not given: in the bundle beside the running one. */
  generator?: string;
  signal: AbortSignal;
}

/** A workload that stands ready on one side. */
export interface Load {
  /** What the side answers to each request of the workload, once, outside of any measurement. */
  probe(): Promise<Probe[]>;
  /** One short uninterrupted stretch of load. Resolves when nothing is in flight any more. */
  slice(seconds: number): Promise<Slice>;
  close(): Promise<void>;
}

export interface Probe {
  request: string;
  /** Why this is not a successful answer; null when it is one. */
  failure: string | null;
  status: number | null;
  contentType: string | null;
  bytes: number | null;
}

export interface Slice {
  /** From the first request to the moment the stretch was over, in seconds. */
  seconds: number;
  /**
   * Seconds in which this many requests end once the load is under way: throughput is responses /
   * busy. Not given: `seconds`.
   */
  busy?: number;
  /** Successful responses. */
  responses: number;
  /** Failed ones by class: status, timeout, socket, body. */
  failures: Record<string, number>;
  /** Latency of each successful response in ms, in no particular order. */
  latencies: Float64Array;
  /** Bytes received with successful responses. */
  bytes: number;
  /** CPU seconds of the load generator, and its worst event-loop delay in ms; null if unknown. */
  generator: { cpu: number | null; lag: number | null };
}
