import {
  describeExit,
  drained,
  runCommand,
  type CommandEdges,
  type RunningCommand,
} from './command.js';
import { now, within } from './deadline.js';
import { listenersOf, whoAnswers, type Answerer } from './listeners.js';
import { processPhrase } from './procfs.js';
import type { ProcessIdentity } from './process-tree.js';
import { ANSWERS_NEEDED, askReady } from './readiness.js';
import { LOG_LINES, ServiceFailure } from './service-failure.js';
import type { ServicePlan } from '../model/plan.js';
import type { Side } from '../model/side.js';

const POLL_SECONDS = { first: 0.02, last: 0.1 };

/** The port that the service was given belongs to somebody else: another one may do. */
export class PortTaken extends Error {
  readonly failure: ServiceFailure;

  constructor(failure: ServiceFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What is known of a service at the moment it got ready. */
export interface Readiness {
  seconds: number;
  warnings: string[];
  /** Processes that hold the listening socket, oldest first; empty where the system does not tell. */
  owners: ProcessIdentity[];
}

/** One attempt to get one side ready on one port. */
export class Starting {
  readonly #plan: ServicePlan;
  readonly #side: Side;
  readonly #command: CommandEdges;
  readonly #port: number;
  readonly #signal: AbortSignal;

  constructor(
    plan: ServicePlan,
    side: Side,
    command: CommandEdges,
    port: number,
    signal: AbortSignal,
  ) {
    this.#plan = plan;
    this.#side = side;
    this.#command = command;
    this.#port = port;
    this.#signal = signal;
  }

  async prepare(): Promise<void> {
    const { prepare, startTimeout } = this.#plan;
    if (prepare === null) return;
    const { exit, log } = await runCommand(prepare, this.#command, startTimeout, this.#signal);
    if (exit?.code === 0) return;
    const what = exit ? describeExit(exit) : `did not end within ${startTimeout} s`;
    const message = `prepare of ${this.#side} failed: \`${prepare}\` ${what}`;
    throw new ServiceFailure(this.#side, 'prepare', message, log.last(LOG_LINES));
  }

  async untilReady(running: RunningCommand): Promise<Readiness> {
    const began = now();
    const deadline = began + this.#plan.startTimeout;
    let pause = POLL_SECONDS.first;
    let answers = 0;
    for (;;) {
      if (running.ended()) throw await this.#endedEarly(running);
      let reason = await askReady(this.#plan.ready, this.#port, this.#command, this.#signal);
      this.#signal.throwIfAborted();
      answers = reason === null ? answers + 1 : 0;
      if (answers >= (this.#plan.ready.kind === 'path' ? ANSWERS_NEEDED : 1)) {
        const answerer = this.#whoAnswers();
        // A ready command may succeed before anybody listens.
        if (answerer.kind === 'nobody') reason = `does not listen on port ${this.#port}`;
        else if (running.ended()) throw await this.#endedEarly(running);
        else return { seconds: now() - began, ...this.#accept(answerer, running) };
      }
      if (now() >= deadline) throw this.#neverReady(running, reason ?? '');
      // After a good answer the next question comes at once.
      if (reason === null) continue;
      await within(running.exited, Math.min(pause, deadline - now()), this.#signal);
      pause = Math.min(pause * 1.5, POLL_SECONDS.last);
    }
  }

  #whoAnswers(): Answerer {
    const quick = whoAnswers(
      this.#port,
      this.#command.tree.known().map(({ pid }) => pid),
    );
    if (quick.kind !== 'foreign') return quick;
    // Perhaps a daemon of ours that has left its parent: search the whole machine for it.
    return whoAnswers(
      this.#port,
      this.#command.tree.find().map(({ pid }) => pid),
    );
  }

  #accept(answerer: Answerer, running: RunningCommand): Omit<Readiness, 'seconds'> {
    switch (answerer.kind) {
      case 'ours': {
        const open = answerer.addresses.filter((address) => address !== '127.0.0.1');
        const warnings = open.map(
          (address) =>
            `${this.#plan.name} listens on ${address}, which other machines may reach; 127.0.0.1 is enough`,
        );
        return { owners: answerer.owners, warnings };
      }
      case 'foreign':
        if (answerer.pid === null && answerer.uid !== process.getuid?.()) {
          const warning = `port ${this.#port} of ${this.#plan.name} is answered by a process of another user (a container?): its CPU and memory are not measured`;
          return { owners: [], warnings: [warning] };
        }
        throw new PortTaken(
          this.#failure(
            running,
            `port ${this.#port} is answered by another process (${phraseOf(answerer.pid)}), not by ${this.#plan.name}`,
          ),
        );
      case 'nobody':
      case 'unknown':
        return { owners: [], warnings: [] };
    }
  }

  async #endedEarly(running: RunningCommand): Promise<Error> {
    await drained(running.log);
    const exit = running.ended();
    const left = this.#command.tree.find().filter(({ pid }) => pid !== running.root.pid);
    const background =
      exit?.code === 0 && left.length > 0
        ? `; it left ${left.map(({ pid }) => processPhrase(pid)).join(', ')} running in the background, but must stay in the foreground`
        : '';
    const message = `\`${this.#plan.start}\` ${exit ? describeExit(exit) : 'ended'} before it was ready${background}`;
    const failure = this.#failure(running, message);
    return failure.log.some((line) => /EADDRINUSE|address (is )?already in use/i.test(line))
      ? new PortTaken(failure)
      : failure;
  }

  #neverReady(running: RunningCommand, reason: string): ServiceFailure {
    const elsewhere = listenersOf(this.#command.tree.find().map(({ pid }) => pid))
      .filter(({ port, address }) => port !== this.#port || address === '::1')
      .map(({ address, port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`);
    const hint =
      elsewhere.length > 0
        ? `; it listens on ${elsewhere.join(' and ')}, but must listen on 127.0.0.1 and the port in PORT (${this.#port})`
        : '';
    return this.#failure(
      running,
      `${this.#plan.name} was not ready within ${this.#plan.startTimeout} s: it ${reason}${hint}`,
    );
  }

  #failure(running: RunningCommand, message: string): ServiceFailure {
    return new ServiceFailure(
      this.#side,
      'start',
      `start of ${this.#side} failed: ${message}`,
      running.log.last(LOG_LINES),
    );
  }
}

/** Somebody who answers on a port, in words. */
export const phraseOf = (pid: number | null): string =>
  pid === null ? 'unknown' : processPhrase(pid);
