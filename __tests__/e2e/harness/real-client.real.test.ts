import { getOctokit } from '@actions/github';
import { FakeGitHub } from '../fake-github/server.js';
import { account } from '../fake-github/store.js';
import { jobToken, longTokenValue } from '../fake-github/tokens.js';

const REPOSITORY = 'octo/shop';
const PLACE = { owner: 'octo', repo: 'shop' };
const VERSION = { headers: { 'x-github-api-version': '2022-11-28' } };

describe('the client that actions use', () => {
  let github: FakeGitHub;

  beforeEach(async () => {
    github = await FakeGitHub.start();
  });

  afterEach(() => github.stop());

  it('lists all pages, writes, and finds the bytes of an artifact', async () => {
    const { value } = github.addToken(jobToken('write', {}, longTokenValue()));
    const commit = { sha: 'a'.repeat(40), ref: 'main', repository: REPOSITORY };
    const repository = github.store.repository(REPOSITORY);
    github.store.addPullRequest(REPOSITORY, { number: 7, head: commit, base: commit });
    for (let index = 0; index < 205; index += 1) {
      github.store.addComment(REPOSITORY, { issue: 7, author: account('visitor'), body: 'x' });
    }
    repository.contents.set('main:a b/paceline.yml', 'service: {}\n');
    repository.runs.set(5, {});
    github.store.addArtifact(REPOSITORY, { runId: 5, name: 'r', zip: Buffer.from('bytes') });

    const { rest, paginate } = getOctokit(value, { baseUrl: github.apiUrl });
    const issue = { ...PLACE, ...VERSION, issue_number: 7 };
    const all = await paginate(rest.issues.listComments, { ...issue, per_page: 100 });
    expect(all).toHaveLength(205);
    const { data: made } = await rest.issues.createComment({ ...issue, body: 'hello' });
    const comment = { ...PLACE, ...VERSION, comment_id: made.id };
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await rest.issues.updateComment({ ...comment, body: 'changed' });
    expect(repository.comments.at(-1)).toMatchObject({ body: 'changed', app: 'github-actions' });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await rest.issues.deleteComment(comment);
    const file = { ...PLACE, ...VERSION, path: 'a b/paceline.yml', ref: 'main' };
    const { data } = await rest.repos.getContent({ ...file, mediaType: { format: 'raw' } });
    expect(data).toBe('service: {}\n');
    const run = { ...PLACE, ...VERSION, run_id: 5 };
    const listed = await rest.actions.listWorkflowRunArtifacts(run);
    const artifact_id = listed.data.artifacts[0]?.id ?? 0;
    const zip = { ...PLACE, ...VERSION, artifact_id, archive_format: 'zip' };
    const { data: bytes } = await rest.actions.downloadArtifact(zip);
    expect(Buffer.from(bytes as ArrayBuffer).toString()).toBe('bytes');

    expect(github.problems()).toEqual([]);
  });
});
