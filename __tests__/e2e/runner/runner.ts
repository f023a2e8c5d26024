import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GitHubEvent } from '../../fixtures/github/events.js';
import { inputEnvironment, isPostRun, readAction, unexpectedInputs } from './action.js';
import { jobEnvironment, runnerTempOf } from './job-environment.js';
import { endLeftovers } from './leftovers.js';
import { LADDER, runStep, type Ladder, type StepOptions, type StepResult } from './step.js';

export interface RunOptions {
  /** Folder of the `action.yml`. */
  action: string;
  event: GitHubEvent;
  inputs?: Record<string, string>;
  /** The job's token: `${{ github.token }}` in defaults, and masked in the log. */
  token?: string;
  /** Addresses and runtime token of the fake GitHub, and `env:` of the step. Laid over the rest. */
  env?: Record<string, string>;
  /** Checked-out repository; an empty folder when left out. */
  workspace?: string;
  runId?: number;
  runNumber?: number;
  runAttempt?: number;
  cancelWhen?: (line: string) => boolean;
  ladder?: Ladder;
  /** Milliseconds per step. */
  timeout?: number;
  streamGrace?: number;
  beforeStart?: StepOptions['beforeStart'];
  /** Runs between main and post, with everything still there. */
  afterMain?: (main: StepResult, runnerTemp: string) => void;
}

/** The main step's result, with the post step's in it. */
export interface RunResult extends StepResult {
  post: StepResult | undefined;
  /** Deleted by now; for comparing paths in logs and outputs. */
  runnerTemp: string;
  workspace: string;
}

/**
 * Runs an action as a job of GitHub's runner would: its main script, then its post script with the
 * state of the first, under this process' own Node. What they leave behind is counted in the
 * result, then ended and deleted. A file that a test wants to read is read by `afterMain`.
 */
export async function runAction(options: RunOptions): Promise<RunResult> {
  const root = mkdtempSync(path.join(tmpdir(), 'runner-'));
  const runnerTemp = runnerTempOf(root);
  const workspace = options.workspace ?? path.join(root, 'work', 'work');
  mkdirSync(workspace, { recursive: true });
  const trackingId = `github_${randomUUID()}`;
  const marker = `RUNNER_TRACKING_ID=${trackingId}`;
  try {
    const { main, post } = await runSteps(options, { root, workspace, trackingId, marker });
    return { ...main, post, runnerTemp, workspace };
  } finally {
    endLeftovers(marker, [root, workspace]);
    rmSync(root, { recursive: true, force: true });
  }
}

interface Job {
  root: string;
  workspace: string;
  trackingId: string;
  marker: string;
}

async function runSteps(
  options: RunOptions,
  { root, workspace, trackingId, marker }: Job,
): Promise<{ main: StepResult; post: StepResult | undefined }> {
  const { event, token = '', runId = 5, runNumber = 12, runAttempt = 1 } = options;
  const action = readAction(options.action);
  const job = jobEnvironment({
    ...{ event, runId, runNumber, runAttempt, workspace, root, trackingId },
  });
  const github = { token, workspace, repository: event.repository, sha: event.sha, ref: event.ref };
  const env = {
    ...job,
    GITHUB_ACTION_PATH: options.action,
    ...inputEnvironment(action, options.inputs ?? {}, { ...github, event_name: event.name }),
    ...options.env,
  };
  const secrets = [token, options.env?.['ACTIONS_RUNTIME_TOKEN'] ?? ''];
  const step: StepOptions = {
    script: action.main,
    node: process.execPath,
    env,
    workspace,
    runnerTemp: runnerTempOf(root),
    marker,
    masks: new Set(secrets.filter((secret) => secret !== '')),
    ladder: options.ladder ?? LADDER,
    cancelWhen: options.cancelWhen,
    timeout: options.timeout ?? 120_000,
    streamGrace: options.streamGrace ?? 5000,
    beforeStart: options.beforeStart,
    warnings: unexpectedInputs(action, options.inputs ?? {}),
  };
  const main = await runStep(step);
  options.afterMain?.(main, step.runnerTemp);
  const isCancelled = main.sent.length > 0;
  if (action.post === undefined || !isPostRun(action.postIf, { ...main, isCancelled })) {
    return { main, post: undefined };
  }
  const state = Object.entries(main.state).map(([name, value]) => [`STATE_${name}`, value]);
  const post = await runStep({
    ...step,
    script: action.post,
    cancelWhen: undefined,
    beforeStart: undefined,
    warnings: [],
    env: {
      ...env,
      ...main.env,
      ...(Object.fromEntries(state) as Record<string, string>),
      PATH: [...main.pathAdditions.toReversed(), job['PATH'] ?? ''].join(':'),
    },
  });
  return { main, post };
}
