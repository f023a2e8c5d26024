import type { RequestListener } from 'node:http';
import { Generator } from '../../../src/drivers/http/generator.js';
import type { Workload } from '../../../src/drivers/http/workload.js';
import { pause, request, serve, workload, type Service } from './server.js';

let service: Service;
let generator: Generator;
/** Requests that reached the service. */
let arrived: number;

afterEach(async () => {
  generator.close();
  await service.close();
});

async function start(answer: RequestListener, load: Partial<Workload> = {}) {
  arrived = 0;
  service = await serve((incoming, outgoing) => {
    arrived += 1;
    answer(incoming, outgoing);
  });
  generator = new Generator(workload(load), service.url);
}

const hello: RequestListener = (_, response) => response.end('hello');
const none = { status: 0, timeout: 0, socket: 0, body: 0 };

test('a slice counts what the service answered, with a latency for each', async () => {
  await start(hello);
  const slice = await generator.slice(0.1);
  expect(slice.responses).toBe(arrived);
  expect(slice.responses).toBeGreaterThan(4);
  expect(slice.latencies).toHaveLength(slice.responses);
  expect(slice.latencies.every((ms) => ms > 0 && ms < 2000)).toBe(true);
  expect(new Set(slice.latencies.map((ms) => ms % 1)).size).toBeGreaterThan(1);
  expect(slice.failures).toEqual(none);
  expect(slice.bytes).toBeGreaterThan(slice.responses * 'hello'.length);
  expect(slice.generator.cpu).toBeGreaterThan(0);
  expect(slice.generator.lag).not.toBeNull();
});

test('nothing is sent before the first slice and between slices', async () => {
  await start(hello);
  await pause(30);
  expect(arrived).toBe(0);
  const slice = await generator.slice(0.03);
  await pause(30);
  expect(arrived).toBe(slice.responses);
});

test('many slices on two sides in turn lose no request', async () => {
  await start(hello, { connections: 7 });
  let otherArrived = 0;
  const other = await serve((_, response) => {
    otherArrived += 1;
    setTimeout(() => response.end('later'), 1);
  });
  const second = new Generator(workload({ connections: 3 }), other.url);
  let [here, there] = [0, 0];
  try {
    for (let i = 0; i < 30; i++) {
      const [a, b] = [await generator.slice(0.015), await second.slice(0.015)];
      expect([a.failures, b.failures]).toEqual([none, none]);
      here += a.responses;
      there += b.responses;
    }
  } finally {
    second.close();
    await other.close();
  }
  expect([here, there]).toEqual([arrived, otherArrived]);
});

test('connections are kept for all slices', async () => {
  await start(hello);
  let connected = 0;
  service.server.on('connection', () => (connected += 1));
  for (let i = 0; i < 5; i++) await generator.slice(0.02);
  expect(connected).toBe(4);
});

test('every connection stands before the first request goes', async () => {
  await start(hello, { rate: 20 });
  let connected = 0;
  service.server.on('connection', () => (connected += 1));
  const slice = await generator.slice(0.04);
  expect(slice.responses).toBe(1);
  expect(connected).toBe(4);
});

test('without keep-alive every request has a connection of its own, and says so', async () => {
  const asked = new Set<string | undefined>();
  await start(
    (incoming, response) => {
      asked.add(incoming.headers.connection);
      response.end('hello');
    },
    { keepAlive: false },
  );
  let connected = 0;
  service.server.on('connection', () => (connected += 1));
  const slice = await generator.slice(0.1);
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBeGreaterThan(4);
  expect(connected).toBe(slice.responses);
  expect([...asked]).toEqual(['close']);
});

test('a response with Connection: close is followed by a new connection, not by a failure', async () => {
  await start((_, response) => response.setHeader('Connection', 'close').end('hello'));
  const slice = await generator.slice(0.1);
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBe(arrived);
  expect(slice.responses).toBeGreaterThan(4);
});

test('a connection that the server closes just as it is used again is no failure', async () => {
  await start(hello, { connections: 1 });
  const closing = new Set<() => void>();
  service.server.on('connection', (socket) => closing.add(() => socket.destroy()));
  await generator.slice(0.02);
  await pause(20);
  // The slice begins before this side has heard of the end.
  const next = generator.slice(0.02);
  closing.forEach((close) => close());
  const slice = await next;
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBeGreaterThan(0);
});

test('requests of a list are sent in their order by every connection', async () => {
  const seen = new Map<number | undefined, string[]>();
  await start(
    (incoming, response) => {
      const port = incoming.socket.remotePort;
      seen.set(port, [...(seen.get(port) ?? []), `${incoming.method} ${incoming.url}`]);
      response.end('ok');
    },
    {
      connections: 2,
      requests: [
        request({ path: '/a' }),
        request({ method: 'DELETE', path: '/b' }),
        request({ path: '/c' }),
      ],
    },
  );
  await generator.slice(0.05);
  const round = ['GET /a', 'DELETE /b', 'GET /c'];
  for (const order of seen.values()) {
    expect(order).toEqual(order.map((_, i) => round[i % 3]));
    expect(order.length).toBeGreaterThan(3);
  }
  expect(seen.size).toBe(2);
});

test('method, path, headers and body arrive as they were written', async () => {
  const arrivedAs: unknown[] = [];
  await start(
    (incoming, response) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (part: string) => (body += part));
      incoming.on('end', () => {
        const { authorization, 'content-type': type, host } = incoming.headers;
        arrivedAs.push([incoming.method, incoming.url, authorization, type, host, body]);
        response.writeHead(201).end();
      });
    },
    {
      connections: 1,
      requests: [
        request({
          method: 'POST',
          path: '/login?next=/',
          headers: { Authorization: 'Bearer abc', 'Content-Type': 'application/json' },
          body: '{"user":"zoë"}',
        }),
      ],
    },
  );
  const slice = await generator.slice(0.03);
  expect(slice.failures).toEqual(none);
  expect(arrivedAs[0]).toEqual([
    'POST',
    '/login?next=/',
    'Bearer abc',
    'application/json',
    `127.0.0.1:${service.port}`,
    '{"user":"zoë"}',
  ]);
});

test.each([
  ['HEAD', 200, { 'Content-Length': '5' }],
  ['HEAD', 200, {}],
  ['GET', 204, {}],
  ['GET', 304, {}],
])('responses without a body are complete: %s %i %o', async (method, status, headers) => {
  await start((_, response) => response.writeHead(status, headers).end(), {
    requests: [request({ method, expect: { status: [status], contains: null } })],
  });
  let connected = 0;
  service.server.on('connection', () => (connected += 1));
  const slice = await generator.slice(0.05);
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBe(arrived);
  expect(slice.responses).toBeGreaterThan(4);
  expect(connected).toBe(4);
});

test('interim responses are not taken for answers', async () => {
  await start((_, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    setTimeout(() => response.end('hello'), 1);
  });
  const slice = await generator.slice(0.05);
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBe(arrived);
});

test('large chunked bodies count once, with all their bytes', async () => {
  const part = Buffer.alloc(1 << 20, 'x');
  await start(
    (_, response) => {
      for (let i = 0; i < 5; i++) response.write(part);
      response.end();
    },
    { connections: 2 },
  );
  const slice = await generator.slice(0.1);
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBe(arrived);
  expect(slice.bytes).toBeGreaterThanOrEqual(slice.responses * 5 * part.length);
});

test('several requests are under way on one connection with pipelining', async () => {
  let [current, most] = [0, 0];
  await start(
    (_, response) => {
      most = Math.max(most, ++current);
      setTimeout(() => {
        current -= 1;
        response.end('ok');
      }, 3);
    },
    { connections: 1, pipelining: 4 },
  );
  const slice = await generator.slice(0.06);
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBe(arrived);
  expect(most).toBe(4);
});

test('with pipelining, what was sent behind a Connection: close is sent again', async () => {
  let count = 0;
  await start(
    (_, response) => {
      count += 1;
      if (count % 10 === 0) response.setHeader('Connection', 'close');
      response.end('ok');
    },
    { connections: 2, pipelining: 3 },
  );
  const slice = await generator.slice(0.05);
  expect(slice.failures).toEqual(none);
  expect(slice.responses).toBeGreaterThan(10);
});

test('two slices at once are a defect', async () => {
  await start(hello);
  const running = generator.slice(0.05);
  await pause(20);
  await expect(generator.slice(0.05)).rejects.toThrow('another one runs');
  await running;
});

test('closing during a slice ends it with an error', async () => {
  await start(() => undefined);
  const running = generator.slice(0.05);
  const ended = expect(running).rejects.toThrow('closed during a slice');
  await pause(20);
  generator.close();
  await ended;
});

test('only the loopback address of a service can be loaded', async () => {
  await start(hello);
  for (const url of [
    'http://169.254.169.254:80',
    'http://example.org:8080',
    'http://127.0.0.1@evil.example:8080',
    'http://2130706434:8080',
    'https://127.0.0.1:8080',
    'http://127.0.0.1:8080/path',
    'http://127.0.0.1',
  ]) {
    expect(() => new Generator(workload(), url)).toThrow('nothing else');
  }
});
