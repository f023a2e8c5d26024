import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../model/user-error.js';
import type { Answers, Numbered, Question, Reply } from './protocol.js';

/** Node on a busy machine may take long to start; ms. */
export const START_LIMIT = 30_000;
const STOP_LIMIT = 2_000;
const LOG_LIMIT = 4_000;

type AnswerTo<Q extends Question> = Answers[Q['ask']];

/**
 * The bundle of the load generator, beside the bundle that this code runs in. Put together from
 * pieces because a bundler would copy a file that is named in one.
 */
export function generatorScript(): string {
  return path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'load', 'index.js');
}

/**
 * The load generator as its parent sees it. Every `ask` ends: with the answer, or with an error
 * when the process dies, is too late, or the run is cancelled.
 */
export class GeneratorProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  #count = 0;
  #log = '';
  #spoken = false;
  #failure: Error | null = null;

  constructor(script: string, cores: string | null, signal: AbortSignal) {
    const node = [process.execPath, script];
    const [command, ...args] = cores === null ? node : ['taskset', '-c', cores, ...node];
    this.#child = spawn(command!, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const cancel = () => this.#end(new Error('cancelled', { cause: signal.reason }));
    this.#exited = new Promise((resolve) => {
      const gone = (error: Error) => {
        signal.removeEventListener('abort', cancel);
        this.#end(error);
        resolve();
      };
      this.#child.once('close', (code, by) => gone(this.#died(by ?? `exit code ${code}`)));
      this.#child.on('error', (error) => gone(this.#cannotStart(error.message)));
    });
    this.#child.on('message', (reply: Reply) => this.#receive(reply));
    this.#child.stdout?.on('data', (text: Buffer) => this.#remember(text));
    this.#child.stderr?.on('data', (text: Buffer) => this.#remember(text));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** `limit`: ms until the process counts as hung and is killed. */
  async ask<Q extends Question>(question: Q, limit: number): Promise<AnswerTo<Q>> {
    if (this.#failure) throw this.#failure;
    const number = ++this.#count;
    const late = setTimeout(
      () =>
        this.#end(
          new Error(`the load generator did not answer to ${question.ask} within ${limit} ms`),
        ),
      limit,
    );
    try {
      return await new Promise<AnswerTo<Q>>((resolve, reject) => {
        this.#waiting.set(number, { resolve, reject });
        const message: Numbered<Question> = { ...question, number };
        // A message that cannot be sent means that the process is dying or was never born, and
        // that is told by its own event.
        this.#child.send?.(message, () => undefined);
      });
    } finally {
      clearTimeout(late);
      this.#waiting.delete(number);
    }
  }

  /** Ends the process: politely, then not. Resolves when it is gone. */
  async stop(): Promise<void> {
    if (!this.#failure) {
      // Whatever keeps it from closing by itself, it is killed below.
      await this.ask({ ask: 'close' }, STOP_LIMIT).catch(() => null);
      this.#end(new Error('the load generator has been stopped'));
    }
    await this.#exited;
  }

  #receive(reply: Reply): void {
    this.#spoken = true;
    const waiting = this.#waiting.get(reply.number);
    if ('error' in reply) waiting?.reject(new Error(`in the load generator: ${reply.error}`));
    else waiting?.resolve(reply.value as never);
  }

  /** Kills the process and lets everybody who waits know why. The first reason stays. */
  #end(reason: Error): void {
    this.#failure ??= reason;
    this.#child.kill('SIGKILL');
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
  }

  #died(how: string): Error {
    const log = this.#log.trim();
    const what = log ? `${how}:\n${log}` : how;
    return this.#spoken ? new Error(`the load generator died: ${what}`) : this.#cannotStart(what);
  }

  #cannotStart(why: string): Error {
    const advice = 'Look whether taskset (util-linux) works here, or set pin: off.';
    return new UserError(
      `The load generator cannot be started: ${why}`,
      this.#child.spawnargs[0] === 'taskset' ? { advice } : {},
    );
  }

  #remember(text: Buffer): void {
    this.#log = (this.#log + text.toString()).slice(-LOG_LIMIT);
  }
}
