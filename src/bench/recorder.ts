import { saveFile } from './saved-file.js';
import type { Benchmark, Failure, Result, Session } from '../model/result.js';

/** Longest log kept with a failure; the Result schema has the same limits. */
const LOG_LINES = 100;
const LINE_LENGTH = 2_000;

/**
 * Builds the Result of a run and saves it after every session, by temporary file and rename: a
 * run that is killed half-way leaves the last whole one. A save that fails (disk full) loses
 * nothing: the Result stays in memory, the problem is remembered and the next save tries again.
 */
export class Recorder {
  readonly result: Result;
  readonly #path: string | null;
  /** Why the last save failed; null when the file on disk is current. */
  saveProblem: string | null = null;

  constructor(result: Result, path: string | null) {
    this.result = result;
    this.#path = path;
  }

  addSession(benchmark: string, session: Session): void {
    this.#benchmark(benchmark).sessions.push(session);
  }

  addFailure(benchmark: string, failure: Failure): void {
    this.#benchmark(benchmark).failures.push({
      ...failure,
      message: failure.message.slice(0, LINE_LENGTH),
      log: failure.log.slice(-LOG_LINES).map((line) => line.slice(0, LINE_LENGTH)),
    });
  }

  addDifferences(benchmark: string, differences: readonly string[]): void {
    const known = this.#benchmark(benchmark).differences;
    for (const difference of differences) {
      if (known.length < 50 && !known.includes(difference)) known.push(difference.slice(0, 500));
    }
  }

  addNote(note: string): void {
    const { notes } = this.result;
    if (notes.length < 200 && !notes.includes(note)) notes.push(note.slice(0, 1_000));
  }

  async save(): Promise<void> {
    if (this.#path === null) return;
    try {
      await saveFile(this.#path, `${JSON.stringify(this.result)}\n`);
      this.saveProblem = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.saveProblem = `the Result could not be saved to ${this.#path}: ${reason}`;
    }
  }

  #benchmark(name: string): Benchmark {
    const found = this.result.benchmarks.find((benchmark) => benchmark.name === name);
    if (!found) throw new Error(`the Result has no benchmark ${name}`);
    return found;
  }
}
