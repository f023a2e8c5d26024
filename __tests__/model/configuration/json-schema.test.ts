import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { DRIVERS } from '../../../src/drivers/registry.js';
import { jsonSchema } from '../../../src/model/configuration/json-schema.js';
import { parseConfiguration } from '../../../src/model/configuration/parse.js';
import { FAKES } from './fake-driver.js';

const COMMITTED = new URL('../../../schema/paceline.schema.json', import.meta.url);

const schema = jsonSchema(DRIVERS);
const valid = new Ajv({ allowUnionTypes: true }).compile(schema);

const schemaAccepts = (text: string) => valid(parse(text));
const parserAccepts = (text: string) =>
  'configuration' in parseConfiguration(text, 'paceline.yml', DRIVERS);

const service = 'service: { start: node server.js }';
const one = (keys: string, top = service) =>
  `${top}\nbenchmarks: { users: { http: GET /users${keys === '' ? '' : `, ${keys}`} } }`;
const top = (keys: string) => one('', `${service}\n${keys}`);
const serviceWith = (keys: string) => one('', `service: { start: x, ${keys} }`);

test('the committed schema is the one that the sources make: run `npm run schema`', () => {
  expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(schema);
});

describe('schema and parser agree', () => {
  test.each([
    one(''),
    one('connections: 10, timeout: 1.5s, rate: 500/s'),
    one('budgets: { p99: 100ms, throughput: "10,000/s", errors: 0.1%, memory: 80%, cpu: 5ms }'),
    one('budgets: { memory: 300MiB, network: 1Gbit/s, disk: 1000/s, utilisation: 70% }'),
    one('tolerance: 3%'),
    one('tolerance: { p99: 10%, cpu: off }'),
    one('targets: api'),
    one('targets: [api, resources], advisory: true, time: 4m, expect-change: true'),
    one('service: service'),
    top('tolerance: 5%'),
    top('tolerance: { p99: 5% }\ntargets: static\nadvisory: false\ntime: 1h\npin: off'),
    top('policy: { regressed: neutral, over: fail, inconclusive: fail, invalid: neutral }'),
    serviceWith('build: make, ready: /health, prepare: ./seed, directory: services/api'),
    serviceWith('ready: { command: ./ping }, build-timeout: 20m, start-timeout: 2m'),
    serviceWith('env: { A: text, B: 1, C: "" }'),
    'services: { a: { start: x } }\nbenchmarks: { users: { http: GET / } }',
    `${service}\nbenchmarks: { users: { http: { method: POST, path: /login, json: { a: [1, null] } } } }`,
  ])('on a right file: %s', (text) => {
    expect({ schema: schemaAccepts(text), parser: parserAccepts(text) }).toEqual({
      schema: true,
      parser: true,
    });
  });

  test.each([
    '',
    '- a',
    service,
    'service: {}\nbenchmarks: { users: { http: GET / } }',
    `${service}\nbenchmarks: {}`,
    `${service}\nbenchmarks: { users: }`,
    `${service}\nbenchmarks: { users: { http: users } }`,
    `${service}\nbenchmarks: { users: { http: { method: POST } } }`,
    `${service}\nbenchmarks: { users: { connections: 3 } }`,
    `${service}\nbenchmarks: { "${'x'.repeat(201)}": { http: GET / } }`,
    one('budgts: {}'),
    one('connections: many'),
    one('connections: 0'),
    one('timeout: 5'),
    one('budgets: { p99: 100 }'),
    one('budgets: { p99: 100MiB }'),
    one('budgets: { p99: -5ms }'),
    one('budgets: { throughput: 5% }'),
    one('budgets: { p99: }'),
    one('tolerance: 5'),
    one('tolerance: { p99: 10 }'),
    one('tolerance: { p99: on }'),
    one('targets: apii'),
    one('targets: []'),
    one('advisory: 1'),
    one('time: 120'),
    top('policy: { regressed: pass }'),
    top('policy: { other: fail }'),
    top('pin: 1'),
    top('unknown: 1'),
    serviceWith('ready: health'),
    serviceWith('directory: ../other'),
    serviceWith('directory: /etc'),
    serviceWith('env: { A-B: 1 }'),
    serviceWith('env: { A: true }'),
    serviceWith('build: ""'),
    serviceWith('build-timeout: 20'),
  ])('on a wrong file: %s', (text) => {
    expect({ schema: schemaAccepts(text), parser: parserAccepts(text) }).toEqual({
      schema: false,
      parser: false,
    });
  });

  // What a schema cannot say; docs/configuration.md lists these rules.
  test.each([
    one('service: other'),
    one('budgets: { no-such-metric: 5ms }'),
    one('budgets: { p99: 0ms }'),
    one('budgets: { errors: 100% }'),
    one('tolerance: 0%'),
    one('tolerance: 100%'),
    one('tolerance: { no-such-metric: 5% }'),
    one('targets: websocket'),
    one('time: 10s'),
    one('', 'pin: auto'),
    one('', 'services: { a: { start: x }, b: { start: y } }'),
    top('services: { api: { start: x } }'),
    serviceWith('env: { PORT: 1 }'),
    serviceWith('build-timeout: 0s'),
    one(
      'advisory: false, tolerance: { throughput: off, mean: off, p50: off, p90: off, p95: off, p99: off, errors: off, cpu: off }',
    ),
  ])('except that the parser also sees: %s', (text) => {
    expect({ schema: schemaAccepts(text), parser: parserAccepts(text) }).toEqual({
      schema: true,
      parser: false,
    });
  });
});

test('with several drivers a benchmark is one of theirs', () => {
  const several = new Ajv({ allowUnionTypes: true }).compile(jsonSchema(FAKES));
  const file = (benchmark: unknown) => ({ service: { start: 'x' }, benchmarks: { a: benchmark } });
  expect(several(file({ web: 'GET /', connections: 3 }))).toBe(true);
  expect(several(file({ tool: 'run', format: 'go' }))).toBe(true);
  expect(several(file({ tool: 'run', connections: 3 }))).toBe(false);
  expect(several(file({ web: 'GET /', tool: 'run' }))).toBe(false);
});
