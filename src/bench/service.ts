import {
  describeExit,
  startCommand,
  type CommandEdges,
  type Exit,
  type RunningCommand,
} from './command.js';
import { commandEnvironment, type EnvironmentEdges } from './environment.js';
import { reservePort, whoAnswers } from './listeners.js';
import { processState } from './procfs.js';
import { ProcessTree } from './process-tree.js';
import { ResourceSampler, type Resources } from './resources.js';
import { LOG_LINES, ServiceFailure } from './service-failure.js';
import { phraseOf, PortTaken, Starting, type Readiness } from './starting.js';
import { GRACE_SECONDS, stopTree, type StopReport } from './stop-ladder.js';
import { workingDirectory } from './working-directory.js';
import type { Target } from '../drivers/driver.js';
import type { ServicePlan } from '../model/plan.js';
import type { Side } from '../model/side.js';

export interface ServiceEdges extends Omit<EnvironmentEdges, 'side'> {
  /** Cores of the service, as taskset writes them; null for all. */
  cores: string | null;
  signal: AbortSignal;
}

/** The program under test of one side, ready to be loaded. */
export interface RunningService {
  readonly side: Side;
  /** The process of the start command. */
  readonly pid: number;
  readonly target: Target;
  readonly ready: { seconds: number; warnings: string[] };
  /** Resolves when the start command ends, which a service does only when it is stopped. */
  readonly exited: Promise<Exit>;
  /** What ended the service, in words; null while the processes that got ready are alive. */
  died(): string | null;
  /**
   * Why the port is not answered by the processes that got ready, in words; null when it is.
   * Dearer than `died`: before and after a session.
   */
  replaced(): string | null;
  sample(): Resources | null;
  log(lines?: number): string[];
  /** Ends it and everything it spawned. Never rejects; a second call gives the first report. */
  stop(grace?: number): Promise<StopReport>;
}

const PORT_ATTEMPTS = 3;
/** When the user waits for Ctrl-C to end, a service has less time to end by itself. */
const HURRY_SECONDS = 1;

/**
 * Prepares and starts a service and waits until it is ready. Rejects with a ServiceFailure when it
 * does not get there, with the reason of the signal when that is aborted; nothing is left running.
 */
export async function startService(
  plan: ServicePlan,
  side: Side,
  edges: ServiceEdges,
): Promise<RunningService> {
  for (let attempt = 1; ; attempt += 1) {
    edges.signal.throwIfAborted();
    const { port, release } = await reservePort();
    try {
      return await startOnPort(plan, side, edges, port, release);
    } catch (error) {
      release();
      if (!(error instanceof PortTaken)) throw error;
      // Somebody took the port between our look and the start: another one will do.
      if (attempt === PORT_ATTEMPTS) throw error.failure;
    }
  }
}

async function startOnPort(
  plan: ServicePlan,
  side: Side,
  edges: ServiceEdges,
  port: number,
  release: () => void,
): Promise<RunningService> {
  const tree = new ProcessTree();
  const directory = workingDirectory(plan, side, edges.checkout, 'start');
  const env = commandEnvironment(
    { ...edges, side },
    { literals: plan.env, port, marker: tree.marker },
  );
  const command: CommandEdges = { directory, env, cores: edges.cores, tree };
  const starting = new Starting(plan, side, command, port, edges.signal);
  try {
    await starting.prepare();
    const running = await startCommand(plan.start, command);
    const ready = await starting.untilReady(running);
    return runningService(side, edges.checkout, running, tree, ready, port, release);
  } catch (error) {
    const grace = edges.signal.aborted ? HURRY_SECONDS : GRACE_SECONDS;
    const { leaks } = await stopTree(tree, edges.checkout, grace);
    const failure = error instanceof PortTaken ? error.failure : error;
    if (failure instanceof ServiceFailure) {
      failure.log.push(...leaks.map((leak) => `left behind: ${leak}`));
    }
    throw error;
  }
}

/**
 * "The same service" means: the start command is alive, and so is the oldest process that held the
 * listening socket when it got ready. Workers may come and go; a supervisor that starts the
 * program anew is noticed.
 */
function runningService(
  side: Side,
  checkout: string,
  running: RunningCommand,
  tree: ProcessTree,
  { owners, seconds, warnings }: Readiness,
  port: number,
  releasePort: () => void,
): RunningService {
  const sampler = new ResourceSampler(tree);
  const listener = owners[0];
  let report: Promise<StopReport> | null = null;
  const died = (): string | null => {
    const exit = running.ended();
    if (exit) return `the start command ${describeExit(exit)}`;
    if (!listener) return null;
    const state = processState(listener.pid);
    if (state && state.start === listener.start && !state.zombie) return null;
    return `the process that listened (pid ${listener.pid}) ended`;
  };
  const stop = async (grace?: number): Promise<StopReport> => {
    const stopped = await stopTree(tree, checkout, grace);
    releasePort();
    return stopped;
  };
  return {
    side,
    pid: running.root.pid,
    target: { side, port, url: `http://127.0.0.1:${port}` },
    ready: { seconds, warnings },
    exited: running.exited,
    died,
    replaced() {
      const end = died();
      if (end || !listener) return end;
      const answerer = whoAnswers(
        port,
        tree.find().map(({ pid }) => pid),
      );
      switch (answerer.kind) {
        case 'foreign':
          return `port ${port} is answered by another process (${phraseOf(answerer.pid)})`;
        case 'nobody':
          return `nobody listens on port ${port} any more`;
        case 'ours':
        case 'unknown':
          return null;
      }
    },
    sample: () => sampler.sample(),
    log: (lines = LOG_LINES) => running.log.last(lines),
    stop: (grace) => (report ??= stop(grace)),
  };
}
