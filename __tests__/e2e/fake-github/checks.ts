import { invalid, NOT_FOUND, page, type Call, type Routes } from './route.js';
import { showUser } from './comments.js';
import { ACTIONS_BOT, timestamp, type CheckRun, type Status } from './store.js';

/** Unverified of GitHub, which may cut instead; a longer one is a defect of ours either way. */
const LONGEST_DESCRIPTION = 140;

const CHECKS = ['checks'] as const;
const STATUSES = ['statuses'] as const;

export const checkRoutes: Routes = {
  'POST /check-runs': {
    scopes: CHECKS,
    answer: (call) => {
      const run: CheckRun = {
        id: call.store.nextId(),
        name: '',
        headSha: '',
        status: 'queued',
        conclusion: null,
        output: { title: null, summary: null, text: null },
        annotations: [],
        detailsUrl: null,
        externalId: '',
      };
      update(run, call.body);
      call.repository.checkRuns.push(run);
      return { status: 201, body: showRun(call, run) };
    },
  },
  'GET /check-runs/{check_run_id}': {
    scopes: CHECKS,
    answer: (call) => {
      const run = runOf(call);
      return run === undefined ? NOT_FOUND : { status: 200, body: showRun(call, run) };
    },
  },
  'PATCH /check-runs/{check_run_id}': {
    scopes: CHECKS,
    answer: (call) => {
      const run = runOf(call);
      if (run === undefined) return NOT_FOUND;
      update(run, call.body);
      return { status: 200, body: showRun(call, run) };
    },
  },
  'GET /commits/{ref}/check-runs': {
    scopes: CHECKS,
    answer: (call) => {
      const name = call.query.get('check_name');
      const runs = call.repository.checkRuns
        .filter((run) => run.headSha === call.params['ref'])
        .filter((run) => name === null || run.name === name);
      return page(call, runs, (run) => showRun(call, run), 'check_runs');
    },
  },
  'POST /statuses/{sha}': {
    scopes: STATUSES,
    answer: (call) => {
      const { state, context = 'default', description = null, target_url: url = null } = call.body;
      if (typeof description === 'string' && [...description].length > LONGEST_DESCRIPTION) {
        return invalid('Validation Failed', [{ field: 'description', code: 'custom' }]);
      }
      const status: Status = {
        id: call.store.nextId(),
        sha: call.params['sha'] ?? '',
        state: String(state),
        context: String(context),
        description: description as string | null,
        targetUrl: url as string | null,
        createdAt: timestamp(),
      };
      call.repository.statuses.push(status);
      return { status: 201, body: showStatus(call, status) };
    },
  },
  'GET /commits/{ref}/statuses': {
    scopes: STATUSES,
    answer: (call) => {
      const statuses = call.repository.statuses
        .filter((status) => status.sha === call.params['ref'])
        .reverse();
      return page(call, statuses, (status) => showStatus(call, status));
    },
  },
};

/** Annotations of each update are added to those that are there. */
function update(run: CheckRun, body: Record<string, unknown>): void {
  const given = body as {
    name?: string;
    head_sha?: string;
    status?: string;
    conclusion?: string;
    details_url?: string;
    external_id?: string;
    output?: { title?: string; summary?: string; text?: string; annotations?: unknown[] };
  };
  run.name = given.name ?? run.name;
  run.headSha = given.head_sha ?? run.headSha;
  run.conclusion = given.conclusion ?? run.conclusion;
  run.status = given.conclusion === undefined ? (given.status ?? run.status) : 'completed';
  run.detailsUrl = given.details_url ?? run.detailsUrl;
  run.externalId = given.external_id ?? run.externalId;
  const { annotations = [], ...output } = given.output ?? {};
  run.output = { ...run.output, ...output };
  run.annotations.push(...annotations);
}

function showRun(call: Call, run: CheckRun): unknown {
  const { fullName } = call.repository;
  return call.description.sample('check-run', {
    id: run.id,
    name: run.name,
    head_sha: run.headSha,
    status: run.status,
    conclusion: run.conclusion,
    external_id: run.externalId,
    details_url: run.detailsUrl,
    output: { ...run.output, annotations_count: run.annotations.length },
    html_url: `https://github.com/${fullName}/runs/${run.id}`,
    url: `${call.apiUrl}/repos/${fullName}/check-runs/${run.id}`,
    pull_requests: [],
  });
}

function showStatus(call: Call, status: Status): unknown {
  return call.description.sample('status', {
    id: status.id,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: showUser(call, call.viewer?.account ?? ACTIONS_BOT),
  });
}

function runOf({ params, repository }: Call): CheckRun | undefined {
  return repository.checkRuns.find((run) => run.id === Number(params['check_run_id']));
}
