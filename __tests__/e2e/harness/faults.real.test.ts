import { ANSWERS, Gate } from '../fake-github/faults.js';
import { FakeGitHub } from '../fake-github/server.js';
import { jobToken, type Token } from '../fake-github/tokens.js';

const REPOSITORY = 'octo/shop';
const COMMENTS = '/issues/7/comments';

let github: FakeGitHub;
let token: Token;

beforeEach(async () => {
  github = await FakeGitHub.start();
  token = github.addToken(jobToken());
  const commit = { sha: 'a'.repeat(40), ref: 'main', repository: REPOSITORY };
  github.store.addPullRequest(REPOSITORY, { number: 7, head: commit, base: commit });
});

afterEach(() => github.stop());

/** Posts a comment and returns the answer's status once its JSON was read. */
async function post(): Promise<number> {
  const response = await fetch(`${github.apiUrl}/repos/${REPOSITORY}${COMMENTS}`, {
    method: 'POST',
    headers: { authorization: `token ${token.value}`, 'x-github-api-version': '2022-11-28' },
    body: JSON.stringify({ body: 'hello' }),
  });
  await response.json();
  return response.status;
}

describe('a scripted fault', () => {
  const route = 'POST /issues/{issue_number}/comments';
  const comments = (): number => github.store.repository(REPOSITORY).comments.length;

  it('answers instead of doing anything, as often as it says', async () => {
    github.faults.add({ route, skip: 1, times: 2, answer: ANSWERS.secondaryLimit(7) });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push(await post());
    expect(statuses).toEqual([201, 403, 403, 201]);
    expect(comments()).toBe(2);
  });

  it('answers a failure after the comment was made', async () => {
    github.faults.add({ route, answer: ANSWERS.serverError, isApplied: true });
    expect(await post()).toBe(500);
    expect(comments()).toBe(1);
  });

  it.each(['before', 'body'] as const)('resets the connection: %s', async (cut) => {
    github.faults.add({ route, cut });
    await expect(post()).rejects.toThrow(/fetch failed|terminated/);
    expect(comments()).toBe(cut === 'before' ? 0 : 1);
  });

  it('makes the change and resets the connection without an answer', async () => {
    github.faults.add({ route, cut: 'before', isApplied: true });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(comments()).toBe(1);
  });

  it.each([
    ['half of it', { cut: 'short' as const }],
    ['a page', { answer: ANSWERS.html }],
  ])('sends no JSON: %s', async (_, how) => {
    github.faults.add({ route, ...how });
    await expect(post()).rejects.toThrow(/JSON/);
  });

  it('holds a request until the test lets it go', async () => {
    const gate = new Gate();
    github.faults.add({ route, after: gate.wait });
    const first = post();
    await gate.arrived;
    expect(comments()).toBe(1);
    expect(await post()).toBe(201);
    gate.open();
    expect(await first).toBe(201);
  });

  it('is a problem when no request met it', () => {
    github.faults.add({ route, skip: 1, answer: ANSWERS.gone });
    expect(github.problems().join()).toContain(route);
  });
});

describe('the request log', () => {
  it('knows who writes in haste, hides its name or leaks its token', async () => {
    await post();
    await post();
    await fetch(`${github.apiUrl}/repos/${REPOSITORY}${COMMENTS}`);
    const problems = github.log.impoliteness().join('\n');
    expect(problems).toContain('ms after a write');
    expect(problems).toContain('no x-github-api-version');
    expect(github.violations).toEqual([]);
  });
});
