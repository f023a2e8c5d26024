import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GitHubEvent } from '../../fixtures/github/events.js';
import { EVENT_FOLDER } from './leftovers.js';

export interface JobOptions {
  event: GitHubEvent;
  runId: number;
  runNumber: number;
  runAttempt: number;
  workspace: string;
  /** The job's folder; RUNNER_TEMP and HOME are made below it. */
  root: string;
  trackingId: string;
}

/** Folder that the runner gives to a job for temporary files. */
export function runnerTempOf(root: string): string {
  return path.join(root, '_temp');
}

/**
 * The environment of a job's steps as actions/runner sets it, without anything of this process but
 * PATH. Addresses and tokens of GitHub come from the fake.
 */
export function jobEnvironment(options: JobOptions): Record<string, string> {
  const { event, root, workspace, runId, runNumber, runAttempt } = options;
  const [owner = '', name = ''] = event.repository.split('/');
  const runnerTemp = runnerTempOf(root);
  const home = path.join(root, 'home');
  const eventPath = path.join(runnerTemp, EVENT_FOLDER, 'event.json');
  mkdirSync(home, { recursive: true });
  mkdirSync(path.dirname(eventPath), { recursive: true });
  writeFileSync(eventPath, JSON.stringify(event.payload, undefined, 2));
  const { repository } = event.payload as { repository: { id: number; owner: { id: number } } };
  const workflow = `${event.repository}/.github/workflows/perf.yml@${event.ref}`;
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: `__${owner}_paceline`,
    GITHUB_ACTOR: 'contributor',
    GITHUB_TRIGGERING_ACTOR: 'contributor',
    GITHUB_BASE_REF: event.baseRef ?? '',
    GITHUB_HEAD_REF: event.headRef ?? '',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_JOB: 'measure',
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REF_PROTECTED: 'false',
    GITHUB_REPOSITORY: event.repository,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: String(repository.owner.id),
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: String(runAttempt),
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_NUMBER: String(runNumber),
    GITHUB_SHA: event.sha,
    GITHUB_WORKFLOW: 'perf',
    GITHUB_WORKFLOW_REF: workflow,
    GITHUB_WORKFLOW_SHA: event.sha,
    GITHUB_WORKSPACE: workspace,
    ImageOS: 'ubuntu24',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: `Hosted ${name}`,
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: runnerTemp,
    RUNNER_TOOL_CACHE: path.join(root, '_tool'),
    RUNNER_TRACKING_ID: options.trackingId,
    RUNNER_WORKSPACE: path.dirname(workspace),
  };
}
