import { invalid, NOT_FOUND, page, type Call, type Reply, type Routes } from './route.js';
import { timestamp, type Account, type Comment, type IssueEvent } from './store.js';

/** The schema has no limit; the error text of GitHub names this one. */
const LONGEST_BODY = 65_536;

const ISSUES = ['issues', 'pull_requests'] as const;

export const commentRoutes: Routes = {
  'GET /issues/{issue_number}/comments': {
    scopes: ISSUES,
    answer: (call) => {
      const issue = issueOf(call);
      if (issue === undefined) return NOT_FOUND;
      const since = call.query.get('since') ?? '';
      const comments = call.repository.comments
        .filter((comment) => comment.issue === issue && comment.updatedAt >= since)
        .sort((a, b) => a.id - b.id);
      return page(call, comments, (comment) => show(call, comment));
    },
  },
  'POST /issues/{issue_number}/comments': {
    scopes: ISSUES,
    answer: (call) => {
      const issue = issueOf(call);
      if (issue === undefined) return NOT_FOUND;
      if (call.repository.pulls.get(issue)?.isLocked === true) {
        return {
          status: 403,
          body: { message: 'Unable to create comment because issue is locked.' },
        };
      }
      const problem = bodyProblem(call);
      if (problem !== undefined) return problem;
      const { viewer } = call;
      if (viewer === undefined) return NOT_FOUND;
      const comment = call.store.addComment(call.repository.fullName, {
        issue,
        author: viewer.account,
        body: String(call.body['body']),
        ...(viewer.app === undefined ? {} : { app: viewer.app }),
      });
      return { status: 201, body: show(call, comment) };
    },
  },
  'GET /issues/comments/{comment_id}': {
    scopes: ISSUES,
    answer: (call) => {
      const comment = commentOf(call);
      return comment === undefined ? NOT_FOUND : { status: 200, body: show(call, comment) };
    },
  },
  'PATCH /issues/comments/{comment_id}': {
    scopes: ISSUES,
    answer: (call) => {
      const comment = commentOf(call);
      if (comment === undefined) return NOT_FOUND;
      const problem = bodyProblem(call);
      if (problem !== undefined) return problem;
      comment.body = String(call.body['body']);
      comment.updatedAt = timestamp();
      return { status: 200, body: show(call, comment) };
    },
  },
  'DELETE /issues/comments/{comment_id}': {
    scopes: ISSUES,
    answer: (call) => {
      const comment = commentOf(call);
      if (comment === undefined) return NOT_FOUND;
      call.repository.comments.splice(call.repository.comments.indexOf(comment), 1);
      return { status: 204 };
    },
  },
  'GET /issues/{issue_number}/labels': {
    scopes: ISSUES,
    answer: (call) => {
      const pull = call.repository.pulls.get(Number(call.params['issue_number']));
      if (pull === undefined) return NOT_FOUND;
      return page(call, pull.labels, (name) => showLabel(call, name));
    },
  },
  'GET /labels': {
    scopes: ISSUES,
    answer: (call) => page(call, [...call.repository.labels], (name) => showLabel(call, name)),
  },
  'GET /issues/{issue_number}/events': {
    scopes: ISSUES,
    answer: (call) => {
      if (issueOf(call) === undefined) return NOT_FOUND;
      // A commit is part of the timeline, but no event.
      const events = eventsOf(call).filter(({ event }) => event !== 'committed');
      return page(call, events, (event) => showEvent(call, event));
    },
  },
  'GET /issues/{issue_number}/timeline': {
    scopes: ISSUES,
    answer: (call) => {
      if (issueOf(call) === undefined) return NOT_FOUND;
      return page(call, eventsOf(call), (event) => showTimelineItem(call, event));
    },
  },
  'GET /collaborators/{username}/permission': {
    scopes: [],
    answer: (call) => {
      const login = call.params['username'] ?? '';
      const permission = call.repository.permissions.get(login) ?? 'read';
      const body = call.description.sample('repository-collaborator-permission', {
        permission,
        role_name: permission,
        user: { login },
      });
      return { status: 200, body };
    },
  },
};

export function showUser(call: Call, { login, id, type }: Account): Record<string, unknown> {
  return call.description.sample('simple-user', { login, id, type, node_id: `U_${id}` });
}

function show(call: Call, comment: Comment): unknown {
  const { fullName } = call.repository;
  return call.description.sample('issue-comment', {
    id: comment.id,
    node_id: nodeId(comment),
    body: comment.body,
    user: showUser(call, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: commentUrl(fullName, comment),
    issue_url: `${call.apiUrl}/repos/${fullName}/issues/${comment.issue}`,
    url: `${call.apiUrl}/repos/${fullName}/issues/comments/${comment.id}`,
    ...(comment.app === undefined
      ? {}
      : { performed_via_github_app: { slug: comment.app, name: comment.app } }),
  });
}

export function nodeId(comment: Comment): string {
  return `IC_${comment.id}`;
}

export function commentUrl(fullName: string, { issue, id }: Comment): string {
  return `https://github.com/${fullName}/pull/${issue}#issuecomment-${id}`;
}

function showLabel(call: Call, name: string): unknown {
  return call.description.sample('label', { name, color: 'ededed' });
}

function showEvent(call: Call, event: IssueEvent): Record<string, unknown> {
  const component = event.label === undefined ? 'state-change-issue-event' : 'labeled-issue-event';
  return call.description.sample(component, {
    id: event.id,
    event: event.event,
    actor: showUser(call, event.actor),
    created_at: event.createdAt,
    commit_id: event.sha ?? null,
    ...(event.label === undefined ? {} : { label: { name: event.label, color: 'ededed' } }),
  });
}

function showTimelineItem(call: Call, event: IssueEvent): unknown {
  if (event.event !== 'committed') return showEvent(call, event);
  const person = { name: event.actor.login, email: 'unset@example.com', date: event.createdAt };
  return call.description.sample('timeline-committed-event', {
    event: 'committed',
    sha: event.sha ?? '',
    author: person,
    committer: person,
  });
}

function eventsOf(call: Call): IssueEvent[] {
  const issue = Number(call.params['issue_number']);
  return call.repository.issueEvents.filter((event) => event.issue === issue);
}

/** Only pull requests exist here as issues. */
function issueOf({ params, repository }: Call): number | undefined {
  const number = Number(params['issue_number']);
  return repository.pulls.has(number) ? number : undefined;
}

function commentOf({ params, repository }: Call): Comment | undefined {
  return repository.comments.find((comment) => comment.id === Number(params['comment_id']));
}

function bodyProblem({ body }: Call): Reply | undefined {
  const text = String(body['body']);
  if (text.trim() === '') return invalid('Validation Failed', [{ code: 'missing_field' }]);
  if ([...text].length <= LONGEST_BODY) return undefined;
  return invalid('Validation Failed', [
    { code: 'custom', message: `Body is too long (maximum is ${LONGEST_BODY} characters)` },
  ]);
}
