// The whole command on a service that starts in 0.3 s: where the time goes, and how much memory the
// command needs besides the services. `node bench/command.mjs`, after `npm run build`.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { report } from './report.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const SECONDS = 60;

const SERVER = `import http from 'node:http';
const body = JSON.stringify(Array.from({ length: 100 }, (_, id) => ({ id, name: 'user ' + id })));
const server = http.createServer((request, response) => {
  let x = 1;
  for (let i = 0; i < 40_000; i += 1) x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + i;
  response.setHeader('content-type', 'application/json');
  response.end(x === 0 ? 'never' : body);
});
setTimeout(() => server.listen(Number(process.env.PORT), '127.0.0.1'), 250);
`;
const CONFIGURATION = `service:
  start: node server.mjs
benchmarks:
  list:
    http: GET /
    tolerance: 1%
`;

const scratch = mkdtempSync(path.join(tmpdir(), 'paceline-bench-'));
try {
  const repository = path.join(scratch, 'repository');
  mkdirSync(repository);
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: repository,
    });
  git('init', '--quiet');
  writeFileSync(path.join(repository, 'server.mjs'), SERVER);
  writeFileSync(path.join(repository, 'paceline.yml'), CONFIGURATION);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'base');
  git('commit', '--quiet', '--allow-empty', '--message', 'head');
  const memory = await runCommand(repository);
  const result = JSON.parse(
    readFileSync(path.join(repository, '.paceline', 'result.json'), 'utf8'),
  );
  const [benchmark] = result.benchmarks;
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const measured = sum(
    benchmark.sessions.flatMap(({ slices }) => [...slices.base.seconds, ...slices.head.seconds]),
  );
  const warmUp = sum(benchmark.sessions.map((session) => session.warmUp));
  const total = benchmark.sessions.at(-1).elapsed;
  report({
    what: `sessions in ${SECONDS} s, service ready after 0.3 s`,
    value: benchmark.sessions.length,
    unit: '',
  });
  report({
    what: 'time under load, warm-up included, of measuring time',
    value: (measured + warmUp) / total,
    unit: '%',
    least: 0.9,
  });
  report({
    what: 'measured slices, of measuring time',
    value: measured / total,
    unit: '%',
    least: 0.35,
  });
  report({
    what: 'memory of the command with its load generators',
    value: memory,
    unit: 'MB',
    most: 300e6,
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs the comparison; resolves with the highest sum of resident memory of our own processes. */
async function runCommand(repository) {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'dist', 'cli', 'index.js'),
      'compare',
      '--base',
      'HEAD~1',
      '--exact-base',
      '--time',
      `${SECONDS}s`,
    ],
    { cwd: repository, stdio: 'ignore' },
  );
  let highest = 0;
  const timer = setInterval(() => {
    highest = Math.max(highest, ownMemory(child.pid));
  }, 250);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0 && code !== 1) throw new Error(`the command ended with ${code}`);
  return highest;
}

/** Resident bytes of the command and of its load generators; the services are not ours. */
function ownMemory(pid) {
  const generators = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter(
      (name) =>
        read(`/proc/${name}/cmdline`).includes(path.join('dist', 'load')) && parentOf(name) === pid,
    );
  return [String(pid), ...generators].reduce((bytes, each) => bytes + rss(each), 0);
}

function rss(pid) {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function parentOf(pid) {
  return Number(/PPid:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process ended meanwhile.
    return '';
  }
}
