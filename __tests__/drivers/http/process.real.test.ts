import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import typescript from 'typescript';
import type { Load } from '../../../src/drivers/driver.js';
import { GeneratorProcess, generatorScript } from '../../../src/drivers/http/generator-process.js';
import { httpDriver } from '../../../src/drivers/http/http.js';
import type { HttpOptions } from '../../../src/drivers/http/options.js';
import { UserError } from '../../../src/model/user-error.js';
import { serve, workload, type Service } from './server.js';

const root = process.cwd();
let folder: string;
let script: string;
let service: Service;
const seen: (string | undefined)[] = [];

/** The sources as JavaScript beside the repository's dependencies: what a bundle would do. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'paceline-load-'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const sources = ['src/load.ts', ...below('src/drivers'), ...below('src/model')];
  for (const source of sources.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))) {
    const out = path.join(folder, source.replace(/\.ts$/, '.js'));
    mkdirSync(path.dirname(out), { recursive: true });
    const { outputText } = typescript.transpileModule(
      readFileSync(path.join(root, source), 'utf8'),
      {
        compilerOptions: {
          target: typescript.ScriptTarget.ES2022,
          module: typescript.ModuleKind.ES2022,
          verbatimModuleSyntax: true,
        },
      },
    );
    writeFileSync(out, outputText);
  }
  script = path.join(folder, 'src/load.js');
  service = await serve((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === '/missing') response.writeHead(404, { 'Content-Type': 'text/plain' });
    response.end('hello');
  });
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

function below(directory: string): string[] {
  return readdirSync(path.join(root, directory), { recursive: true }).map((file) =>
    path.join(directory, String(file)),
  );
}

function options(request: unknown, siblings: Record<string, unknown> = {}): HttpOptions {
  const { configuration } = httpDriver;
  return configuration.resolve(configuration.value.parse(request), siblings);
}

function open(
  asked: HttpOptions,
  { signal = new AbortController().signal, cores = null as string | null, using = script } = {},
): Promise<Load> {
  return httpDriver.open(
    asked,
    { side: 'head', url: service.url, port: service.port },
    { env: { TOKEN: 'secret' }, cores, signal, generator: using },
  );
}

test('a load in a process of its own probes, loads and is gone afterwards', async () => {
  const load = await open(
    options({
      requests: [{ path: '/', headers: { Authorization: 'Bearer $TOKEN' } }, 'GET /missing'],
    }),
  );
  try {
    expect(await load.probe()).toEqual([
      { request: 'GET /', failure: null, status: 200, contentType: null, bytes: 5 },
      {
        request: 'GET /missing',
        failure: 'it answered 404 Not Found, not 2xx',
        status: 404,
        contentType: 'text/plain',
        bytes: 5,
      },
    ]);
    const before = seen.length;
    const slice = await load.slice(0.1);
    expect(Object.prototype.toString.call(slice.latencies)).toBe('[object Float64Array]');
    expect(slice.latencies).toHaveLength(slice.responses);
    expect(slice.responses + slice.failures['status']!).toBe(seen.length - before);
    expect(slice.responses).toBeGreaterThan(0);
    expect(seen[0]).toBe('Bearer secret');
  } finally {
    await load.close();
  }
  await expect(load.slice(0.1)).rejects.toThrow('stopped');
});

test('the process sees nothing of the environment but the path', async () => {
  const spy = path.join(folder, 'spy.js');
  writeFileSync(
    spy,
    `process.on('message', ({ number }) => process.send({ number, error: JSON.stringify(Object.keys(process.env)) }));`,
  );
  const generator = new GeneratorProcess(spy, null, new AbortController().signal);
  try {
    const question = { ask: 'open' as const, workload: workload(), url: service.url };
    const names = await generator.ask(question, 20_000).catch((error: Error) => error.message);
    expect(names).toContain('"PATH"');
    expect(names).not.toContain('HOME');
    expect(names).not.toMatch(/NODE_OPTIONS|npm_|GITHUB|JEST/);
  } finally {
    await generator.stop();
  }
});

test('an unset variable is named, with its request, before anything is started', async () => {
  const opening = open(options({ path: '/users?key=$API_KEY' }));
  await expect(opening).rejects.toThrow(UserError);
  await expect(opening).rejects.toThrow(/GET \/users\?key=\$API_KEY needs .* API_KEY/);
});

test('a load generator that dies says so instead of hanging, with its last words', async () => {
  const fatal = path.join(folder, 'fatal.js');
  writeFileSync(
    fatal,
    `process.on('message', () => { console.error('out of luck'); process.exit(3); });`,
  );
  await expect(open(options('GET /'), { using: fatal })).rejects.toThrow(
    /exit code 3:\nout of luck/,
  );
});

test('a load generator that hangs is killed', async () => {
  const hanging = path.join(folder, 'hanging.js');
  writeFileSync(hanging, `process.on('message', () => { for (;;); });`);
  const generator = new GeneratorProcess(hanging, null, new AbortController().signal);
  await expect(generator.ask({ ask: 'probe' }, 300)).rejects.toThrow('did not answer');
  await generator.stop();
  expect(() => process.kill(generator.pid!, 0)).toThrow('ESRCH');
});

test('a load generator that is killed from outside fails the slice', async () => {
  const generator = new GeneratorProcess(script, null, new AbortController().signal);
  await generator.ask({ ask: 'open', workload: workload(), url: service.url }, 20_000);
  const slice = generator.ask({ ask: 'slice', seconds: 5 }, 20_000);
  process.kill(generator.pid!, 'SIGKILL');
  await expect(slice).rejects.toThrow('SIGKILL');
  await generator.stop();
});

test('cancelling kills the process and everything that waits for it', async () => {
  const controller = new AbortController();
  const load = await open(options('GET /'), { signal: controller.signal });
  const slice = load.slice(5);
  controller.abort();
  await expect(slice).rejects.toThrow('cancelled');
  await load.close();
  await expect(open(options('GET /'), { signal: controller.signal })).rejects.toThrow('cancelled');
});

test('a defect in the load generator reaches the one who asked', async () => {
  const generator = new GeneratorProcess(script, null, new AbortController().signal);
  await expect(generator.ask({ ask: 'probe' }, 20_000)).rejects.toThrow('has not been opened');
  await generator.stop();
});

test('pinning that is not possible is an error with advice, not an unpinned run', async () => {
  const opening = open(options('GET /'), { cores: '9999' });
  await expect(opening).rejects.toThrow(UserError);
  await expect(opening).rejects.toMatchObject({
    advice: expect.stringContaining('pin: off') as string,
  });
});

test('a machine without taskset is told so', async () => {
  const { PATH } = process.env;
  process.env['PATH'] = folder;
  try {
    const opening = open(options('GET /'), { cores: '0' });
    await expect(opening).rejects.toThrow(/cannot be started: .*ENOENT/);
    await expect(opening).rejects.toBeInstanceOf(UserError);
  } finally {
    process.env['PATH'] = PATH;
  }
});

test('without a script of its own the generator is looked for beside the running bundle', () => {
  expect(generatorScript().split(path.sep).slice(-2)).toEqual(['load', 'index.js']);
});
