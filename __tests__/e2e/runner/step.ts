import { spawn, type ChildProcess } from 'node:child_process';
import {
  createFiles,
  processFiles,
  type FileCommand,
  type FileCommandResults,
} from './file-commands.js';
import { leftoverFiles, leftoverProcesses, type LeftoverProcess } from './leftovers.js';
import { LineSplitter } from './line-splitter.js';
import { StepOutput, type Annotation, type IssuedCommand } from './step-output.js';

/** Milliseconds between the signals of a cancellation. */
export interface Ladder {
  interrupt: number;
  terminate: number;
}

/** What GitHub's runner waits after SIGINT and after SIGTERM. */
export const LADDER: Ladder = { interrupt: 7500, terminate: 2500 };

export interface StepOptions {
  script: string;
  node: string;
  env: Record<string, string>;
  workspace: string;
  runnerTemp: string;
  /** `NAME=value` in the environment of everything the step starts. */
  marker: string;
  masks: Set<string>;
  ladder: Ladder;
  /** Cancels when this is true of a line of the log. */
  cancelWhen: ((line: string) => boolean) | undefined;
  /** Milliseconds after which the step is killed and the run throws. */
  timeout: number;
  /** Milliseconds that streams held open by somebody else delay the end of the step. */
  streamGrace: number;
  /** What the runner itself has to say before the step starts. */
  warnings: readonly string[];
  /** Runs before the start, for tests that spoil the files. */
  beforeStart:
    ((files: Record<FileCommand, string>, env: Record<string, string>) => void) | undefined;
}

export interface StepResult extends Omit<FileCommandResults, 'outputs' | 'state' | 'path'> {
  /** As a shell says it: 128 + number after a signal. */
  exitCode: number;
  signal: NodeJS.Signals | null;
  /** Signals that a cancellation sent, in order. */
  sent: NodeJS.Signals[];
  /** Fails by its exit code, or by a command that the runner refuses. */
  hasFailed: boolean;
  /** As people see it, with masked values replaced. */
  log: string;
  /** Unmasked, for tests that look for secrets. */
  rawLog: string;
  commands: IssuedCommand[];
  annotations: Annotation[];
  /** By file and by the old commands; the file wins. */
  outputs: Record<string, string>;
  state: Record<string, string>;
  pathAdditions: string[];
  /** Right after the end of the step. */
  leftoverProcesses: LeftoverProcess[];
  leftoverFiles: string[];
  /** Somebody kept the step's output open after its end, which the runner pays with 5 s. */
  areStreamsHeld: boolean;
  /** Milliseconds from start to end, and to the first line of the log. */
  duration: number;
  firstLineAfter: number | undefined;
}

/** Runs one script as one step. Throws only when it does not end in time. */
export async function runStep(options: StepOptions): Promise<StepResult> {
  const { runnerTemp, workspace, marker } = options;
  const files = createFiles(runnerTemp);
  const env = { ...options.env };
  for (const [command, file] of Object.entries(files))
    env[`GITHUB_${command.toUpperCase()}`] = file;
  options.beforeStart?.(files, env);

  const output = new StepOutput(options.masks);
  for (const message of options.warnings) output.annotate({ level: 'warning', message });
  const started = performance.now();
  let firstLineAfter: number | undefined;
  const sent: NodeJS.Signals[] = [];
  // A group of its own: a step that signals its group must not reach the test runner.
  const child = spawn(options.node, [options.script], {
    cwd: workspace,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const cancellation = new Cancellation(child, options.ladder, sent);
  const lines = (stream: 'stdout' | 'stderr'): LineSplitter =>
    new LineSplitter((line) => {
      firstLineAfter ??= performance.now() - started;
      output.receive(line, stream);
      if (options.cancelWhen?.(line) === true) cancellation.start();
    });
  const end = await outcomeOf(child, { stdout: lines('stdout'), stderr: lines('stderr') }, options);
  cancellation.stop();
  const duration = performance.now() - started;

  const { outputs, state, path, env: envAdditions, summary } = processFiles(files, output);
  if (end.exitCode !== 0) output.fail(`Process completed with exit code ${end.exitCode}.`);
  return {
    ...end,
    sent,
    hasFailed: output.hasFailed,
    log: output.shown.join('\n'),
    rawLog: output.raw.join('\n'),
    commands: output.commands,
    annotations: output.annotations,
    outputs: { ...output.outputs, ...outputs },
    state: { ...output.state, ...state },
    env: envAdditions,
    pathAdditions: path,
    summary,
    leftoverProcesses: leftoverProcesses(marker, [runnerTemp, workspace]),
    leftoverFiles: leftoverFiles(runnerTemp),
    duration,
    firstLineAfter,
  };
}

type End = Pick<StepResult, 'exitCode' | 'signal' | 'areStreamsHeld'>;

function outcomeOf(
  child: ChildProcess,
  splitters: Record<'stdout' | 'stderr', LineSplitter>,
  { timeout, streamGrace, script }: StepOptions,
): Promise<End> {
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (bytes: Buffer) => splitters[stream].write(bytes));
  }
  return new Promise((resolve, reject) => {
    let areStreamsHeld = false;
    let grace: NodeJS.Timeout | undefined;
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeout);
    child.on('error', reject);
    child.on('exit', () => {
      grace = setTimeout(() => {
        areStreamsHeld = true;
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, streamGrace);
    });
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      clearTimeout(grace);
      splitters.stdout.end();
      splitters.stderr.end();
      if (isLate) reject(new Error(`${script} did not end within ${timeout} ms`));
      else
        resolve({ exitCode: code ?? 128 + (SIGNALS[signal ?? ''] ?? 0), signal, areStreamsHeld });
    });
  });
}

const SIGNALS: Record<string, number> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** SIGINT to the process alone, then SIGTERM, then SIGKILL. */
class Cancellation {
  readonly #child: ChildProcess;
  readonly #ladder: Ladder;
  readonly #sent: NodeJS.Signals[];
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, ladder: Ladder, sent: NodeJS.Signals[]) {
    this.#child = child;
    this.#ladder = ladder;
    this.#sent = sent;
    child.on('exit', () => this.stop());
  }

  start(): void {
    if (this.#sent.length > 0) return;
    this.#signal('SIGINT');
    this.#timer = setTimeout(() => {
      this.#signal('SIGTERM');
      this.#timer = setTimeout(() => this.#signal('SIGKILL'), this.#ladder.terminate);
    }, this.#ladder.interrupt);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #signal(signal: NodeJS.Signals): void {
    this.#sent.push(signal);
    this.#child.kill(signal);
  }
}
