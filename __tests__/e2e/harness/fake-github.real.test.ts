import { createHash } from 'node:crypto';
import { FakeGitHub } from '../fake-github/server.js';
import { account, ACTIONS_BOT } from '../fake-github/store.js';
import { jobToken, longTokenValue, type Token } from '../fake-github/tokens.js';

const REPOSITORY = 'octo/shop';
const SHA = 'a'.repeat(40);
const COMMENTS = '/issues/7/comments';

let github: FakeGitHub;
let token: Token;

beforeEach(async () => {
  github = await FakeGitHub.start();
  token = github.addToken(jobToken());
  github.store.addPullRequest(REPOSITORY, {
    number: 7,
    head: { sha: SHA, ref: 'faster', repository: REPOSITORY },
    base: { sha: 'b'.repeat(40), ref: 'main', repository: REPOSITORY },
    files: ['src/a.ts'],
  });
});

afterEach(() => github.stop());

interface Answered {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & Record<string, unknown>[];
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(`${github.apiUrl}/repos/${REPOSITORY}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `token ${token.value}`,
      'user-agent': 'test',
      'x-github-api-version': '2022-11-28',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text === '' ? {} : JSON.parse(text)) as Answered['body'];
  return { status: response.status, headers: response.headers, body: parsed };
}

describe('the fake GitHub', () => {
  it('answers every route it knows within the schema', async () => {
    const { store } = github;
    const repository = store.repository(REPOSITORY);
    repository.runs.set(5, { name: 'perf', event: 'pull_request', jobs: [{ name: 'measure' }] });
    repository.refs.set('refs/heads/main', SHA).set('refs/heads/old', 'c'.repeat(40));
    repository.commits.set(SHA, { parents: ['c'.repeat(40)], date: '2026-01-02T03:04:05Z' });
    repository.contents.set('main:bench/paceline.yml', 'service: {}\n');
    repository.pushes.push({
      ...{ ref: 'refs/heads/faster', before: 'c'.repeat(40), after: SHA },
      ...{ at: '2026-01-02T03:04:05Z', actor: account('octo') },
    });
    store.label(REPOSITORY, { issue: 7, actor: account('octo'), label: 'accept-regression' });
    repository.issueEvents.push(
      ...(['committed', 'head_ref_force_pushed'] as const).map((event) => ({
        ...{ id: store.nextId(), issue: 7, event, actor: account('octo'), sha: SHA },
        createdAt: '2026-01-02T03:04:05Z',
      })),
    );
    const { id: artifact } = store.addArtifact(REPOSITORY, {
      ...{ runId: 5, name: 'results', zip: Buffer.from('zip') },
    });
    const { id: comment } = store.addComment(REPOSITORY, {
      ...{ issue: 7, author: ACTIONS_BOT, body: 'hello', app: 'github-actions' },
    });

    const gets = [
      ...['', '/pulls', '/pulls/7', '/pulls/7/files', '/pulls/7/commits', `/commits/${SHA}/pulls`],
      ...[`/commits/${SHA}`, '/activity', COMMENTS, `/issues/comments/${comment}`],
      ...['/issues/7/labels', '/labels', '/issues/7/events', '/issues/7/timeline'],
      ...['/collaborators/octo/permission', '/actions/runs/5', '/actions/runs/5/jobs'],
      ...['/actions/runs/5/artifacts', `/actions/artifacts/${artifact}`, '/git/ref/heads/main'],
      ...['/contents/bench%2Fpaceline.yml?ref=main', '/contents/bench/paceline.yml'],
      ...[`/commits/${SHA}/check-runs`, `/commits/${SHA}/statuses`],
    ];
    for (const path of gets) expect([path, (await send('GET', path)).status]).toEqual([path, 200]);

    const posts: [string, unknown][] = [
      [COMMENTS, { body: 'hello' }],
      ['/check-runs', { name: 'paceline', head_sha: SHA, conclusion: 'neutral', output: OUTPUT }],
      [`/statuses/${SHA}`, { state: 'pending', context: 'paceline/default' }],
      ['/git/refs', { ref: 'refs/heads/new', sha: SHA }],
      ['/git/blobs', { content: 'text' }],
      ['/git/trees', { tree: [] }],
    ];
    const made: Record<string, Answered['body']> = {};
    for (const [path, body] of posts) {
      const answer = await send('POST', path, body);
      expect([path, answer.status]).toEqual([path, 201]);
      made[path] = answer.body;
    }
    const tree = made['/git/trees']?.['sha'];
    await send('POST', '/git/commits', { message: 'm', tree, parents: [SHA] });
    const run = `/check-runs/${String(made['/check-runs']?.['id'])}`;
    await send('GET', run);
    await send('PATCH', run, { output: OUTPUT });
    await send('PATCH', '/git/refs/heads/old', { sha: SHA });
    await send('PATCH', `/issues/comments/${comment}`, { body: 'changed' });
    expect((await send('DELETE', `/issues/comments/${comment}`)).status).toBe(204);
    expect((await send('GET', `/actions/artifacts/${artifact}/zip`)).status).toBe(302);

    expect(github.violations).toEqual([]);
    expect(repository.checkRuns[0]?.annotations).toHaveLength(2);
    expect(repository.refs.get('refs/heads/old')).toBe(SHA);
    expect(new Set(github.log.routes())).toEqual(new Set(github.routes()));
  });

  it('finds pull requests by head, and all of them when the filter is none', async () => {
    github.store.repository('visitor/shop').isFork = true;
    for (const [number, repository] of [
      [8, 'visitor/shop'],
      [9, null],
    ] as const) {
      github.store.addPullRequest(REPOSITORY, {
        number,
        head: { sha: 'e'.repeat(40), ref: 'patch', repository },
        base: { sha: 'b'.repeat(40), ref: 'main', repository: REPOSITORY },
      });
    }
    const numbers = async (query: string): Promise<unknown[]> =>
      (await send('GET', `/pulls?${query}`)).body.map(({ number }) => number);
    expect(await numbers('state=open&head=visitor:patch')).toEqual([8]);
    expect(await numbers('head=patch')).toEqual([9, 8, 7]);
    expect((await send('GET', `/commits/${'e'.repeat(40)}/pulls`)).body).toEqual([]);
    expect((await send('GET', '/pulls/9')).body).toMatchObject({ head: { repo: null } });
    expect(github.violations).toEqual([]);
  });

  it.each([
    ['an unknown route', 'GET', '/branches', undefined, 'unknown route'],
    ['a route below a known one', 'GET', `/commits/${SHA}/status`, undefined, 'unknown route'],
    ['an unknown parameter', 'GET', `${COMMENTS}?perpage=5`, undefined, 'perpage'],
    ['a page that is too large', 'GET', `${COMMENTS}?per_page=101`, undefined, 'above 100'],
    ['a missing field', 'POST', COMMENTS, {}, 'required'],
    ['a misspelt field', 'POST', COMMENTS, { body: 'x', boddy: 'x' }, 'boddy'],
    ['a value of the wrong type', 'POST', COMMENTS, { body: 5 }, 'must be string'],
    ['no JSON', 'POST', COMMENTS, 'text', 'must be object'],
    ['a wrong state', 'POST', `/statuses/${SHA}`, { state: 'neutral' }, 'allowed values'],
    ['51 annotations', 'POST', '/check-runs', checkRun({ annotations: annotations(51) }), 'items'],
    [
      'a summary too long',
      'POST',
      '/check-runs',
      checkRun({ summary: 'x'.repeat(65_536) }),
      '65535',
    ],
  ])('reports %s', async (_, method, path, body, problem) => {
    await send(method, path, body);
    expect(github.violations.join('\n')).toContain(problem);
  });

  it('refuses a comment longer than GitHub takes', async () => {
    expect((await send('POST', COMMENTS, { body: 'é'.repeat(65_536) })).status).toBe(201);
    expect((await send('POST', COMMENTS, { body: 'é'.repeat(65_537) })).status).toBe(422);
  });

  it('serves comments by pages that link to each other', async () => {
    for (let index = 0; index < 5; index += 1) {
      const given = { issue: 7, author: account('reader'), body: `comment ${index}` };
      github.store.addComment(REPOSITORY, given);
    }
    const second = await send('GET', `${COMMENTS}?per_page=2&page=2`);
    expect(second.body.map(({ body }) => body)).toEqual(['comment 2', 'comment 3']);
    const link = second.headers.get('link') ?? '';
    expect(link).toMatch(/per_page=2&page=3>; rel="next"/);
    expect(link).toMatch(/per_page=2&page=1>; rel="prev"/);
    expect((await send('GET', `${COMMENTS}?per_page=2&page=3`)).headers.get('link')).not.toMatch(
      /rel="next"/,
    );
  });

  it('lets a read-only token read and nothing else', async () => {
    token = github.addToken(jobToken('read', {}, longTokenValue()));
    expect((await send('GET', COMMENTS)).status).toBe(200);
    const refused = await send('POST', COMMENTS, { body: 'hello' });
    expect(refused.status).toBe(403);
    expect(refused.body['message']).toBe('Resource not accessible by integration');
    expect(refused.headers.get('x-accepted-github-permissions')).toBe(
      'issues=write; pull_requests=write',
    );
    expect(github.store.repository(REPOSITORY).comments).toEqual([]);
    expect(github.violations).toEqual([]);
  });

  it('refuses a token it never gave, and writes without one', async () => {
    expect((await send('GET', COMMENTS, undefined, { authorization: 'token no' })).status).toBe(
      401,
    );
    const anonymous = await fetch(`${github.apiUrl}/repos/${REPOSITORY}${COMMENTS}`, {
      method: 'POST',
      body: '{"body":"x"}',
    });
    expect(anonymous.status).toBe(401);
    github.store.repository(REPOSITORY).isPrivate = true;
    expect((await fetch(`${github.apiUrl}/repos/${REPOSITORY}${COMMENTS}`)).status).toBe(404);
  });

  it('gives the bytes of an artifact to a signed address, and to nobody with a token', async () => {
    const zip = Buffer.from('bytes');
    github.store.repository(REPOSITORY).runs.set(5, {});
    github.store.addArtifact(REPOSITORY, { runId: 5, name: 'results', zip });
    const { body } = await send('GET', '/actions/runs/5/artifacts?name=results');
    const [artifact] = body['artifacts'] as { id: number; digest: string }[];
    expect(artifact?.digest).toBe(`sha256:${createHash('sha256').update(zip).digest('hex')}`);
    const { headers } = await send('GET', `/actions/artifacts/${artifact?.id ?? 0}/zip`);
    const location = headers.get('location') ?? '';
    expect(await (await fetch(location)).text()).toBe('bytes');
    expect((await fetch(location.replace(/sig=.*/, 'sig=0'))).status).toBe(403);
    expect(github.violations).toEqual([]);
    await fetch(location, { headers: { authorization: 'token x' } });
    expect(github.violations.join()).toContain('Authorization');
  });
});

const OUTPUT = {
  title: 'All within',
  summary: 'fine',
  annotations: annotations(1),
};

function annotations(count: number): unknown[] {
  return new Array(count).fill({
    ...{ path: 'a.ts', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'slow' },
  });
}

function checkRun(output: object): unknown {
  return { name: 'paceline', head_sha: SHA, output: { title: 't', summary: 's', ...output } };
}
