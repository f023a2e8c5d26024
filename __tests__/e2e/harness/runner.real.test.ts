import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scheduleEvent } from '../../fixtures/github/events.js';
import { runAction, type RunOptions, type RunResult } from '../runner/runner.js';

const event = scheduleEvent({ repository: { id: 1, fullName: 'octo/shop' }, sha: 'a'.repeat(40) });
let action: string;

beforeEach(() => {
  action = mkdtempSync(path.join(tmpdir(), 'action-'));
});

afterEach(() => rmSync(action, { recursive: true, force: true }));

/** Runs an action made of these lines. */
function run(
  main: string,
  { post, ...options }: Partial<RunOptions> & { post?: string } = {},
): Promise<RunResult> {
  mkdirSync(path.join(action, 'dist'), { recursive: true });
  writeFileSync(path.join(action, 'dist', 'main.mjs'), `${IMPORTS}\n${main}`);
  writeFileSync(path.join(action, 'dist', 'post.mjs'), `${IMPORTS}\n${post ?? ''}`);
  writeFileSync(
    path.join(action, 'action.yml'),
    [
      'name: test',
      'inputs:',
      '  github-token: { default: "${{ github.token }}" }',
      '  fail-on: { default: 010 }',
      '  required thing: { required: true }',
      'runs:',
      '  using: node24',
      '  main: dist/main.mjs',
      ...(post === undefined ? [] : ['  post: dist/post.mjs', '  post-if: always()']),
    ].join('\n'),
  );
  return runAction({ action, event, streamGrace: 300, timeout: 20_000, ...options });
}

const IMPORTS = `
  import fs from 'node:fs';
  import { spawn } from 'node:child_process';
  const write = (name, text) => fs.appendFileSync(process.env[name], text);
  const wait = () => setInterval(() => {}, 1000);
  const sleeper = (env, options) =>
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { env, ...options });
`;

const SHORT = { interrupt: 300, terminate: 300 };
const whenReady = (line: string): boolean => line === 'ready';

describe('the emulated runner', () => {
  it('gives inputs with their defaults, the context and nothing of its own environment', async () => {
    process.env['LEAK_OF_THE_TEST'] = '1';
    const { rawLog, log } = await run(
      `console.log(JSON.stringify(process.env));
       console.log('version', process.version, process.cwd() === process.env.GITHUB_WORKSPACE);
       console.log(fs.readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8').includes('octo/shop'));`,
      { token: 'ghs_secret', inputs: { 'required thing': 'a b' }, runAttempt: 2 },
    );
    delete process.env['LEAK_OF_THE_TEST'];
    const [env = '', ...rest] = rawLog.split('\n');
    expect(JSON.parse(env)).toMatchObject({
      'INPUT_GITHUB-TOKEN': 'ghs_secret',
      'INPUT_FAIL-ON': '010',
      INPUT_REQUIRED_THING: 'a b',
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_RUN_ATTEMPT: '2',
    });
    expect(env).not.toContain('LEAK_OF_THE_TEST');
    expect(rest).toEqual([`version ${process.version} true`, 'true']);
    expect(log).not.toContain('ghs_secret');
  });

  it('returns outputs, summary, state, environment, path and annotations', async () => {
    const result = await run(
      `write('GITHUB_OUTPUT', 'outcome=pass\\nverdicts<<E\\n[\\n]\\nE\\n');
       write('GITHUB_STEP_SUMMARY', '# All within\\n');
       write('GITHUB_STATE', 'id=5\\n');
       write('GITHUB_ENV', 'A=b\\n');
       write('GITHUB_PATH', '/opt/tool\\n');
       console.error('::warning title=Slow::careful');
       process.exitCode = 1;`,
      { post: `console.log(process.env.STATE_id, process.env.A, process.env.PATH);` },
    );
    expect(result).toMatchObject({
      exitCode: 1,
      hasFailed: true,
      outputs: { outcome: 'pass', verdicts: '[\n]' },
      summary: '# All within\n',
      state: { id: '5' },
      env: { A: 'b' },
      pathAdditions: ['/opt/tool'],
    });
    expect(result.annotations).toContainEqual({
      level: 'warning',
      message: 'careful',
      title: 'Slow',
    });
    expect(result.commands).toMatchObject([{ name: 'warning', stream: 'stderr' }]);
    expect(result.post?.log).toMatch(/^5 b \/opt\/tool:/);
    expect(result.post?.exitCode).toBe(0);
  });

  it('drops a summary above 1 MiB with an error that does not fail the step', async () => {
    const result = await run(`write('GITHUB_STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1));`);
    expect([result.summary, result.exitCode, result.hasFailed]).toEqual([undefined, 0, false]);
    expect(result.annotations[0]?.message).toContain('1024k');
    const kept = await run(`write('GITHUB_STEP_SUMMARY', 'x'.repeat(1024 * 1024));`);
    expect(kept.summary).toHaveLength(1024 * 1024);
  });

  it('fails a step that writes a broken output or NODE_OPTIONS', async () => {
    expect((await run(`write('GITHUB_OUTPUT', 'a<<E\\nb')`)).hasFailed).toBe(true);
    const options = await run(`write('GITHUB_ENV', 'NODE_OPTIONS=--inspect\\n')`);
    expect([options.hasFailed, options.env]).toEqual([true, {}]);
  });

  it('lets a test spoil the files before the start', async () => {
    const result = await run(`console.log(fs.existsSync(process.env.GITHUB_STEP_SUMMARY))`, {
      beforeStart: ({ step_summary: file }) => rmSync(file),
    });
    expect([result.log, result.summary, result.hasFailed]).toEqual(['false', undefined, false]);
  });

  it('warns of inputs that the action does not have', async () => {
    const { annotations } = await run('', { inputs: { 'fail-onn': 'x' } });
    expect(annotations[0]?.message).toContain("'fail-onn'");
  });

  it('throws when a step does not end', async () => {
    await expect(run('wait()', { timeout: 500 })).rejects.toThrow('did not end within 500 ms');
  });
});

describe('a cancellation', () => {
  it('lets a step that heeds SIGINT say its last words, then runs post', async () => {
    const result = await run(
      `process.on('SIGINT', () => {
         write('GITHUB_STEP_SUMMARY', 'cancelled'); process.exit(130);
       });
       wait(); console.log('ready');`,
      { cancelWhen: whenReady, ladder: SHORT, post: `console.log('swept')` },
    );
    expect(result).toMatchObject({ exitCode: 130, sent: ['SIGINT'], summary: 'cancelled' });
    expect(result.post?.log).toBe('swept');
  });

  it('goes on to SIGTERM, and then to SIGKILL', async () => {
    const deaf = `process.on('SIGINT', () => console.log('interrupted'));`;
    const term = await run(`${deaf} wait(); console.log('ready');`, {
      ...{ cancelWhen: whenReady, ladder: SHORT },
    });
    expect(term).toMatchObject({ exitCode: 143, sent: ['SIGINT', 'SIGTERM'] });
    expect(term.log).toContain('interrupted');
    const kill = await run(
      `${deaf} process.on('SIGTERM', () => {}); wait(); console.log('ready');`,
      { cancelWhen: whenReady, ladder: SHORT },
    );
    expect(kill).toMatchObject({ exitCode: 137, sent: ['SIGINT', 'SIGTERM', 'SIGKILL'] });
  });

  it('reaches the process alone and not its children', async () => {
    const result = await run(
      `sleeper(process.env, { stdio: 'ignore' }); wait(); console.log('ready');`,
      { cancelWhen: whenReady, ladder: SHORT },
    );
    expect(result.sent).toEqual(['SIGINT']);
    expect(result.leftoverProcesses).toHaveLength(1);
  });
});

describe('what a step leaves behind', () => {
  it.each([
    ['a child', `sleeper(process.env, { stdio: 'ignore' }).unref()`],
    ['one of another session', `sleeper(process.env, { stdio: 'ignore', detached: true }).unref()`],
    ['one without the environment', `sleeper({}, { stdio: 'ignore', detached: true }).unref()`],
  ])('is found and ended: %s', async (_, main) => {
    const { leftoverProcesses } = await run(main);
    expect(leftoverProcesses).toHaveLength(1);
    expect(leftoverProcesses[0]?.command).toContain('setTimeout');
    const pid = leftoverProcesses[0]?.pid ?? 0;
    await expectEnded(pid);
  });

  it('is nothing after a step that cleans up', async () => {
    const result = await run(`await new Promise((done) => sleeper(process.env, {}).on('exit', done)
      .on('spawn', function () { this.kill('SIGKILL'); }))`);
    expect([result.leftoverProcesses, result.leftoverFiles]).toEqual([[], []]);
  });

  it('includes files, but not those of the runner', async () => {
    const result = await run(`fs.mkdirSync(process.env.RUNNER_TEMP + '/paceline');
      fs.writeFileSync(process.env.RUNNER_TEMP + '/log.txt', '');`);
    expect(result.leftoverFiles).toEqual(['log.txt', 'paceline/']);
  });

  it('shows in streams that somebody holds open', async () => {
    const result = await run(`sleeper(process.env, { stdio: 'inherit' }).unref()`);
    expect([result.areStreamsHeld, result.exitCode]).toEqual([true, 0]);
  });
});

async function expectEnded(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`process ${pid} still lives`);
}
