import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { buildSide } from '../../src/bench/build.js';
import { startService, type RunningService, type ServiceEdges } from '../../src/bench/service.js';
import { ServiceFailure } from '../../src/bench/service-failure.js';
import type { ServicePlan } from '../../src/model/plan.js';
import { contentOf, isAlive, pidIn, serviceEdges, servicePlan } from './processes.js';
import { temporaryFolder } from './repositories.js';

const folder = temporaryFolder();
const running: RunningService[] = [];
let serial = 0;

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop(0)));
});
afterAll(() => folder.remove());

function edgesOf(files: Record<string, string> = {}, overrides: Partial<ServiceEdges> = {}) {
  const edges = serviceEdges(join(folder.path, String((serial += 1))), overrides);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(edges.checkout, name), text);
  return edges;
}

async function start(plan: Partial<ServicePlan> = {}, edges = edgesOf()): Promise<RunningService> {
  const service = await startService(servicePlan(plan), 'head', edges);
  running.push(service);
  return service;
}

async function failure(plan: Partial<ServicePlan>, edges = edgesOf()): Promise<ServiceFailure> {
  const error: unknown = await start(plan, edges).then(
    () => new Error('it started'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ServiceFailure);
  return error as ServiceFailure;
}

const body = async (service: RunningService, path: string): Promise<string> =>
  (await fetch(service.target.url + path)).text();

describe('a service that gets ready', () => {
  test.each([
    ['by path', { kind: 'path', path: '/' }],
    ['by port', { kind: 'port' }],
    ['by command', { kind: 'command', command: 'test -n "$PORT"' }],
  ] as const)('%s answers, is its own listener, and is gone after the stop', async (_, ready) => {
    const service = await start({ ready });
    expect(await body(service, '/')).toBe('ok');
    expect([service.died(), service.replaced(), service.ready.warnings]).toEqual([null, null, []]);
    const report = await service.stop();
    expect(report).toMatchObject({ killed: [], leaks: [] });
    expect(isAlive(service.pid)).toBe(false);
    await expect(body(service, '/')).rejects.toThrow();
    expect(await service.stop()).toBe(report);
  });

  test('gets its environment and none of our secrets', async () => {
    const secrets = {
      GITHUB_TOKEN: 'secret-1',
      INPUT_TOKEN: 'secret-2',
      ACTIONS_RUNTIME_TOKEN: 'secret-3',
      NODE_OPTIONS: '--title=secret-4',
      AWS_SECRET_ACCESS_KEY: 'secret-5',
      HTTPS_PROXY: 'http://user:secret-6@proxy',
    };
    const edges = edgesOf({}, { inherited: { ...process.env, ...secrets } });
    const env = { DATABASE_URL: 'postgres://localhost/app_{side}?port={port}' };
    const service = await start({ env, prepare: 'env > prepared' }, edges);
    const seen = await body(service, '/environment');
    const prepared = await contentOf(join(edges.checkout, 'prepared'));
    for (const text of [seen, prepared]) expect(text).not.toMatch(/secret-\d/);
    expect(JSON.parse(seen)).toMatchObject({
      PORT: String(service.target.port),
      HOST: '127.0.0.1',
      PACELINE_SIDE: 'head',
      PACELINE_DIR: edges.checkout,
      DATABASE_URL: `postgres://localhost/app_head?port=${service.target.port}`,
    });
  });

  test('keeps what prepare started until it is stopped, even if that goes on printing', async () => {
    const edges = edgesOf();
    const prepare = '(while sleep 0.02; do echo working; done) & echo $! >daemon';
    const service = await start({ prepare }, edges);
    const daemon = await pidIn(join(edges.checkout, 'daemon'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAlive(daemon)).toBe(true);
    await service.stop();
    expect(isAlive(daemon)).toBe(false);
  });

  test('is told about when it listens for other machines too', async () => {
    const service = await start({ env: { HOST: '0.0.0.0' } });
    expect(service.ready.warnings).toEqual([expect.stringContaining('listens on 0.0.0.0')]);
  });

  test('dies later: the reason and the last lines are known', async () => {
    const edges = edgesOf({
      'server.js': `
        require('node:http').createServer((q, a) => {
          a.end();
          if (q.url === '/die') { console.log('about to die'); process.kill(process.pid, 'SIGSEGV'); }
        }).listen(process.env.PORT, '127.0.0.1');`,
    });
    const service = await start({}, edges);
    await body(service, '/die').catch(() => 'it may be gone before it answers');
    await service.exited;
    expect(service.died()).toBe('the start command was ended by SIGSEGV');
    expect(service.log()).toEqual(['about to die']);
  });

  test('is started anew by a supervisor: that is not the same service any more', async () => {
    const service = await start({
      start: 'while true; do node server.js & echo $! >pid; wait; done',
    });
    expect(service.died()).toBeNull();
    const worker = Number(/listened \(pid (\d+)\)/.exec((await killListener(service)) ?? '')?.[1]);
    expect(worker).toBeGreaterThan(0);
    expect(service.died()).toBe(`the process that listened (pid ${worker}) ended`);
  });

  async function killListener(service: RunningService): Promise<string | null> {
    for (const pid of service.sample()?.pids ?? []) {
      if (pid !== service.pid) process.kill(pid, 'SIGKILL');
    }
    for (let i = 0; i < 200 && service.died() === null; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return service.died();
  }
});

describe('a service that does not get ready', () => {
  test('start exits at once: exit code and output are in the failure', async () => {
    const error = await failure({ start: 'echo "cannot find module x" >&2; exit 3' });
    expect(error).toMatchObject({ side: 'head', phase: 'start', log: ['cannot find module x'] });
    expect(error.message).toContain('ended with exit code 3 before it was ready');
  });

  test('start goes to the background: it is told to stay, and ended', async () => {
    const edges = edgesOf();
    const error = await failure({ start: 'node server.js & echo $! >pid' }, edges);
    expect(error.message).toContain('it left node server.js (pid ');
    expect(isAlive(await pidIn(join(edges.checkout, 'pid')))).toBe(false);
  });

  test.each([
    [
      'answers only 503',
      { kind: 'path', path: '/broken' },
      'exec node server.js',
      'it answers GET /broken with status 503',
    ],
    ['opens no port', { kind: 'port' }, 'exec sleep 60', 'it does not accept connections on port'],
    [
      'fails its ready command',
      { kind: 'command', command: 'exit 4' },
      'exec node server.js',
      'it makes `exit 4` fail (ended with exit code 4)',
    ],
    [
      'succeeds its ready command without listening',
      { kind: 'command', command: 'true' },
      'exec sleep 60',
      'it does not listen on port',
    ],
  ] as const)('%s', async (_, ready, command, why) => {
    const error = await failure({ ready, start: command, startTimeout: 1 });
    expect(error.message).toContain('api was not ready within 1 s');
    expect(error.message).toContain(why);
  });

  test('accepts connections but never answers', async () => {
    const edges = edgesOf({
      'server.js': `require('node:net').createServer(() => {}).listen(process.env.PORT, '127.0.0.1')`,
    });
    const error = await failure({ startTimeout: 1 }, edges);
    expect(error.message).toContain('it does not answer GET / within 2 s');
  });

  test('listens on the wrong port or address: the failure says which', async () => {
    const fixed = edgesOf({
      'server.js': `require('node:http').createServer((q, a) => a.end()).listen(0, '127.0.0.1', function () {
        console.log('listening on ' + this.address().port);
      })`,
    });
    const error = await failure({ startTimeout: 1 }, fixed);
    const port = /listening on (\d+)/.exec(error.log.join('\n'))?.[1];
    expect(error.message).toContain(
      `it listens on 127.0.0.1:${port}, but must listen on 127.0.0.1`,
    );
    const loopback6 = await failure({ startTimeout: 1, env: { HOST: '::1' } });
    expect(loopback6.message).toMatch(/it listens on \[::1\]:\d+/);
  });

  test('prepare fails, or takes too long', async () => {
    const failed = await failure({ prepare: 'echo no database; exit 1' });
    expect(failed).toMatchObject({ phase: 'prepare', log: ['no database'] });
    const late = await failure({ prepare: 'sleep 60', startTimeout: 0.3 });
    expect(late.message).toContain('`sleep 60` did not end within 0.3 s');
  });

  test('its directory does not exist on this side', async () => {
    for (const directory of ['services/api', '..', 'server.js']) {
      const error = await failure({ directory });
      expect(error.message).toBe(`head has no directory ${directory}`);
    }
  });
});

describe('a port that somebody else has', () => {
  const squatters: Server[] = [];
  afterEach(() => squatters.splice(0).forEach((server) => server.close()));

  test('a service that says so gets another port', async () => {
    // Stands for a port taken between our look and the start: the first attempt only complains.
    const edges = edgesOf();
    const service = await start(
      {
        start:
          'if test -f tried; then exec node server.js; fi; touch tried; echo EADDRINUSE; exit 1',
      },
      edges,
    );
    expect(await body(service, '/')).toBe('ok');
  });

  test('answers of another process are not taken for the service', async () => {
    const edges = edgesOf();
    mkdirSync(join(edges.checkout, 'ports'));
    const watch = setInterval(() => {
      void import('node:fs').then(({ readdirSync, rmSync }) => {
        for (const port of readdirSync(join(edges.checkout, 'ports'))) {
          rmSync(join(edges.checkout, 'ports', port));
          squatters.push(createServer((socket) => socket.end()).listen(Number(port), '127.0.0.1'));
        }
      });
    }, 20);
    try {
      const error = await failure(
        { start: 'touch ports/$PORT; exec sleep 60', ready: { kind: 'port' } },
        edges,
      );
      expect(squatters).toHaveLength(3);
      expect(error.message).toContain(`is answered by another process (`);
      expect(error.message).toContain(`(pid ${process.pid})`);
    } finally {
      clearInterval(watch);
    }
  });
});

describe('stopping', () => {
  const NODE = 'node server.js';

  test('ends what ignores SIGTERM, with all its children', async () => {
    const edges = edgesOf();
    const service = await start(
      { start: `trap "" TERM; sleep 60 & echo $! >child; ${NODE} & wait; sleep 60` },
      edges,
    );
    const child = await pidIn(join(edges.checkout, 'child'));
    const report = await service.stop(0.2);
    expect(report.killed.length).toBeGreaterThan(0);
    expect(report.leaks).toEqual([]);
    expect([isAlive(service.pid), isAlive(child)]).toEqual([false, false]);
  });

  test.each([
    ['a session of its own', 'setsid sleep 60'],
    ['a double fork', '(setsid sh -c "sleep 60 & exit" &)'],
    ['an empty environment', 'env -i sleep 60'],
    ['an empty environment and session, printing to us', '(setsid env -i sleep 60 &)'],
  ])('finds a daemon that hides behind %s', async (_, daemon) => {
    const edges = edgesOf();
    // A number that is its own, by which the test finds the daemon.
    const mark = String(60 + Math.random());
    const service = await start({ start: `${daemon.replace('60', mark)} & exec ${NODE}` }, edges);
    const before = await sleepers(mark);
    expect(before).toHaveLength(1);
    const report = await service.stop();
    expect(report.leaks).toEqual([]);
    expect(before.map(isAlive)).toEqual([false]);
  });

  test('reports a daemon without any trace of us, and does not kill it', async () => {
    const edges = edgesOf();
    const mark = String(60 + Math.random());
    const service = await start(
      {
        // Its parent is gone before the service is looked at for the first time.
        start: `(setsid env -i sh -c 'echo $$ >parent; sleep ${mark} & exit' >/dev/null 2>&1 &)
          until test -s parent; do sleep 0.01; done
          while test -d /proc/$(cat parent); do sleep 0.01; done
          exec ${NODE}`,
      },
      edges,
    );
    const [daemon = 0] = await sleepers(mark);
    const report = await service.stop();
    try {
      expect(isAlive(daemon)).toBe(true);
      expect(report.leaks).toEqual([
        `sleep ${mark} (pid ${daemon}) runs in ${edges.checkout} and hides who started it`,
      ]);
    } finally {
      if (isAlive(daemon)) process.kill(daemon, 'SIGKILL');
    }
  });

  test('leaves the other side alone', async () => {
    const other = await start();
    const service = await start();
    await service.stop();
    expect(other.died()).toBeNull();
    expect(await body(other, '/')).toBe('ok');
  });

  test('an abort while it starts ends everything and rejects with the reason', async () => {
    const cancel = new AbortController();
    const edges = edgesOf({}, { signal: cancel.signal });
    const starting = start({ start: 'trap "" TERM; echo $$ >pid; sleep 60; sleep 60' }, edges);
    const pid = await pidIn(join(edges.checkout, 'pid'));
    cancel.abort(new Error('cancelled'));
    await expect(starting).rejects.toThrow('cancelled');
    expect(isAlive(pid)).toBe(false);
  });

  async function sleepers(mark: string): Promise<number[]> {
    const { readdirSync, readFileSync } = await import('node:fs');
    const find = (): number[] =>
      readdirSync('/proc')
        .map(Number)
        .filter((pid) => {
          try {
            return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${mark}\0`;
          } catch {
            return false;
          }
        });
    for (let i = 0; i < 200 && find().length === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return find();
  }
});

describe('what a service prints', () => {
  test('100 MB cost little memory, and the last lines are there, whatever the bytes', async () => {
    const edges = edgesOf();
    const before = process.memoryUsage().rss;
    const service = await start(
      {
        start: `head -c 100000000 /dev/zero | tr '\\0' x; printf '\\nbad \\377 byte\\n\\033[31mred\\033[0m\\n'; exec node server.js`,
      },
      edges,
    );
    expect(service.log(2)).toEqual(['bad \ufffd byte', 'red']);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
  });
});

describe('a build', () => {
  const plan = (build: string): ServicePlan => servicePlan({ build, buildTimeout: 1 });

  test('that fails is a failure of its side, with the last lines', async () => {
    const error: unknown = await buildSide(plan('echo "syntax error"; exit 2'), 'base', edgesOf())
      .then(() => null)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceFailure);
    expect(error).toMatchObject({
      side: 'base',
      phase: 'build',
      message: 'build of base failed: `echo "syntax error"; exit 2` ended with exit code 2',
      log: ['syntax error'],
    });
  });

  test('that hangs is ended with all it started', async () => {
    const edges = edgesOf();
    await expect(buildSide(plan('sleep 60 & echo $! >child; wait'), 'head', edges)).rejects.toThrow(
      'did not end within 1 s',
    );
    expect(isAlive(await pidIn(join(edges.checkout, 'child')))).toBe(false);
  });

  test('that leaves a daemon behind succeeds, and the daemon is ended', async () => {
    const edges = edgesOf();
    await buildSide(plan('setsid sleep 60 & echo $! >child'), 'head', edges);
    expect(isAlive(await pidIn(join(edges.checkout, 'child')))).toBe(false);
  });

  test('has caches of its own on each side', async () => {
    const both = join(folder.path, 'both');
    mkdirSync(both, { recursive: true });
    const seen: string[] = [];
    for (const side of ['base', 'head'] as const) {
      const edges = edgesOf({}, { caches: join(both, side) });
      await buildSide(plan('env | grep -iE "cache|tmpdir" | sort >caches'), side, edges);
      seen.push(await contentOf(join(edges.checkout, 'caches')));
    }
    const [base = '', head = ''] = seen;
    expect(base).toMatch(/^GOCACHE=.*both\/base/m);
    expect(base).toMatch(/^npm_config_cache=.*both\/base/m);
    expect(head.replaceAll('both/head', 'both/base')).toBe(base);
    expect(head).not.toContain('both/base');
  });

  test('can be aborted', async () => {
    const cancel = new AbortController();
    const edges = edgesOf({}, { signal: cancel.signal });
    const building = buildSide(servicePlan({ build: 'echo $$ >pid; sleep 60' }), 'head', edges);
    const pid = await pidIn(join(edges.checkout, 'pid'));
    cancel.abort(new Error('cancelled'));
    await expect(building).rejects.toThrow('cancelled');
    expect(isAlive(pid)).toBe(false);
  });

  test('is nothing to do when there is no command', async () => {
    const built = await buildSide(servicePlan(), 'head', edgesOf());
    expect(built).toEqual({ seconds: 0, leaks: [] });
  });
});
