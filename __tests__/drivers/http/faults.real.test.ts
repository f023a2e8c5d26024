import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { Generator } from '../../../src/drivers/http/generator.js';
import type { Workload } from '../../../src/drivers/http/workload.js';
import type { Slice } from '../../../src/drivers/driver.js';
import { pause, request, serve, serveBytes, workload } from './server.js';

const open: { close(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

function load(url: string, rest: Partial<Workload> = {}): Generator {
  const generator = new Generator(workload(rest), url);
  open.push(generator);
  return generator;
}

async function against(answer: RequestListener, rest: Partial<Workload> = {}): Promise<Generator> {
  const service = await serve(answer);
  open.push(service);
  return load(service.url, rest);
}

async function againstBytes(answer: (socket: Socket) => void, rest: Partial<Workload> = {}) {
  const service = await serveBytes(answer);
  open.push(service);
  return load(service.url, rest);
}

/** No success anywhere in it. */
function expectOnly(slice: Slice, failure: string) {
  expect(slice.responses).toBe(0);
  expect(slice.latencies).toHaveLength(0);
  expect(slice.bytes).toBe(0);
  const { [failure]: count, ...others } = slice.failures;
  expect(count).toBeGreaterThan(0);
  expect(Object.values(others)).toEqual([0, 0, 0]);
}

test.each([404, 500, 301])(
  'a service that answers %i to everything has no success',
  async (status) => {
    const generator = await against((_, response) => response.writeHead(status).end('no'));
    expectOnly(await generator.slice(0.05), 'status');
  },
);

test('of alternating answers only the good ones are successes and have latencies', async () => {
  const sent = { good: 0, bad: 0 };
  const generator = await against((_, response) => {
    const good = (sent.good + sent.bad) % 2 === 0;
    sent[good ? 'good' : 'bad'] += 1;
    response.writeHead(good ? 200 : 503).end('x');
  });
  const slice = await generator.slice(0.05);
  expect(slice.responses).toBe(sent.good);
  expect(slice.latencies).toHaveLength(sent.good);
  expect(slice.failures).toEqual({ status: sent.bad, timeout: 0, socket: 0, body: 0 });
});

test('a body without the expected text is a failure, also when it comes in parts', async () => {
  let count = 0;
  const requests = [request({ expect: { status: ['2xx'], contains: '"ok":"ö"' } })];
  const generator = await against(
    (_, response) => {
      const body = Buffer.from(`{"a":1,"ok":"${count++ % 2 === 0 ? 'ö' : 'no'}"}`);
      response.write(body.subarray(0, 14));
      setTimeout(() => response.end(body.subarray(14)), 1);
    },
    { requests },
  );
  const slice = await generator.slice(0.06);
  expect(slice.responses).toBe(Math.ceil(count / 2));
  expect(slice.failures).toEqual({ status: 0, timeout: 0, socket: 0, body: Math.floor(count / 2) });
});

test('a list of expected statuses counts those and no others', async () => {
  let count = 0;
  const requests = [request({ expect: { status: [200, '4xx'], contains: null } })];
  const generator = await against(
    (_, response) => response.writeHead([200, 404, 201][count++ % 3]!).end(),
    { requests },
  );
  const slice = await generator.slice(0.05);
  expect(slice.responses + slice.failures['status']!).toBe(count);
  expect(slice.failures['status']).toBe(Math.floor(count / 3));
});

test('a service that hangs ends the slice by time-outs, and the next one too', async () => {
  const generator = await against(() => undefined, { timeout: 60 });
  for (let i = 0; i < 2; i++) {
    const slice = await generator.slice(0.02);
    expectOnly(slice, 'timeout');
    expect(slice.failures['timeout']).toBe(4);
  }
});

test('a service that hangs now and then times out there, and is loaded on', async () => {
  let [asked, hung] = [0, 0];
  const generator = await against(
    (_, response) => {
      asked += 1;
      if (asked % 20 === 0) hung += 1;
      else response.end('ok');
    },
    { connections: 1, timeout: 150 },
  );
  const slice = await generator.slice(0.5);
  // At least two: one alone could be the one that ends the slice.
  expect(hung).toBeGreaterThan(1);
  expect(slice.failures['timeout']).toBeGreaterThanOrEqual(hung);
  expect(slice.responses).toBeGreaterThan(20);
  expect(slice.responses).toBeLessThanOrEqual(asked - hung);
});

test('a refused port gives failures at a measured pace, never successes', async () => {
  const service = await serve(() => undefined);
  await service.close();
  const generator = load(service.url);
  const slice = await generator.slice(0.1);
  expectOnly(slice, 'socket');
  // 4 connections, each at most once per 10 ms (timers may be early by less than 1 ms).
  expect(slice.failures['socket']).toBeLessThanOrEqual(4 * (slice.seconds / 0.009 + 1));
  expectOnly(await generator.slice(0.03), 'socket');
});

test('a service that closes every connection at once has only failures', async () => {
  const generator = await againstBytes((socket) => socket.destroy());
  expectOnly(await generator.slice(0.05), 'socket');
});

test('a service that closes when it is asked has only failures, on every slice', async () => {
  const generator = await againstBytes((socket) => socket.on('data', () => socket.end()));
  for (let i = 0; i < 3; i++) {
    expectOnly(await generator.slice(0.04), 'socket');
    await pause(20);
  }
});

test('a service that dies in the middle of a slice: what was answered counts, the rest fails', async () => {
  let answered = 0;
  const service = await serve((_, response) => {
    answered += 1;
    response.end('ok');
  });
  const generator = load(service.url);
  const running = generator.slice(0.2);
  await pause(80);
  await service.close();
  const slice = await running;
  expect(slice.responses).toBeGreaterThan(0);
  expect(slice.responses).toBeLessThanOrEqual(answered);
  expect(slice.failures['socket']).toBeGreaterThan(0);
  expectOnly(await generator.slice(0.03), 'socket');
});

test('a response cut off in its body is a failure', async () => {
  const generator = await againstBytes((socket) =>
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')),
  );
  expectOnly(await generator.slice(0.04), 'socket');
});

test('a body that lasts until the connection ends is complete there', async () => {
  let answered = 0;
  const generator = await againstBytes((socket) =>
    socket.on('data', () => {
      answered += 1;
      socket.write('HTTP/1.0 200 OK\r\n\r\nall of');
      setTimeout(() => socket.end(' it'), 1);
    }),
  );
  const slice = await generator.slice(0.05);
  expect(slice.failures).toEqual({ status: 0, timeout: 0, socket: 0, body: 0 });
  expect(slice.responses).toBe(answered);
  expect(slice.responses).toBeGreaterThan(0);
});

test('bytes that are not HTTP are a failure', async () => {
  const generator = await againstBytes((socket) =>
    socket.on('data', () => socket.write('hello\r\n\r\n')),
  );
  expectOnly(await generator.slice(0.04), 'socket');
});

test('more answers than requests do not count as fast answers', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
  let asked = 0;
  const generator = await againstBytes((socket) =>
    socket.on('data', () => {
      asked += 1;
      socket.write(answer + answer);
    }),
  );
  const slice = await generator.slice(0.05);
  expect(slice.responses).toBeLessThanOrEqual(asked);
  expect(slice.failures['socket']).toBeGreaterThan(0);
});

test('a keep-alive shorter than the pause between slices is no failure', async () => {
  let [connected, answered] = [0, 0];
  const generator = await againstBytes((socket) => {
    connected += 1;
    let idle: NodeJS.Timeout | undefined;
    socket.on('data', () => {
      answered += 1;
      clearTimeout(idle);
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      idle = setTimeout(() => socket.end(), 100);
    });
    socket.on('close', () => clearTimeout(idle));
  });
  let responses = 0;
  for (let i = 0; i < 3; i++) {
    const slice = await generator.slice(0.03);
    expect(slice.failures).toEqual({ status: 0, timeout: 0, socket: 0, body: 0 });
    responses += slice.responses;
    await pause(200);
  }
  expect(responses).toBe(answered);
  // All four anew for each slice, none in between.
  expect(connected).toBe(12);
});

test('after a lost request the next answers belong to the next requests', async () => {
  let count = 0;
  const generator = await against(
    (incoming, response) => {
      count += 1;
      if (count % 5 === 0) incoming.socket.destroy();
      else response.writeHead(incoming.url === '/a' ? 200 : 404).end();
    },
    {
      connections: 1,
      requests: [
        request({ path: '/a', expect: { status: [200], contains: null } }),
        request({ path: '/b', expect: { status: [404], contains: null } }),
      ],
    },
  );
  const slice = await generator.slice(0.15);
  const lost = Math.floor(count / 5);
  expect(lost).toBeGreaterThan(1);
  expect(slice.failures).toEqual({ status: 0, timeout: 0, socket: lost, body: 0 });
  expect(slice.responses).toBe(count - lost);
});

test('an answer that nobody asked for, on a parked connection, does no harm', async () => {
  const generator = await againstBytes((socket) => {
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    const late = setTimeout(
      () => socket.end('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n'),
      80,
    );
    socket.on('close', () => clearTimeout(late));
  });
  expect((await generator.slice(0.03)).failures).toMatchObject({ status: 0, socket: 0 });
  await pause(100);
  const slice = await generator.slice(0.03);
  expect(slice.failures).toEqual({ status: 0, timeout: 0, socket: 0, body: 0 });
  expect(slice.responses).toBeGreaterThan(0);
});

test('failing fast is not throughput', async () => {
  const generator = await against(
    (incoming, response) => {
      if (incoming.url === '/bad') response.writeHead(500).end();
      else setTimeout(() => response.end('ok'), 5);
    },
    { requests: [request(), request({ path: '/bad' })] },
  );
  const slice = await generator.slice(0.1);
  // One good answer in at least 4 ms on each of 4 connections, however fast the bad ones are.
  expect(slice.responses / slice.busy!).toBeLessThan(1000);
  expect(slice.failures['status']).toBeGreaterThan(0);
});
