import * as events from '../../fixtures/github/events.js';

const repository = { id: 1, fullName: 'octo/shop' };
const fork = { id: 2, fullName: 'visitor/shop' };
const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const pull = { repository, mergeSha: a, headSha: b, baseSha: c };

const ALL: [string, events.GitHubEvent][] = [
  ['a pull request', events.pullRequestEvent(pull)],
  ['one that is opened', events.pullRequestEvent({ ...pull, action: 'opened' })],
  ['one from a fork', events.pullRequestEvent({ ...pull, headRepository: fork })],
  ['one from a deleted fork', events.pullRequestEvent({ ...pull, headRepository: null })],
  ['a draft', events.pullRequestEvent({ ...pull, isDraft: true })],
  ['a closed one', events.pullRequestEvent({ ...pull, action: 'closed' })],
  ['a labelled one', events.pullRequestEvent({ ...pull, action: 'labeled', labels: ['x'] })],
  ['pull_request_target', events.pullRequestTargetEvent(pull)],
  ['a push', events.pushEvent({ repository, before: a, after: b })],
  ['a first push', events.pushEvent({ repository, after: b, branch: 'new' })],
  ['a merge group', events.mergeGroupEvent({ repository, headSha: a, baseSha: b })],
  [
    'a workflow run of a fork',
    events.workflowRunEvent({ repository, headRepository: fork, headSha: a, sha: b }),
  ],
  ['a dispatch', events.workflowDispatchEvent({ repository, sha: a, inputs: { base: 'main' } })],
  ['a schedule', events.scheduleEvent({ repository, sha: a })],
  ['a comment', events.issueCommentEvent({ repository, sha: a })],
];

describe('the event fixtures', () => {
  it.each(ALL)('are payloads that GitHub could send: %s', (_, event) => {
    expect(events.eventProblems(event)).toEqual([]);
  });

  it('would show a payload that GitHub could not send', () => {
    const event = events.pullRequestEvent(pull);
    delete event.payload['pull_request'];
    expect(events.eventProblems(event).join()).toContain('pull_request');
  });

  it('keep what a test says', () => {
    const { payload } = events.pullRequestEvent({ ...pull, headRepository: null, isDraft: true });
    expect(payload).toMatchObject({
      number: 7,
      pull_request: { draft: true, head: { sha: b, repo: null }, base: { repo: { id: 1 } } },
    });
    expect(
      events.workflowRunEvent({ repository, headRepository: fork, headSha: a, sha: b }).payload,
    ).toMatchObject({
      workflow_run: { event: 'pull_request', pull_requests: [], head_repository: { id: 2 } },
    });
  });
});
