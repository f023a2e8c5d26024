import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, startCommand } from '../../src/bench/command.js';
import { LATE, sleep, within } from '../../src/bench/deadline.js';
import { killLiveTrees, ProcessTree } from '../../src/bench/process-tree.js';
import { processState, type ProcessState } from '../../src/bench/procfs.js';
import { stopTree } from '../../src/bench/stop-ladder.js';
import { isAlive, pidIn } from './processes.js';
import { temporaryFolder } from './repositories.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

let serial = 0;
function commandEdges() {
  const directory = join(folder.path, String((serial += 1)));
  mkdirSync(directory);
  const tree = new ProcessTree();
  const env = { PATH: process.env.PATH ?? '' };
  return { directory, env, cores: null, tree };
}

test('a process whose pid was given to somebody else is not ended', async () => {
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  try {
    const state = processState(stranger.pid ?? 0) as ProcessState;
    const tree = new ProcessTree();
    tree.signal('SIGKILL', [{ ...state, start: state.start - 1 }]);
    await sleep(0.05);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    tree.signal('SIGKILL', [state]);
    await once(stranger, 'exit');
  } finally {
    stranger.kill('SIGKILL');
  }
});

test('our own process and those older than the command are never part of the tree', async () => {
  const older = spawn('sleep', ['60'], { stdio: 'ignore', cwd: folder.path });
  try {
    // Starts are told apart in clock ticks.
    await sleep(0.05);
    const edges = commandEdges();
    const { root } = await startCommand('exec sleep 60', edges);
    expect(edges.tree.find().map(({ pid }) => pid)).toEqual([root.pid]);
    expect(edges.tree.strangers(folder.path)).toEqual([]);
    const report = await stopTree(edges.tree, edges.directory);
    expect(report).toMatchObject({ killed: [], leaks: [] });
    expect(isAlive(older.pid ?? 0)).toBe(true);
  } finally {
    older.kill('SIGKILL');
  }
});

test('when Paceline ends in a hurry, everything alive is killed at once', async () => {
  const edges = commandEdges();
  const running = await startCommand(
    'trap "" TERM; setsid sleep 60 & echo $! >child; sleep 60; sleep 60',
    edges,
  );
  const child = await pidIn(join(edges.directory, 'child'));
  killLiveTrees();
  expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
  for (let i = 0; i < 100 && isAlive(child); i += 1) await sleep(0.01);
  expect(isAlive(child)).toBe(false);
});

test('a command whose children fork their successors and end, without end, is ended', async () => {
  const edges = commandEdges();
  writeFileSync(
    join(edges.directory, 'comet'),
    'trap "" TERM\necho $$ >pid\nsleep 0.02\nsh ./comet &\n',
  );
  const running = await startCommand('trap "" TERM; sh ./comet & sleep 60; sleep 60', edges);
  await pidIn(join(edges.directory, 'pid'));
  const report = await stopTree(edges.tree, edges.directory, 0.1);
  expect(report.leaks).toEqual([]);
  expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
  const last = await pidIn(join(edges.directory, 'pid'));
  expect(isAlive(last)).toBe(false);
  expect(edges.tree.find()).toEqual([]);
});

test('a command can be pinned to a core', async () => {
  const edges = { ...commandEdges(), cores: '0' };
  const { exit, log } = await runCommand(
    'grep Cpus_allowed_list /proc/self/status',
    edges,
    5,
    new AbortController().signal,
  );
  expect(exit).toEqual({ code: 0, signal: null });
  expect(log.last(1)).toEqual(['Cpus_allowed_list:\t0']);
  await stopTree(edges.tree, edges.directory);
});

test('a command that cannot be started says where', async () => {
  const edges = { ...commandEdges(), directory: join(folder.path, 'nowhere') };
  await expect(startCommand('true', edges)).rejects.toThrow(/cannot start `true` in .*nowhere/);
});

test('waiting ends with the value, when the time is over, or with the reason of an abort', async () => {
  const never = new Promise<never>(() => undefined);
  expect(await within(Promise.resolve(1), 5)).toBe(1);
  expect(await within(never, 0.01)).toBe(LATE);
  const cancel = new AbortController();
  const waiting = within(never, 60, cancel.signal);
  cancel.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  await expect(within(never, 60, cancel.signal)).rejects.toThrow('cancelled');
  await expect(sleep(60, cancel.signal)).rejects.toThrow('cancelled');
});
