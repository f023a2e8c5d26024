import { Scratch } from './run.js';
import { CONFIGURATION, configuration, files, server } from './services.js';
import { parseResult, type Result } from '../../../src/model/result.js';

let scratch: Scratch;
afterEach(() => {
  const [left, running] = [scratch.leftovers(), scratch.processes()];
  scratch.remove();
  expect({ left, running }).toEqual({ left: [], running: [] });
});

function savedResult(): Result {
  const parsed = parseResult(scratch.result());
  if (!('result' in parsed)) throw new Error(parsed.problems.join('\n'));
  return parsed.result;
}

const COMPARE = ['compare', '--base', 'HEAD~1', '--time', '110s', '--seed', '7'];

describe('comparing two commits', () => {
  it('never calls unchanged code slower', async () => {
    scratch = new Scratch(files(), { 'note.txt': 'nothing that runs has changed' });
    const { code, output } = await scratch.run(COMPARE);
    expect(output).not.toMatch(/regressed/);
    expect(code).toBe(0);
    const [benchmark] = savedResult().benchmarks;
    expect(benchmark?.sessions.length).toBeGreaterThanOrEqual(6);
    expect(benchmark?.failures).toEqual([]);
  });

  it('finds a change that costs two thirds more CPU, and decides the same from the saved Result', async () => {
    scratch = new Scratch(files({ 'server.mjs': server({ work: 6000 }) }), {
      'server.mjs': server({ work: 10_000 }),
    });
    const { code, output } = await scratch.run(COMPARE);
    expect(output).toMatch(/throughput.*|slower/);
    expect(output).toMatch(/regressed/);
    expect(code).toBe(1);
    const again = await scratch.run(['decide', '.paceline/result.json']);
    expect(again.code).toBe(1);
    expect(again.output.split('\n')[0]).toBe(output.split('\n')[0]);
  });

  it('calls a head that fails fast an error, never an improvement', async () => {
    scratch = new Scratch(files(), { 'server.mjs': server({ work: 0, status: 500 }) });
    const { code, output } = await scratch.run(COMPARE);
    expect(output).toMatch(/error/i);
    expect(output).not.toMatch(/improved|faster/i);
    expect(code).toBe(1);
  });

  it('does not compare answers that differ', async () => {
    scratch = new Scratch(files({ 'server.mjs': server({ body: 'x'.repeat(5000) }) }), {
      'server.mjs': server({ body: 'x' }),
    });
    const { code, output } = await scratch.run(['compare', '--base', 'HEAD~1', '--time', '40s']);
    expect(output).toMatch(/5000 bytes on base, 1 bytes? on head/);
    expect(output).not.toMatch(/improved/);
    expect(code).toBe(0);
    expect(output.split('\n')[0]).not.toMatch(/pass/i);
  });

  it('loads a new benchmark on head alone and holds it against its budget', async () => {
    scratch = new Scratch(files(), {
      'paceline.yml': `${CONFIGURATION}  slow page:\n    http: GET /slow\n    budgets: { mean: 1ms }\n`,
      'server.mjs': server().replace(
        'burn(WORK);',
        'burn(request.url === "/slow" ? 40_000 : WORK);',
      ),
    });
    const { code, output } = await scratch.run([...COMPARE, '--only', 'slow page']);
    expect(output).toMatch(/slow page/);
    expect(output).toMatch(/over/);
    expect(code).toBe(1);
  });

  it('says when a service dies under load, whatever the numbers say', async () => {
    scratch = new Scratch(files(), {
      'server.mjs': `${server()}\nlet served = 0;\nprocess.on('SIGUSR2', () => {});\nsetTimeout(() => { console.log('out of luck'); process.exit(5); }, 3000);\n`,
    });
    const { code, output } = await scratch.run(COMPARE);
    expect(output).toMatch(/exit code 5/);
    expect(output).toMatch(/out of luck/);
    expect(code).toBe(1);
  });

  it('measures uncommitted files, and leaves them alone', async () => {
    scratch = new Scratch(files({ 'server.mjs': server({ work: 200 }) }));
    scratch.write({ 'server.mjs': server({ work: 20, status: 500 }) });
    const before = scratch.git('status', '--short');
    const { code } = await scratch.run([
      'compare',
      '--base',
      'HEAD',
      '--exact-base',
      '--head',
      'worktree',
      '--time',
      '60s',
    ]);
    expect(code).toBe(1);
    expect(scratch.git('status', '--short')).toBe(before);
  });

  it('ends what ignores SIGTERM, leaves its group and hides its environment', async () => {
    scratch = new Scratch(
      files({
        'paceline.yml': configuration({
          start: 'setsid sh -c "trap \\"\\" TERM; sleep 300" & node server.mjs',
        }),
      }),
      { 'server.mjs': `process.on('SIGTERM', () => {});\n${server({ status: 500 })}` },
    );
    const { code } = await scratch.run(['compare', '--base', 'HEAD~1', '--time', '40s']);
    expect(code).toBe(1);
  });
});
