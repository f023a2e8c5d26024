import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, Scratch } from './run.js';
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

/** One or two sessions: enough to meet the misbehaviour, too few for a verdict on speed. */
const BRIEFLY = ['compare', '--base', 'HEAD~1', '--time', '13s'];

/** A service whose answer is made by this code; `request`, `response` and `n` (a count) are in scope. */
function answering(code: string): string {
  return `import http from 'node:http';
let n = 0;
http.createServer((request, response) => {
  if (request.url === '/health') return response.end('ok');
  n += 1;
  ${code}
}).listen(Number(process.env.PORT), '127.0.0.1');
`;
}

const healthy = answering("response.end('x'.repeat(200));");

describe('a head', () => {
  it.each<[string, string, RegExp]>([
    [
      'whose answers are all 404',
      answering("response.statusCode = 404; response.end('no');"),
      /status|404|error/i,
    ],
    [
      'that answers every second request with 500',
      answering("response.statusCode = n % 2 ? 500 : 200; response.end('x'.repeat(200));"),
      /error/i,
    ],
    ['that never answers', answering(''), /timeout|timed out|not answer|error/i],
    [
      'that closes every connection',
      answering('request.socket.destroy();'),
      /socket|closed|error/i,
    ],
  ])('%s is never green', async (_name, head, expected) => {
    scratch = new Scratch(
      files({ 'server.mjs': healthy, 'paceline.yml': `${CONFIGURATION}    timeout: 1s\n` }),
      { 'server.mjs': head },
    );
    const { code, output } = await scratch.run(BRIEFLY);
    expect(output).toMatch(expected);
    expect(output).not.toMatch(/improved/);
    expect(code).toBe(1);
  });
});

describe('a benchmark', () => {
  it('that gets nothing but errors from both sides measures nothing, and is no pass', async () => {
    scratch = new Scratch(
      files({
        'paceline.yml': CONFIGURATION.replace('GET /', 'GET /nowhere'),
        'server.mjs': answering('response.statusCode = 404; response.end();'),
      }),
      {
        'note.txt': 'x',
      },
    );
    const { code, output } = await scratch.run(BRIEFLY);
    expect(output).toMatch(/both sides fail most requests|404/);
    expect(code).toBe(1);
  });

  it('that needs a variable nobody has set says which, and is no pass', async () => {
    scratch = new Scratch(
      files({
        'paceline.yml': CONFIGURATION.replace(
          'GET /',
          '{ path: /, headers: { Authorization: Bearer $TOKEN } }',
        ),
      }),
      { 'note.txt': 'x' },
    );
    const { code, output } = await scratch.run(BRIEFLY);
    expect(output).toMatch(/TOKEN/);
    expect(code).toBe(1);
  });

  it('with too little time says so before anything runs, and is not decided', async () => {
    scratch = new Scratch(files(), { 'note.txt': 'x' });
    const { code, output, errors } = await scratch.run(BRIEFLY);
    expect(errors).toMatch(/13 s hold one session, but a verdict needs 6/);
    expect(output.split('\n')[0]).toMatch(/not decided|neutral/i);
    expect(code).toBe(0);
  });
});

describe('a service', () => {
  it('that writes 100 MB of logs costs neither memory nor the run', async () => {
    const noisy = server().replace(
      'burn(WORK);',
      "process.stdout.write('y'.repeat(20_000) + '\\n');",
    );
    scratch = new Scratch(files({ 'server.mjs': noisy }), { 'note.txt': 'x' });
    const { code } = await scratch.run(BRIEFLY);
    const [benchmark] = savedResult().benchmarks;
    expect(benchmark?.sessions.length).toBeGreaterThan(0);
    const served =
      benchmark?.sessions.flatMap((s) => s.slices.base.responses).reduce((a, b) => a + b, 0) ?? 0;
    expect(served * 20_000).toBeGreaterThan(100e6);
    expect(code).toBe(0);
  });

  it('may be written in another language, and may fork: the CPU of all its processes counts', async () => {
    const forking = `import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        sum(range(3000))
        self.send_response(200)
        self.send_header('content-length', '2')
        self.end_headers()
        self.wfile.write(b'ok')
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler)
if os.fork() == 0: server.serve_forever()
os.wait()
`;
    scratch = new Scratch(
      { 'paceline.yml': configuration({ start: 'python3 server.py' }), 'server.py': forking },
      { 'note.txt': 'x' },
    );
    const { code } = await scratch.run(BRIEFLY);
    expect(code).toBe(0);
    const [session] = savedResult().benchmarks[0]?.sessions ?? [];
    const cpu = session?.slices.head.values.cpu ?? [];
    expect(cpu.length).toBe(20);
    for (const value of cpu) expect(value).toBeGreaterThan(0.02);
  });

  it('gets its environment per side, is prepared before every start, and may be one of several', async () => {
    scratch = new Scratch(
      {
        'paceline.yml': `services:
  first:
    start: node server.mjs
    prepare: echo "$NAME $PACELINE_SIDE" >> "$LOG"
    env: { NAME: "app_{side}", LOG: "LOGFILE" }
  second:
    start: node server.mjs
benchmarks:
  one: { http: GET /, service: first }
  two: { http: GET /, service: second }
`,
        'server.mjs': server(),
      },
      { 'note.txt': 'x' },
    );
    const log = path.join(scratch.path, 'prepared.txt');
    const text = readFileSync(path.join(scratch.repository, 'paceline.yml'), 'utf8').replace(
      'LOGFILE',
      log,
    );
    scratch.write({ 'paceline.yml': text });
    const { code } = await scratch.run([...BRIEFLY, '--config', 'paceline.yml']);
    expect(code).toBe(0);
    const result = savedResult();
    expect(result.benchmarks.map(({ name, sessions }) => [name, sessions.length > 0])).toEqual([
      ['one', true],
      ['two', true],
    ]);
    const prepared = readFileSync(log, 'utf8').trim().split('\n');
    const sessions = result.benchmarks[0]?.sessions.length ?? 0;
    expect(prepared.filter((line) => line === 'app_base base')).toHaveLength(sessions);
    expect(prepared.filter((line) => line === 'app_head head')).toHaveLength(sessions);
  });
});

describe('a full disk while saving', () => {
  it('is said, and the answer still comes', () => {
    scratch = new Scratch(files(), { 'note.txt': 'x' });
    // A limit on the size of files makes every write of a longer Result fail, as a full disk does.
    const { status, stdout, stderr } = spawnSync(
      'prlimit',
      ['--fsize=6000:6000', process.execPath, CLI, ...BRIEFLY],
      {
        cwd: scratch.repository,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          TMPDIR: scratch.temporary,
          LANG: 'C.UTF-8',
        },
        timeout: 100_000,
      },
    );
    expect(stderr).toMatch(/could not be saved/);
    expect(stdout).toMatch(/root/);
    expect(status).toBe(0);
    const saved = readdirSync(path.join(scratch.repository, '.paceline'));
    expect(saved.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(parseResult(scratch.result())).toHaveProperty('result');
  });
});
