// Load generator: the sliced http driver against plain continuous autocannon on the same server.
// Alternating rounds in one run, so that the ratios stand although the machine is noisy.
// `node bench/generator.mjs [rounds]`, after `npm run build`.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { report } from './report.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const rounds = Number(process.argv[2] ?? 8);
const roundSeconds = 1;
const sliceSeconds = 0.1;
const apart = spawnSync('taskset', ['-c', '1', 'true']).status === 0;

const server = start(1, [
  '--input-type=module',
  '--eval',
  `import { createServer } from 'node:http';
   const server = createServer((request, response) => response.end('hello'));
   server.listen(0, '127.0.0.1', () => process.send(server.address().port));
   process.on('disconnect', () => process.exit());`,
]);
const plain = start(0, [
  '--input-type=module',
  '--eval',
  `import autocannon from 'autocannon';
   process.on('message', async ({ url, seconds }) => {
     const cpu = process.cpuUsage();
     const { requests, duration } = await autocannon({ url, connections: 10, duration: seconds });
     const { user, system } = process.cpuUsage(cpu);
     process.send({ responses: requests.total, seconds: duration, cpu: (user + system) / 1e6 });
   });
   process.on('disconnect', () => process.exit());`,
]);
const sliced = start(0, [path.join(root, 'dist', 'load', 'index.js')]);

try {
  const [port] = await once(server, 'message');
  const url = `http://127.0.0.1:${port}`;
  const expect = { status: ['2xx'], contains: null };
  const request = { label: 'GET /', method: 'GET', path: '/', headers: {}, body: null, expect };
  const workload = {
    requests: [request],
    connections: 10,
    pipelining: 1,
    keepAlive: true,
    timeout: 10_000,
    rate: null,
  };
  await ask(sliced, { ask: 'open', number: 0, workload, url });

  const ratios = { throughput: [], cpu: [] };
  const values = { sliced: [], plain: [] };
  // The first round warms up everything and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const byRound = {};
    for (const side of round % 2 === 0 ? ['sliced', 'plain'] : ['plain', 'sliced']) {
      const run =
        side === 'sliced' ? await slices() : await ask(plain, { url, seconds: roundSeconds });
      byRound[side] = { throughput: run.responses / run.seconds, cpu: run.cpu / run.responses };
    }
    if (round === 0) continue;
    for (const side of ['sliced', 'plain']) values[side].push(byRound[side]);
    for (const name of ['throughput', 'cpu']) {
      ratios[name].push(byRound.sliced[name] / byRound.plain[name]);
    }
  }
  for (const side of ['sliced', 'plain']) {
    const throughput = median(values[side].map((value) => value.throughput));
    const cpu = median(values[side].map((value) => value.cpu));
    console.log(
      `${side}: ${Math.round(throughput)} requests/s, ${(cpu * 1e6).toFixed(1)} µs of generator CPU each`,
    );
  }
  const [throughput, cpu] = [median(ratios.throughput), median(ratios.cpu)];
  report({
    what: 'requests per second, sliced driver / plain autocannon',
    value: throughput,
    unit: 'ratio',
    least: 0.9,
  });
  report({
    what: 'generator CPU per request, sliced driver / plain autocannon',
    value: cpu,
    unit: 'ratio',
    most: 1,
  });
} finally {
  for (const child of [server, plain, sliced]) child.kill();
}

/** One round in slices, the pauses between them left out as the measurement leaves them out. */
async function slices() {
  const total = { responses: 0, seconds: 0, cpu: 0 };
  for (let i = 0; i < roundSeconds / sliceSeconds; i++) {
    const { value } = await ask(sliced, { ask: 'slice', number: i + 1, seconds: sliceSeconds });
    total.responses += value.responses;
    total.seconds += value.seconds;
    total.cpu += value.generator.cpu;
  }
  return total;
}

function start(core, args) {
  const node = [process.execPath, ...args];
  const [command, ...rest] = apart ? ['taskset', '-c', String(core), ...node] : node;
  return spawn(command, rest, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
}

async function ask(child, question) {
  const answer = once(child, 'message');
  child.send(question);
  const [reply] = await answer;
  if (reply?.error) throw new Error(reply.error);
  return reply;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (
    (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
  );
}
