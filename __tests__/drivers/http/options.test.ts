import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { httpDriver } from '../../../src/drivers/http/http.js';
import { httpConfiguration } from '../../../src/drivers/http/options.js';
import { UserError } from '../../../src/model/user-error.js';

const { value } = httpConfiguration;
const siblingsSchema = z.strictObject(httpConfiguration.siblings);

function read(given: unknown, beside: Record<string, unknown> = {}) {
  return httpConfiguration.resolve(value.parse(given), siblingsSchema.parse(beside));
}

test('the shortest form has every default', () => {
  expect(read('GET /users')).toEqual({
    requests: [
      {
        method: 'GET',
        path: '/users',
        headers: {},
        body: null,
        expect: { status: ['2xx'], contains: null },
      },
    ],
    connections: 10,
    pipelining: 1,
    keepAlive: true,
    timeout: 10,
    rate: null,
  });
});

test('everything can be said', () => {
  const options = read(
    {
      requests: [
        {
          method: 'POST',
          path: '/a',
          headers: { A: 'b', N: 5 },
          json: { x: 1 },
          expect: { status: [200, '4xx'], contains: 'ok' },
        },
        { path: '/b', body: 'text', expect: { status: 304 } },
        'DELETE /c',
      ],
    },
    { connections: 3, pipelining: 2, timeout: '1.5s', rate: '500/s' },
  );
  expect(options).toMatchObject({
    connections: 3,
    pipelining: 2,
    keepAlive: true,
    timeout: 1.5,
    rate: 500,
  });
  expect(options.requests).toEqual([
    {
      method: 'POST',
      path: '/a',
      headers: { A: 'b', N: '5' },
      body: { kind: 'json', value: { x: 1 } },
      expect: { status: [200, '4xx'], contains: 'ok' },
    },
    {
      method: 'GET',
      path: '/b',
      headers: {},
      body: { kind: 'text', text: 'text' },
      expect: { status: [304], contains: null },
    },
    expect.objectContaining({ method: 'DELETE', path: '/c' }),
  ]);
});

test.each([
  '/users',
  'GET users',
  'GET http://example.org/',
  'get /users',
  'GET  /users',
  'GET /a b',
  'CONNECT /x',
  'GET /\r\nHost: x',
  42,
  null,
  [],
  {},
  { path: 'users' },
  { path: 'http://169.254.169.254/latest' },
  { path: '/', method: 'FETCH' },
  { path: '/', body: 'a', json: {} },
  { path: '/', headers: { 'Content-Length': '3' } },
  { path: '/', headers: { Connection: 'close' } },
  { path: '/', headers: { 'a:b': 'c' } },
  { path: '/', expect: { status: 99 } },
  { path: '/', expect: { status: [] } },
  { path: '/', expect: { status: '200' } },
  { path: '/', expect: { contains: '' } },
  { path: '/', method: 'HEAD', expect: { contains: 'x' } },
  { path: '/', other: 1 },
  { requests: [] },
])('%j is not a request', (given) => {
  expect(value.safeParse(given).success).toBe(false);
});

test.each([
  { connections: 0 },
  { connections: 1001 },
  { connections: 1.5 },
  { connections: '10' },
  { pipelining: 0 },
  { 'keep-alive': 'yes' },
  { timeout: 10 },
  { timeout: '0s' },
  { timeout: '1h' },
  { rate: 500 },
  { rate: '0/s' },
  { rate: '2000000/s' },
])('%j is refused beside it', (given) => {
  expect(siblingsSchema.safeParse(given).success).toBe(false);
});

test('pipelining without keep-alive is a contradiction', () => {
  expect(() => read('GET /', { pipelining: 2, 'keep-alive': false })).toThrow(UserError);
});

test('what a benchmark is called in reports says what is loaded', () => {
  expect(httpDriver.describe(read('GET /users'))).toBe('GET /users, 10 connections');
  expect(
    httpDriver.describe(
      read(
        { requests: ['GET /a?key=$KEY', 'GET /b', 'GET /c'] },
        { connections: 1, rate: '30/min', 'keep-alive': false },
      ),
    ),
  ).toBe('GET /a?key=$KEY and 2 more, 1 connection, no keep-alive, 0.5/s');
});

test('gates without being asked for: throughput, or the mean where the rate is given', () => {
  expect(httpDriver.defaultGates(read('GET /'))).toEqual(['throughput', 'p99', 'errors']);
  expect(httpDriver.defaultGates(read('GET /', { rate: '5/s' }))).toEqual([
    'mean',
    'p99',
    'errors',
  ]);
  const names = httpDriver.metrics(read('GET /')).map((metric) => metric.name);
  expect(names).toEqual(expect.arrayContaining(['throughput', 'mean', 'p99', 'errors']));
});

test('every metric with a value in a slice is declared', () => {
  const declared = httpDriver.metrics(read('GET /')).filter((metric) => metric.kind === 'ratio');
  expect(Object.keys(httpDriver.summarise([], read('GET /'))).sort()).toEqual(
    declared.map((metric) => metric.name).sort(),
  );
});

test('the examples of docs/drivers.md are valid', () => {
  const [, example] = /```yaml\n([^`]*)```/.exec(readFileSync('docs/drivers.md', 'utf8'))!;
  const { benchmarks } = parse(example!) as { benchmarks: Record<string, Record<string, unknown>> };
  const resolved = Object.values(benchmarks).map(({ http, ...beside }) => read(http, beside));
  expect(resolved.map((options) => options.requests.length)).toEqual([1, 1, 3]);
});
