import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, Scratch, type Ended } from './run.js';
import { configuration, files, server } from './services.js';

let scratch: Scratch;
afterEach(() => {
  const [left, running] = [scratch.leftovers(), scratch.processes()];
  scratch.remove();
  // Whatever a test did: nothing of it may be left.
  expect({ left, running }).toEqual({ left: [], running: [] });
});

function expectRefusal({ code, output, errors }: Ended, ...texts: (string | RegExp)[]): void {
  for (const text of texts) expect(errors + output).toMatch(text);
  expect(errors).not.toContain('defect');
  expect(code).toBe(2);
}

describe('the configuration', () => {
  it.each<[string, string | Buffer, (string | RegExp)[]]>([
    [
      'an unknown key',
      'service: { start: x }\nbenchmarks: { a: { http: GET /, budgts: {} } }\n',
      ['did you mean "budgets"'],
    ],
    [
      'a duplicate key',
      'service: { start: x }\nservice: { start: y }\nbenchmarks: { a: { http: GET / } }\n',
      ['paceline.yml:2:'],
    ],
    [
      'a wrong type',
      'service: { start: [1] }\nbenchmarks: { a: { http: GET / } }\n',
      ['service › start'],
    ],
    [
      'a missing unit',
      'service: { start: x }\nbenchmarks: { a: { http: GET /, budgets: { p99: 100 } } }\n',
      ['100ms'],
    ],
    [
      'an impossible budget',
      'service: { start: x }\nbenchmarks: { a: { http: GET /, budgets: { p99: 0ms } } }\n',
      ['p99'],
    ],
    [
      'a YAML bomb',
      `a: &a [x]\n${'bcdefghijk'
        .split('')
        .map(
          (key, i, all) =>
            `${key}: &${key} [${Array(20)
              .fill(`*${i === 0 ? 'a' : all[i - 1]}`)
              .join(', ')}]`,
        )
        .join('\n')}\n`,
      ['alias'],
    ],
    ['a file of 10 MB', `# ${'x'.repeat(10_000_000)}\n`, ['too large']],
    ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 255, 254]), ['paceline.yml']],
    ['an empty file', '', ['empty']],
  ])('with %s is refused with its place', async (_name, text, expected) => {
    scratch = new Scratch(files());
    writeFileSync(path.join(scratch.repository, 'paceline.yml'), text);
    expectRefusal(await scratch.run(['check']), ...expected);
  });

  it('is refused with all its problems at once, each with line and column', async () => {
    scratch = new Scratch(files());
    scratch.write({
      'paceline.yml':
        'servce: {}\nbenchmarks:\n  a:\n    http: GET /\n    conections: 10\n    tolerance: 5\n',
    });
    const ended = await scratch.run(['check']);
    expectRefusal(
      ended,
      /paceline\.yml:1:1.*"service"/,
      /paceline\.yml:5:5.*"connections"/,
      /paceline\.yml:6:\d+.*5%/,
    );
  });

  it('that does not exist is asked for', async () => {
    scratch = new Scratch({ 'server.mjs': server() }, { 'server.mjs': server({ work: 200 }) });
    expectRefusal(await scratch.run(['check']), 'there is no paceline.yml');
    expectRefusal(await scratch.run(['compare', '--base', 'HEAD~1']), 'there is no paceline.yml');
  });

  it('that head deletes is not a way out of the gate', async () => {
    scratch = new Scratch(files());
    rmSync(path.join(scratch.repository, 'paceline.yml'));
    scratch.commit({ 'server.mjs': server({ work: 300 }) });
    expectRefusal(
      await scratch.run(['compare', '--base', 'HEAD~1']),
      'has no paceline.yml, but base has',
    );
  });

  it('that is good is shown as a plan, without running anything', async () => {
    scratch = new Scratch(files());
    const { code, output } = await scratch.run(['check']);
    expect(output).toMatch(/root/);
    expect(output).toMatch(/3 gates/);
    expect(output).toMatch(/2 min|120 s|2m/);
    expect(code).toBe(0);
  });
});

describe('the commits', () => {
  it.each<[string, string[], string | RegExp]>([
    ['that does not exist', ['--base', 'mian'], /mian.*|main/],
    ['that looks like an option', ['--base=--upload-pack=touch x'], 'looks like an option'],
    ['that is a range', ['--base', 'HEAD~1..HEAD'], 'range'],
    ['that equals the other side', ['--base', 'HEAD'], 'same commit'],
  ])('a ref %s is refused', async (_name, args, expected) => {
    scratch = new Scratch(files(), { 'server.mjs': server({ work: 200 }) });
    expectRefusal(await scratch.run(['compare', ...args]), expected);
    expect(existsSync(path.join(scratch.repository, 'x'))).toBe(false);
  });

  it('a ref that is ambiguous is refused', async () => {
    scratch = new Scratch(files(), { 'server.mjs': server({ work: 200 }) });
    scratch.git('tag', 'twice', 'HEAD~1');
    scratch.git('branch', 'twice');
    expectRefusal(await scratch.run(['compare', '--base', 'twice']), 'ambiguous');
  });

  it('outside of a repository there are none', async () => {
    scratch = new Scratch();
    expectRefusal(await scratch.run(['compare']), /not (in )?a git repository|no git repository/i);
  });
});

describe('a service', () => {
  const broken = 'process.exit(3);\n';
  const cases: [string, Record<string, string>, Record<string, string>, (string | RegExp)[]][] = [
    [
      'whose build fails on head',
      { 'paceline.yml': configuration({ build: 'node build.mjs' }), 'build.mjs': '' },
      { 'build.mjs': 'console.log("missing brace"); process.exit(7);' },
      [/build of head failed/, 'missing brace'],
    ],
    [
      'whose build fails on base',
      {
        'paceline.yml': configuration({ build: 'node build.mjs' }),
        'build.mjs': 'process.exit(7);',
      },
      { 'build.mjs': '' },
      [/base does not build|build of base failed/i],
    ],
    [
      'whose build fails on both',
      { 'paceline.yml': configuration({ build: 'exit 9' }) },
      {},
      [/build of base failed/, /build of head failed/],
    ],
    [
      'that exits at once on head',
      {},
      { 'server.mjs': broken },
      [/start of head failed/, /exit code 3/],
    ],
    [
      'that exits at once on base',
      { 'server.mjs': broken },
      { 'server.mjs': server() },
      [/start of base failed/],
    ],
    [
      'that is never ready',
      { 'paceline.yml': configuration({ 'start-timeout': '2s' }) },
      { 'server.mjs': 'setInterval(() => {}, 1000); console.log("waiting for nothing");\n' },
      [/not ready within 2 s/, 'waiting for nothing'],
    ],
    [
      'that listens on the wrong port',
      { 'paceline.yml': configuration({ 'start-timeout': '2s' }) },
      { 'server.mjs': server().replace('Number(process.env.PORT)', '0') },
      [/must listen on 127\.0\.0\.1/],
    ],
    [
      'whose prepare fails',
      { 'paceline.yml': configuration({ prepare: 'test $PACELINE_SIDE = base' }) },
      { 'server.mjs': server({ work: 200 }) },
      [/prepare of head failed/],
    ],
  ];

  it.each(cases)(
    '%s is an answer with exit code 2, and the Result is kept',
    async (_name, base, head, texts) => {
      scratch = new Scratch(files(base), { ...head, 'note.txt': 'second commit' });
      expectRefusal(await scratch.run(['compare', '--base', 'HEAD~1']), ...texts);
      expect(scratch.result()).toMatchObject({ format: 'paceline-result', state: 'complete' });
    },
  );
});

describe('the disk', () => {
  it('that refuses the Result does not cost the answer', async () => {
    scratch = new Scratch(files({ 'paceline.yml': configuration({ build: 'exit 9' }) }), {
      'note.txt': 'x',
    });
    const target = path.join(scratch.path, 'missing', 'result.json');
    const ended = await scratch.run(['compare', '--base', 'HEAD~1', '--json', target]);
    expectRefusal(ended, 'could not be saved', 'build of base failed');
  });

  it('that cannot hold temporary files is said before anything runs', async () => {
    scratch = new Scratch(files(), { 'note.txt': 'x' });
    chmodSync(scratch.temporary, 0o700);
    const ended = await scratch.run(['compare', '--base', 'HEAD~1'], {
      env: { TMPDIR: path.join(scratch.path, 'nowhere') },
    });
    expectRefusal(ended, 'cannot make a temporary directory');
  });
});

describe('a reader that goes away', () => {
  it('does not keep the run from ending in order', () => {
    scratch = new Scratch(files({ 'paceline.yml': configuration({ build: 'exit 9' }) }), {
      'note.txt': 'x',
    });
    const { cwd, env } = scratch.options();
    const { stdout, stderr } = spawnSync(
      '/bin/bash',
      [
        '-c',
        `set -o pipefail; "$0" "$1" compare --base HEAD~1 2>&1 | true; echo "code \${PIPESTATUS[0]}"`,
        process.execPath,
        CLI,
      ],
      { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout).toContain('code 2');
    expect(scratch.result()).toMatchObject({ state: 'complete' });
  });
});

describe('the file of base', () => {
  it('that cannot be used does not keep a change from repairing it', async () => {
    scratch = new Scratch(files({ 'paceline.yml': 'servce: 1\n' }), {
      'paceline.yml': configuration({ build: 'test $PACELINE_SIDE = base' }),
    });
    const { code, output } = await scratch.run(['compare', '--base', 'HEAD~1']);
    expect(output).toMatch(/Base's paceline\.yml cannot be used/);
    expect(output).toMatch(/build of head failed/);
    expect(code).toBe(2);
  });
});

describe('a saved Result', () => {
  it.each<[string, string, string]>([
    ['not JSON', '{"format"', 'is not JSON'],
    ['something else', '{"hello": 1}', 'is not a Paceline Result'],
  ])('that is %s is refused', async (_name, text, expected) => {
    scratch = new Scratch();
    scratch.write({ 'result.json': text });
    expectRefusal(await scratch.run(['decide', 'result.json']), expected);
  });

  it('that does not exist is refused', async () => {
    scratch = new Scratch();
    expectRefusal(await scratch.run(['decide', 'nothing.json']), 'cannot read nothing.json');
  });
});
