import { Scratch, startPaceline } from './run.js';
import { files, server } from './services.js';
import { parseResult } from '../../../src/model/result.js';

let scratch: Scratch;
afterEach(() => scratch.remove());

async function until(condition: () => boolean, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s while measuring leaves no process, keeps the Result and exits with 130',
    async (signal) => {
      scratch = new Scratch(files(), { 'server.mjs': server({ work: 160 }) });
      const { child, ended, seen } = startPaceline(
        ['compare', '--base', 'HEAD~1', '--time', '120s'],
        scratch.options(),
      );
      await until(() => /Session 2/.test(seen()), 60);
      child.kill(signal);
      const asked = Date.now();
      const { code } = await ended;
      expect(code).toBe(130);
      expect((Date.now() - asked) / 1000).toBeLessThan(6);
      expect(scratch.processes()).toEqual([]);
      expect(scratch.leftovers()).toEqual([]);
      const parsed = parseResult(scratch.result());
      expect(parsed).toMatchObject({ result: { state: 'cancelled' } });
      expect('result' in parsed && parsed.result.benchmarks[0]?.sessions).toHaveLength(1);
    },
  );

  it('by SIGKILL half-way leaves a readable Result with the sessions so far, which is no pass', async () => {
    scratch = new Scratch(files(), { 'server.mjs': server({ work: 160 }) });
    const { child, ended, seen } = startPaceline(
      ['compare', '--base', 'HEAD~1', '--time', '120s'],
      scratch.options(),
    );
    await until(() => /Session 2/.test(seen()), 60);
    child.kill('SIGKILL');
    await ended;
    for (const pid of scratch.processes()) process.kill(Number(pid), 'SIGKILL');
    const parsed = parseResult(scratch.result());
    expect(parsed).toMatchObject({ result: { state: 'measuring' } });
    const decided = await scratch.run(['decide', '.paceline/result.json']);
    expect(decided.output).not.toMatch(/^✓ Pass/);
  });
});
