import { Log, printable } from '../../src/bench/log.js';
import {
  commandEnvironment,
  withheld,
  type EnvironmentEdges,
} from '../../src/bench/environment.js';
import { parseListeners } from '../../src/bench/listeners.js';
import { parseCores, pinned, planPinning } from '../../src/bench/pinning.js';
import { parseStat } from '../../src/bench/procfs.js';
import { sampleMachine } from '../../src/bench/resources.js';
import { nearest } from '../../src/bench/revision.js';
import { describeMachine } from '../../src/bench/machine.js';
import { temporaryFolder } from './repositories.js';

describe('pinning', () => {
  test.each([
    [[0, 1], { generator: '0', services: '1' }],
    [[0, 1, 2, 3], { generator: '0', services: '1-3' }],
    [[2, 5, 6, 9], { generator: '2', services: '5-6,9' }],
    [[3], null],
    [[], null],
  ])('of cores %j is %j', (cores, expected) => {
    expect(planPinning('auto', { cores, taskset: true })).toEqual(expected);
    expect(planPinning('auto', { cores, taskset: false })).toBeNull();
    expect(planPinning('off', { cores, taskset: true })).toBeNull();
  });

  test('cores are read as Linux writes them, and commands run under taskset', () => {
    expect(parseCores('0-2,5')).toEqual([0, 1, 2, 5]);
    expect(parseCores('')).toEqual([]);
    expect(pinned(['a', 'b'], '1-3')).toEqual(['taskset', '-c', '1-3', 'a', 'b']);
    expect(pinned(['a', 'b'], null)).toEqual(['a', 'b']);
  });
});

describe('the log of a program', () => {
  const log = (...chunks: string[]): Log => {
    const made = new Log();
    for (const chunk of chunks) made.push(Buffer.from(chunk));
    return made;
  };

  test('is kept whole while it is short', () => {
    expect(log('one\ntw', 'o\n\nthree').last(10)).toEqual(['one', 'two', 'three']);
    expect(log('one\ntwo\nthree\n').last(2)).toEqual(['two', 'three']);
    expect(log().last(5)).toEqual([]);
  });

  test.each([1, 7, 1000, 65_536, 300_000])(
    'keeps the first 64 KiB and the last 256 KiB of a long one, in chunks of %i bytes',
    (size) => {
      const text = Array.from({ length: 60_000 }, (_, i) => `line ${i}\n`).join('');
      const bytes = Buffer.from(text);
      const made = new Log();
      for (let i = 0; i < bytes.length; i += size) made.push(bytes.subarray(i, i + size));
      const kept = made.kept().toString();
      const gap = `\n… ${bytes.length - 320 * 1024} bytes left out …\n`;
      expect(kept).toBe(text.slice(0, 64 * 1024) + gap + text.slice(-256 * 1024));
      expect(made.bytes).toBe(bytes.length);
      expect(made.last(1)).toEqual(['line 59999']);
    },
  );

  test('is printable: no colours, no control characters, no broken UTF-8, no endless lines', () => {
    expect(printable(Buffer.from('\u001b[31mred\u001b[0m\u0007\tx\rprogress\r\nend'))).toEqual([
      'red\tx',
      'progress',
      'end',
    ]);
    expect(printable(Buffer.from([0x61, 0xff, 0x62]))).toEqual(['a\ufffdb']);
    expect(printable(Buffer.from('😀'.repeat(5_000)))[0]).toMatch(/^(😀)+…$/u);
    expect(printable(Buffer.from('x'.repeat(5_000)))[0]).toHaveLength(2_000);
  });
});

describe('the environment of a command', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const edges = (overrides: Partial<EnvironmentEdges> = {}): EnvironmentEdges => ({
    side: 'base',
    checkout: '/run/base',
    caches: folder.path,
    downloads: 'own',
    inherited: {},
    ...overrides,
  });
  const command = { literals: {}, port: 4000, marker: 'm' };

  test.each([
    'INPUT_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'STATE_x',
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'GITHUB_ENV',
    'GITHUB_PATH',
    'GITHUB_OUTPUT',
    'GITHUB_STATE',
    'GITHUB_STEP_SUMMARY',
    'GITHUB_EVENT_PATH',
    'LD_PRELOAD',
    'NODE_OPTIONS',
    'SSH_AUTH_SOCK',
    'npm_config__authToken',
  ])('has no %s of ours, and its name is among the withheld', (name) => {
    const inherited = { PATH: '/bin', [name]: 'secret' };
    const env = commandEnvironment(edges({ inherited }), command);
    expect(Object.values(env)).not.toContain('secret');
    expect(env.PATH).toBe('/bin');
    expect(withheld(inherited)).toEqual([name]);
  });

  test('takes the words of the configuration, but never a marker from it', () => {
    const literals = {
      NODE_OPTIONS: '--x',
      HOST: '::1',
      DB: '{side}:{port}',
      PACELINE_ID: 'other',
    };
    const env = commandEnvironment(edges(), { ...command, literals });
    expect(env).toMatchObject({
      NODE_OPTIONS: '--x',
      HOST: '::1',
      DB: 'base:4000',
      PACELINE_ID: 'm',
      PACELINE_SIDE: 'base',
      PACELINE_DIR: '/run/base',
      PORT: '4000',
    });
  });

  test('a build may use a proxy, unless its address holds a password; a service may not', () => {
    const proxies = { https_proxy: 'http://proxy:8080', HTTP_PROXY: 'http://me:secret@proxy:8080' };
    const build = commandEnvironment(edges({ inherited: proxies }), { ...command, port: null });
    expect(build).toMatchObject({ https_proxy: 'http://proxy:8080' });
    expect(build).not.toHaveProperty('HTTP_PROXY');
    expect(build).not.toHaveProperty('PORT');
    expect(commandEnvironment(edges({ inherited: proxies }), command)).not.toHaveProperty(
      'https_proxy',
    );
  });

  test('shared downloads leave only what is compiled to the side', () => {
    const env = commandEnvironment(edges({ downloads: 'shared' }), command);
    expect(env.GOCACHE).toBe(`${folder.path}/go-build`);
    expect(env).not.toHaveProperty('npm_config_cache');
  });
});

describe('what Linux tells', () => {
  test('a process name may hold brackets and blanks', () => {
    const rest = 'S 10 20 30 0 -1 4194304 1 2 3 4 150 50 30 20 20 0 11 0 98765 1 1';
    expect(parseStat(`42 (a) b (c) ${rest}`)).toEqual({
      pid: 42,
      name: 'a) b (c',
      zombie: false,
      parent: 10,
      group: 20,
      session: 30,
      cpu: 2,
      reaped: 0.5,
      start: 98765,
    });
    expect(parseStat('')).toBeNull();
  });

  test('listeners of IPv4 and IPv6, without connections', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 663 1 0 100 0 0 10 0',
      '   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 664 1 0 100 0 0 10 0',
      '   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0  0        0 665 1',
      '   3: 00000000000000000000000000000000:0051 00000000000000000000000000000000:0000 0A 0:0 0:0 0  0        0 666 1',
      '   4: 0000000000000000FFFF00000100007F:0052 00000000000000000000000000000000:0000 0A 0:0 0:0 0  0        0 667 1',
    ].join('\n');
    expect(parseListeners(table)).toEqual([
      { address: '127.0.0.1', port: 8080, inode: '663', uid: 1000 },
      { address: '::1', port: 80, inode: '665', uid: 0 },
      { address: '::', port: 81, inode: '666', uid: 0 },
      { address: '127.0.0.1', port: 82, inode: '667', uid: 0 },
    ]);
  });

  test('CPU of the machine: guest time is not counted twice', () => {
    const text = 'cpu  100 200 300 4000 500 600 700 800 90 10\ncpu0 1 1 1\ncpu1 1 1 1\nintr 1\n';
    expect(sampleMachine(text)).toEqual({ busy: 19, steal: 8, total: 72, cores: 2 });
    expect(sampleMachine('nonsense')).toBeNull();
  });

  test('the machine of a Result', () => {
    const machine = describeMachine({ generator: '0', services: '1' });
    expect(machine).toMatchObject({
      node: process.version,
      pinned: { generator: '0', services: '1' },
    });
    expect(machine.cores).toBeGreaterThan(0);
    expect(machine.memory).toBeGreaterThan(0);
    expect(machine.os).toContain(process.platform);
  });
});

test('names that are near to a misspelt one, the likeliest first', () => {
  const names = ['main', 'origin/main', 'maintenance', 'feature/list-users', 'v1.2'];
  expect(nearest('mian', names)).toEqual(['main', 'origin/main']);
  expect(nearest('feature/list-user', names)).toEqual(['feature/list-users']);
  expect(nearest('something else', names)).toEqual([]);
});
