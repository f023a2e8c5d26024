import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FakeGitHub } from '../fake-github/server.js';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const REPOSITORY = 'octo/shop';
const RUN = { repository: REPOSITORY, runId: 5 };

let github: FakeGitHub;
let directory: string;

beforeEach(async () => {
  github = await FakeGitHub.start();
  github.store.repository(REPOSITORY).runs.set(5, {});
  directory = mkdtempSync(path.join(tmpdir(), 'artifact-service-'));
});

afterEach(async () => {
  await github.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs lines that use the real client in a process of their own and returns what they print. */
async function withClient(lines: string, run = RUN): Promise<string> {
  const script = path.join(directory, 'upload.mjs');
  const client = pathToFileURL(path.join(ROOT, 'node_modules/@actions/artifact/lib/artifact.js'));
  writeFileSync(path.join(directory, 'result.json'), '{"schema":1}');
  writeFileSync(
    script,
    `import { DefaultArtifactClient } from ${JSON.stringify(client.href)};
     const client = new DefaultArtifactClient();
     const files = [${JSON.stringify(path.join(directory, 'result.json'))}];
     const rootDirectory = ${JSON.stringify(directory)};
     const print = (value) => console.log('=' + JSON.stringify(value));
     ${lines}`,
  );
  const env = { PATH: process.env['PATH'] ?? '', ...github.environment(run) };
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    env,
    timeout: 30_000,
  });
  return stdout;
}

describe('the artifact service', () => {
  it('takes an upload of the real client and lists it by REST and for the job itself', async () => {
    const output = await withClient(`
      print(await client.uploadArtifact('paceline-results', files, rootDirectory));
      print((await client.listArtifacts()).artifacts.map(({ name }) => name));`);
    const [artifact] = github.store.repository(REPOSITORY).artifacts;
    expect(artifact).toMatchObject({ name: 'paceline-results', runId: 5 });
    expect(artifact?.zip.subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'));
    expect(artifact?.zip.includes('result.json')).toBe(true);
    expect(output).toContain(`"id":${artifact?.id ?? 0}`);
    expect(output).toContain('=["paceline-results"]');
    expect(github.violations).toEqual([]);
    expect(github.log.impoliteness()).toEqual([]);
    expect(github.log.routes()).toEqual(
      expect.arrayContaining(['PUT blob', expect.stringMatching(/FinalizeArtifact$/)]),
    );
  });

  it('refuses a second artifact of that name in the run', async () => {
    const zip = Buffer.from('zip');
    github.store.addArtifact(REPOSITORY, { runId: 5, name: 'paceline-results', zip });
    const output = await withClient(`
      await client.uploadArtifact('paceline-results', files, rootDirectory)
        .catch((error) => print(error.message));`);
    expect(output).toContain('already exists');
    expect(github.store.repository(REPOSITORY).artifacts).toHaveLength(1);
  });

  it('knows neither the token of another server nor a method that does not exist', async () => {
    const url = `http://127.0.0.1:${github.port}/twirp/github.actions.results.api.v1.ArtifactService`;
    const ask = (method: string): Promise<Response> =>
      fetch(`${url}/${method}`, {
        method: 'POST',
        body: '{}',
        headers: { authorization: 'Bearer no' },
      });
    expect((await ask('ListArtifacts')).status).toBe(401);
    expect((await ask('RenameArtifact')).status).toBe(404);
    expect(github.violations.join()).toContain('RenameArtifact');
  });
});
