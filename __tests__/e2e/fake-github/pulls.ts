import { NOT_FOUND, page, type Call, type Routes } from './route.js';
import { showUser } from './comments.js';
import type { Commitish, PullRequest } from './store.js';

const SCOPES = ['pull_requests'] as const;

export const pullRoutes: Routes = {
  'GET ': {
    scopes: [],
    answer: (call) => ({
      status: 200,
      body: call.description.sample(
        'full-repository',
        repositoryFields(call, call.repository.fullName),
      ),
    }),
  },
  'GET /pulls': {
    scopes: SCOPES,
    answer: (call) => {
      const state = call.query.get('state') ?? 'open';
      const base = call.query.get('base');
      const pulls = [...call.repository.pulls.values()]
        .filter((pull) => state === 'all' || pull.state === state)
        .filter((pull) => base === null || pull.base.ref === base)
        .filter((pull) => isHead(pull, call.query.get('head')))
        .sort((a, b) => b.number - a.number);
      return page(call, pulls, (pull) => show(call, pull, 'pull-request-simple'));
    },
  },
  'GET /pulls/{pull_number}': {
    scopes: SCOPES,
    answer: (call) => {
      const pull = call.repository.pulls.get(Number(call.params['pull_number']));
      if (pull === undefined) return NOT_FOUND;
      return { status: 200, body: show(call, pull, 'pull-request') };
    },
  },
  'GET /pulls/{pull_number}/files': {
    scopes: SCOPES,
    answer: (call) => {
      const pull = call.repository.pulls.get(Number(call.params['pull_number']));
      if (pull === undefined) return NOT_FOUND;
      return page(call, pull.files, (filename) =>
        call.description.sample('diff-entry', { filename, status: 'modified' }),
      );
    },
  },
  'GET /pulls/{pull_number}/commits': {
    scopes: SCOPES,
    answer: (call) => {
      const pull = call.repository.pulls.get(Number(call.params['pull_number']));
      if (pull === undefined) return NOT_FOUND;
      return page(call, [pull.head.sha], (sha) => showCommit(call, sha));
    },
  },
  'GET /commits/{commit_sha}/pulls': {
    scopes: SCOPES,
    answer: (call) => {
      // A commit that lives only in a fork gives an empty list here.
      const pulls = [...call.repository.pulls.values()].filter(
        ({ head }) =>
          head.sha === call.params['commit_sha'] && head.repository === call.repository.fullName,
      );
      return page(call, pulls, (pull) => show(call, pull, 'pull-request-simple'));
    },
  },
  'GET /commits/{ref}': {
    scopes: ['contents'],
    answer: (call) => {
      const ref = call.params['ref'] ?? '';
      const sha = call.repository.refs.get(`refs/heads/${ref}`) ?? ref;
      if (!call.repository.commits.has(sha)) {
        return { status: 422, body: { message: `No commit found for SHA: ${ref}` } };
      }
      return { status: 200, body: showCommit(call, sha) };
    },
  },
  'GET /activity': {
    scopes: ['contents'],
    answer: (call) => {
      const ref = call.query.get('ref');
      const pushes = call.repository.pushes
        .filter((push) => ref === null || push.ref === ref || push.ref === `refs/heads/${ref}`)
        .sort((a, b) => b.at.localeCompare(a.at));
      const body = pushes.slice(0, Number(call.query.get('per_page') ?? 30)).map((push, id) =>
        call.description.sample('activity', {
          ...{ id, ref: push.ref, before: push.before, after: push.after, timestamp: push.at },
          ...{ activity_type: 'push', actor: showUser(call, push.actor) },
        }),
      );
      return { status: 200, body };
    },
  },
};

export function showCommit(call: Call, sha: string): unknown {
  const { parents, date } = call.repository.commits.get(sha) ?? {
    parents: [],
    date: '2026-01-01T00:00:00Z',
  };
  const person = { name: 'Contributor', email: 'unset@example.com', date };
  return call.description.sample('commit', {
    sha,
    commit: { author: person, committer: person, message: 'Change' },
    parents: parents.map((parent) => ({ sha: parent })),
  });
}

function show(call: Call, pull: PullRequest, component: string): unknown {
  const { fullName } = call.repository;
  return call.description.sample(component, {
    number: pull.number,
    state: pull.state,
    draft: pull.isDraft,
    locked: pull.isLocked,
    title: pull.title,
    user: showUser(call, pull.author),
    created_at: pull.createdAt,
    updated_at: pull.createdAt,
    url: `${call.apiUrl}/repos/${fullName}/pulls/${pull.number}`,
    html_url: `https://github.com/${fullName}/pull/${pull.number}`,
    labels: pull.labels.map((name) => ({ name })),
    head: side(call, pull.head),
    base: side(call, pull.base),
  });
}

function side(call: Call, { sha, ref, repository }: Commitish): Record<string, unknown> {
  const owner = repository?.split('/')[0] ?? 'ghost';
  return {
    sha,
    ref,
    label: `${owner}:${ref}`,
    user: { login: owner },
    repo: repository === null ? null : repositoryFields(call, repository),
  };
}

export function repositoryFields(call: Call, fullName: string): Record<string, unknown> {
  const repository = call.store.repository(fullName);
  return {
    id: repository.id,
    name: repository.name,
    full_name: fullName,
    private: repository.isPrivate,
    fork: repository.isFork,
    default_branch: repository.defaultBranch,
    owner: { login: repository.owner },
    html_url: `https://github.com/${fullName}`,
    url: `${call.apiUrl}/repos/${fullName}`,
  };
}

/** `owner:branch`; GitHub ignores a filter that is not of that form and shows everything. */
function isHead({ head }: PullRequest, filter: string | null): boolean {
  const [owner, ref] = (filter ?? '').split(/:(.*)/s);
  if (owner === '' || ref === undefined || ref === '') return true;
  return head.repository?.split('/')[0] === owner && head.ref === ref;
}
