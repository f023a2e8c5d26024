import type { RequestListener } from 'node:http';
import { Generator } from '../../../src/drivers/http/generator.js';
import { summarise } from '../../../src/drivers/http/summary.js';
import type { Workload } from '../../../src/drivers/http/workload.js';
import { serve, workload, type Service } from './server.js';

let service: Service;
let generator: Generator;

afterEach(async () => {
  generator.close();
  await service.close();
});

async function start(answer: RequestListener, load: Partial<Workload>) {
  service = await serve(answer);
  generator = new Generator(workload(load), service.url);
}

const none = { status: 0, timeout: 0, socket: 0, body: 0 };
const after =
  (ms: number): RequestListener =>
  (_, response) =>
    void setTimeout(() => response.end('ok'), ms);

test('a slice sends as many requests as the rate says, and no more', async () => {
  await start(after(5), { rate: 200, connections: 10 });
  const slice = await generator.slice(0.2);
  expect(slice.responses).toBe(40);
  expect(slice.failures).toEqual(none);
});

test('short slices together have the rate, even below one request per slice', async () => {
  await start(after(1), { rate: 25, connections: 2 });
  let responses = 0;
  for (let i = 0; i < 10; i++) responses += (await generator.slice(0.02)).responses;
  expect(responses).toBe(5);
});

test('with free connections latency is what the service takes', async () => {
  await start(after(100), { rate: 50, connections: 20 });
  const slice = await generator.slice(0.3);
  const { p50, throughput } = summarise([slice]);
  expect(slice.responses).toBe(15);
  expect(p50).toBeGreaterThanOrEqual(99);
  // Not twice, which is what one wait in a queue would make of it.
  expect(p50).toBeLessThan(190);
  expect(throughput).toBeLessThanOrEqual(50.001);
});

test('requests that had to wait behind a stall show the wait', async () => {
  let stalled = false;
  let held: (() => void)[] | null = null;
  await start(
    (_, response) => {
      if (!stalled) {
        stalled = true;
        held = [];
        setTimeout(() => {
          const waiting = held!;
          held = null;
          waiting.forEach((end) => end());
        }, 300);
      }
      if (held) held.push(() => response.end('ok'));
      else response.end('ok');
    },
    { rate: 100, connections: 1 },
  );
  const slice = await generator.slice(0.4);
  expect(slice.responses).toBe(40);
  // Intended at 0, 10, 20 … ms and all let go at about 300: waits of 300, 290, 280 …
  const slowest = [...slice.latencies].sort((a, b) => b - a);
  [0, 5, 10, 20].forEach((i) => expect(slowest[i]).toBeGreaterThanOrEqual(295 - 10 * i));
  expect(slowest.filter((ms) => ms > 95).length).toBeGreaterThanOrEqual(20);
});

test('an overloaded service has every request of the slice counted, with growing waits', async () => {
  await start(after(20), { rate: 200, connections: 1 });
  const slice = await generator.slice(0.1);
  expect(slice.responses).toBe(20);
  // The last was intended at 95 ms and could go after 19 answers of 20 ms at the earliest.
  expect(Math.max(...slice.latencies)).toBeGreaterThan(19 * 20 + 20 - 95 - 20);
  // Not the 200/s that was asked for.
  expect(summarise([slice]).throughput).toBeLessThan(60);
});

test('requests that never got a connection are time-outs', async () => {
  await start(() => undefined, { rate: 100, connections: 2, timeout: 100 });
  const slice = await generator.slice(0.1);
  expect(slice.responses).toBe(0);
  const { timeout, ...others } = slice.failures;
  expect(timeout).toBe(10);
  expect(Object.values(others)).toEqual([0, 0, 0]);
});
