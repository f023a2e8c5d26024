import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCommand } from '../../src/bench/command.js';
import { ProcessTree } from '../../src/bench/process-tree.js';
import { ResourceSampler, sampleMachine, type Resources } from '../../src/bench/resources.js';
import { stopTree } from '../../src/bench/stop-ladder.js';
import { contentOf } from './processes.js';
import { temporaryFolder } from './repositories.js';

const folder = temporaryFolder();
const trees: ProcessTree[] = [];
let serial = 0;

afterEach(() => Promise.all(trees.splice(0).map((tree) => stopTree(tree, folder.path, 0))));
afterAll(() => folder.remove());

/** Runs the command and samples it before the file `go` lets it work and after it wrote `done`. */
async function around(
  command: string,
): Promise<{ before: Resources; after: Resources; done: string }> {
  const directory = join(folder.path, String((serial += 1)));
  mkdirSync(directory);
  const tree = new ProcessTree();
  trees.push(tree);
  const env = { PATH: process.env.PATH ?? '' };
  await startCommand(command, { directory, env, cores: null, tree });
  await contentOf(join(directory, 'ready'));
  const sampler = new ResourceSampler(tree);
  const before = sampler.sample();
  writeFileSync(join(directory, 'go'), '');
  const done = await contentOf(join(directory, 'done'));
  const after = sampler.sample();
  if (!before || !after) throw new Error('nothing was alive to sample');
  return { before, after, done };
}

const node = (script: string): string => `exec node -e '
  const fs = require("node:fs");
  const burn = (ms) => { const end = process.cpuUsage(); for (;;) { const u = process.cpuUsage(end); if (u.user + u.system > ms * 1000) return; } };
  ${script}
'`;
const WAIT =
  'while (!fs.existsSync("go")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);';
const ready = 'fs.writeFileSync("ready", "\\n");';
const done = (value: string): string =>
  `fs.writeFileSync("done", ${value} + "\\n"); setInterval(() => {}, 1000);`;

describe('resources of a process tree', () => {
  test('CPU seconds agree with what the process knows of itself, finer than 10 ms', async () => {
    const {
      before,
      after,
      done: own,
    } = await around(
      node(
        `${ready} ${WAIT} const start = process.cpuUsage(); burn(150); const u = process.cpuUsage(start); ${done('(u.user + u.system)')}`,
      ),
    );
    const used = after.cpu - before.cpu;
    expect(used).toBeGreaterThan(Number(own) / 1e6 - 0.02);
    expect(used).toBeLessThan(Number(own) / 1e6 + 0.1);
  });

  test('CPU of workers, of children that have ended, and of threads that have ended is counted', async () => {
    const { before, after } = await around(
      node(`
        const { execFileSync } = require("node:child_process");
        const { Worker } = require("node:worker_threads");
        ${ready} ${WAIT}
        const child = "const s = process.cpuUsage(); for (;;) { const u = process.cpuUsage(s); if (u.user + u.system > 150000) break; }";
        execFileSync(process.execPath, ["-e", child]);
        const worker = new Worker(child, { eval: true });
        worker.on("exit", () => { ${done('""')} });`),
    );
    expect(after.cpu - before.cpu).toBeGreaterThan(0.28);
    expect(after.cpu - before.cpu).toBeLessThan(1.5);
  });

  test('memory is that of all processes, and the peak does not fall', async () => {
    const { before, after } = await around(
      node(`${ready} ${WAIT} let a = Buffer.alloc(100e6, 1); a = null; ${done('""')}`),
    );
    expect(before.memory).toBeGreaterThan(10e6);
    expect(after.peak).toBeGreaterThan(before.memory + 90e6);
    expect(after.peak).toBeGreaterThanOrEqual(after.memory);
  });

  test('every process of the tree is in it, and none after its end', async () => {
    const { after } = await around(
      'echo >ready; sleep 60 & setsid sleep 61 & until test -f go; do sleep 0.01; done; echo >done; wait',
    );
    expect(after.pids).toHaveLength(3);
    const tree = trees.at(-1) as ProcessTree;
    await stopTree(tree, folder.path);
    expect(new ResourceSampler(tree).sample()).toBeNull();
  });

  test('what a process writes to storage is counted', async () => {
    const { before, after } = await around(
      node(
        `${ready} ${WAIT} fs.writeFileSync("data", Buffer.alloc(1 << 20), { flush: true }); ${done('""')}`,
      ),
    );
    expect((after.written ?? 0) - (before.written ?? 0)).toBeGreaterThanOrEqual(1 << 20);
    expect((after.operations ?? 0) - (before.operations ?? 0)).toBeGreaterThanOrEqual(256);
  });
});

test('the counters of the machine only grow, and hold together', async () => {
  const first = sampleMachine();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = sampleMachine();
  if (!first || !second) throw new Error('this machine has no /proc/stat');
  expect(second.busy).toBeGreaterThanOrEqual(first.busy);
  expect(second.total).toBeGreaterThanOrEqual(second.busy + second.steal);
  expect(second.cores).toBeGreaterThanOrEqual(1);
});
