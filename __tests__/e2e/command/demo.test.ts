import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT, Scratch } from './run.js';
import { parseResult } from '../../../src/model/result.js';

let scratch: Scratch;
afterEach(() => scratch.remove());

describe('the demo', () => {
  it('finds the planted regression with the Node of the machine, and says what a pull request would have got', async () => {
    scratch = new Scratch();
    // The PATH of npm scripts begins with our own Node 24; the demo must run on what users have.
    const PATH = (process.env.PATH ?? '')
      .split(':')
      .filter((folder) => !folder.includes('node_modules'))
      .join(':');
    const { code, output } = await scratch.run(['demo'], { node: 'node', env: { PATH } });
    expect(output).toMatch(/regressed/);
    expect(output).toMatch(/check would be red and block the merge/);
    expect(code).toBe(0);
    expect(parseResult(scratch.result('paceline-demo.json'))).toHaveProperty('result');
    expect(existsSync(path.join(scratch.repository, 'paceline-demo.html'))).toBe(true);
    expect(scratch.leftovers()).toEqual([]);
    expect(existsSync(path.join(ROOT, 'paceline-demo.json'))).toBe(false);
  });
});
