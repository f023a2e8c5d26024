import type { Probe, Slice } from '../driver.js';
import type { Workload } from './workload.js';

/**
 * What Paceline and its load generator say to each other over the channel between the two
 * processes: one question at a time, one reply with the same number.
 */
export type Question =
  | { ask: 'open'; workload: Workload; url: string }
  | { ask: 'probe' }
  | { ask: 'slice'; seconds: number }
  | { ask: 'close' };

/** What the value of a reply is, by question. */
export interface Answers {
  open: null;
  probe: Probe[];
  slice: Slice;
  close: null;
}

export type Numbered<T> = T & { number: number };

export type Reply = Numbered<{ value: Answers[keyof Answers] } | { error: string }>;
