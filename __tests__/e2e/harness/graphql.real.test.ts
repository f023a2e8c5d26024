import { FakeGitHub } from '../fake-github/server.js';
import { account, ACTIONS_BOT } from '../fake-github/store.js';
import { jobToken } from '../fake-github/tokens.js';

const REPOSITORY = 'octo/shop';
let github: FakeGitHub;

beforeEach(async () => {
  github = await FakeGitHub.start({ isEnterprise: true });
  github.addToken(jobToken('read'));
  const commit = { sha: 'a'.repeat(40), ref: 'main', repository: REPOSITORY };
  github.store.addPullRequest(REPOSITORY, { number: 7, head: commit, base: commit });
  for (const author of [ACTIONS_BOT, account('visitor'), ACTIONS_BOT]) {
    github.store.addComment(REPOSITORY, { issue: 7, author, body: `of ${author.login}` });
  }
});

afterEach(() => github.stop());

async function ask(query: string, variables: object = {}): Promise<Record<string, never>> {
  const { GITHUB_GRAPHQL_URL: url = '' } = github.environment();
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `bearer ${jobToken().value}` },
    body: JSON.stringify({ query, variables }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, never>;
}

const COMMENTS = `query comments($owner: String!, $name: String!, $number: Int!, $after: String, $size: Int = 2) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: $size, after: $after) { # by pages
        nodes { databaseId, viewerDidAuthor body author { login } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;
const VARIABLES = { owner: 'octo', name: 'shop', number: 7 };

describe('the comments of a pull request by GraphQL', () => {
  it('come by pages and say which are our own', async () => {
    const first = await ask(COMMENTS, VARIABLES);
    expect(first).toMatchObject({
      data: {
        viewer: { login: 'github-actions[bot]' },
        repository: {
          pullRequest: {
            comments: {
              nodes: [
                { viewerDidAuthor: true, author: { login: 'github-actions' } },
                { viewerDidAuthor: false, author: { login: 'visitor' } },
              ],
              pageInfo: { hasNextPage: true },
            },
          },
        },
      },
    });
    const after = String(github.store.repository(REPOSITORY).comments[1]?.id);
    const second = await ask(COMMENTS, { ...VARIABLES, after });
    expect(second).toMatchObject({
      data: {
        repository: {
          pullRequest: {
            comments: { nodes: [{ viewerDidAuthor: true }], pageInfo: { hasNextPage: false } },
          },
        },
      },
    });
    expect(github.violations).toEqual([]);
  });

  it('can be asked for by node', async () => {
    const id = `IC_${github.store.repository(REPOSITORY).comments[1]?.id ?? 0}`;
    const query = `query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on IssueComment { mine: viewerDidAuthor } } }`;
    expect(await ask(query, { ids: [id] })).toEqual({
      data: { nodes: [{ __typename: 'IssueComment', mine: false }] },
    });
  });

  it.each([
    ['{ viewer { name } }', "Field 'name' doesn't exist on type 'User'", false],
    ['{ viewer }', 'must have selections', false],
    ['mutation { deleteIssueComment }', 'not a query', false],
    ['{ viewer { login }', 'not closed', false],
    [COMMENTS.replace('first: $size,', ''), 'You must provide', true],
    [COMMENTS.replace('$size: Int = 2', '$size: Int = 101'), 'limit of 100', true],
    [COMMENTS, 'variable $owner was not given', false],
  ])('are refused: %s', async (query, message, isGiven) => {
    const answer = await ask(query, isGiven ? VARIABLES : {});
    const problem = JSON.stringify(answer).replace('Bot', 'User');
    expect(problem).toContain(message);
    expect(github.violations).toHaveLength(1);
  });
});

describe('the REST interface of a server of one’s own', () => {
  it('is under /api/v3', async () => {
    const response = await fetch(`${github.apiUrl}/repos/${REPOSITORY}/pulls/7`);
    expect([github.apiUrl, response.status]).toEqual([expect.stringMatching(/\/api\/v3$/), 200]);
    const bare = await fetch(`http://127.0.0.1:${github.port}/repos/${REPOSITORY}/pulls/7`);
    expect(bare.status).toBe(404);
    expect(github.violations).toHaveLength(1);
  });
});
