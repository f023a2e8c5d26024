import { parseConfiguration } from '../../../src/model/configuration/parse.js';
import { configurationOf, FAKES, file, problemsOf, web } from './fake-driver.js';

describe('a right file', () => {
  test('becomes a configuration with every default filled in', () => {
    const { benchmarks, ...rest } = configurationOf(file());
    expect(rest).toEqual({
      file: 'paceline.yml',
      services: [
        {
          name: 'service',
          directory: '.',
          build: null,
          start: 'node server.js',
          prepare: null,
          ready: { kind: 'port' },
          env: {},
          buildTimeout: 600,
          startTimeout: 60,
        },
      ],
      policy: { regressed: 'fail', over: 'fail', inconclusive: 'neutral', invalid: 'fail' },
      pin: 'auto',
    });
    expect(benchmarks).toHaveLength(1);
    expect(benchmarks[0]).toMatchObject({
      name: 'users',
      driver: 'web',
      options: { value: 'GET /users' },
      workload: '{"value":"GET /users"}',
      service: 'service',
      advisory: false,
      seconds: 120,
      expectChange: false,
    });
  });

  test('says everything about services and benchmarks', () => {
    const { services, policy, pin, benchmarks } = configurationOf(`
services:
  api:
    build: make
    start: ./api
    ready: /health
    prepare: ./seed
    env: { VERSION: 1.10, URL: 'http://127.0.0.1:{port}/{side}', EMPTY: '' }
    directory: ./services/api/
    build-timeout: 20m
    start-timeout: 500ms
  worker: { start: ./worker, ready: { command: ./ping } }
policy: { inconclusive: fail, over: neutral }
pin: off
advisory: true
time: 5m
benchmarks:
  one: { web: { path: /a, method: POST }, service: api, connections: 3, timeout: 1.5s, rate: 600/min }
  two: { web: GET /b, service: worker, time: 40s, advisory: false, expect-change: true }
  three: { tool: run, format: go }
`);
    expect(services).toEqual([
      {
        name: 'api',
        directory: 'services/api',
        build: 'make',
        start: './api',
        prepare: './seed',
        ready: { kind: 'path', path: '/health' },
        // A number goes on as it was typed.
        env: { VERSION: '1.10', URL: 'http://127.0.0.1:{port}/{side}', EMPTY: '' },
        buildTimeout: 1200,
        startTimeout: 0.5,
      },
      expect.objectContaining({ name: 'worker', ready: { kind: 'command', command: './ping' } }),
    ]);
    expect(policy).toEqual({
      regressed: 'fail',
      over: 'neutral',
      inconclusive: 'fail',
      invalid: 'fail',
    });
    expect(pin).toBe('off');
    expect(benchmarks).toMatchObject([
      {
        options: { value: { path: '/a', method: 'POST' }, connections: 3, timeout: 1.5, rate: 10 },
        service: 'api',
        seconds: 300,
        advisory: true,
      },
      { service: 'worker', seconds: 40, advisory: false, expectChange: true },
      { service: null, driver: 'tool', options: { value: 'run', format: 'go' } },
    ]);
  });

  test('needs no service when no driver does', () => {
    expect(configurationOf('benchmarks: { a: { tool: run } }').services).toEqual([]);
  });

  test('may use anchors', () => {
    const text = file('budgets: &b { p99: 100ms }').concat(
      '  more: { web: GET /more, budgets: *b }\n',
    );
    const [first, second] = configurationOf(text).benchmarks;
    expect(second?.limits).toEqual(first?.limits);
  });
});

const KEYS =
  'web, connections, timeout, rate, service, tolerance, budgets, targets, advisory, time, expect-change';

describe('a wrong file', () => {
  test.each<[string, string, string[]]>([
    [
      'unknown key',
      file('budgts: { p99: 100ms }'),
      ['paceline.yml:5:5  benchmarks › users › budgts: unknown key; did you mean "budgets"?'],
    ],
    [
      'unknown key like no other',
      file('colour: red'),
      [`paceline.yml:5:5  benchmarks › users › colour: unknown key; known here: ${KEYS}`],
    ],
    [
      'misspelt service: nothing is said of what follows from it',
      file().replace('service', 'servce'),
      ['paceline.yml:1:1  servce: unknown key; did you mean "service"?'],
    ],
    [
      'duplicate key',
      file('time: 2m\ntime: 3m'),
      ['paceline.yml:6:5  benchmarks › users › time: this key is there twice'],
    ],
    [
      'two benchmarks of one name',
      `${file()}  users: { web: GET / }\n`,
      ['paceline.yml:5:3  benchmarks › users: this key is there twice'],
    ],
    [
      'wrong types',
      file('connections: many\nadvisory: yes\nbudgets: 100ms\ntargets: 5'),
      [
        'paceline.yml:5:18  benchmarks › users › connections: expected a number, found "many"',
        'paceline.yml:6:15  benchmarks › users › advisory: expected true or false, found "yes"',
        'paceline.yml:7:14  benchmarks › users › budgets: expected a map, found "100ms"',
        'paceline.yml:8:14  benchmarks › users › targets: expected api, database, cache, static, websocket, resources or a list, found 5',
      ],
    ],
    [
      'missing units',
      file(
        'budgets: { p99: 100, throughput: 5000, errors: 0.1, memory: 300 }\ntimeout: 5\ntime: 2',
        'tolerance: 5',
      ),
      [
        'paceline.yml:2:12  tolerance: 5 has no unit; write 5%',
        'paceline.yml:6:21  benchmarks › users › budgets › p99: 100 has no unit; write 100ms or 100s',
        'paceline.yml:6:38  benchmarks › users › budgets › throughput: 5000 has no unit; write 5000/s',
        'paceline.yml:6:52  benchmarks › users › budgets › errors: 0.1 has no unit; write 10% or 0.1%',
        'paceline.yml:6:65  benchmarks › users › budgets › memory: 300 has no unit; write 300MiB or 300MB or 300%',
        'paceline.yml:7:14  benchmarks › users › timeout: 5 has no unit; write 5ms or 5s',
        'paceline.yml:8:11  benchmarks › users › time: 2 has no unit; write 2ms or 2s',
      ],
    ],
    [
      'a comma inside of { }',
      file('budgets: { throughput: 10,000/s }'),
      [
        'paceline.yml:5:28  benchmarks › users › budgets › throughput: 10 has no unit; write 10/s',
        'paceline.yml:5:31  benchmarks › users › budgets › 000/s: has no value; inside { } a comma ends the entry, so write 10000/s',
      ],
    ],
    [
      'impossible budgets',
      file(
        'budgets: { p99: 0ms, mean: -5ms, errors: 120%, throughput: 0/s, utilisation: 100%, cpu: 3MiB }',
      ),
      [
        'paceline.yml:5:21  benchmarks › users › budgets › p99: "0ms" is impossible; write the most that is good enough',
        'paceline.yml:5:32  benchmarks › users › budgets › mean: "-5ms" cannot be negative; expected a duration such as 100ms or 1.5s',
        'paceline.yml:5:46  benchmarks › users › budgets › errors: "120%" is never exceeded; write less than 100%',
        'paceline.yml:5:64  benchmarks › users › budgets › throughput: "0/s" is always reached; write the least that is good enough',
        'paceline.yml:5:82  benchmarks › users › budgets › utilisation: "100%" is never exceeded; write less than 100%',
        'paceline.yml:5:93  benchmarks › users › budgets › cpu: expected a duration such as 100ms or 1.5s, found "3MiB"',
      ],
    ],
    [
      'other units than the metric has',
      file('budgets: { throughput: 5%, p50: 10/s, errors: 5ms }'),
      [
        'paceline.yml:5:28  benchmarks › users › budgets › throughput: expected a rate such as 10000/s or 10,000/s, found "5%"',
        'paceline.yml:5:37  benchmarks › users › budgets › p50: expected a duration such as 100ms or 1.5s, found "10/s"',
        'paceline.yml:5:51  benchmarks › users › budgets › errors: expected a percentage such as 5% or 0.1%, found "5ms"',
      ],
    ],
    [
      'no errors at all, which no measurement can show',
      file('budgets: { errors: 0% }'),
      [
        'paceline.yml:5:24  benchmarks › users › budgets › errors: "0%" cannot be shown by any measurement; write 0.1%',
      ],
    ],
    [
      'a metric of its own in the wrong unit',
      'benchmarks: { a: { tool: run, budgets: { time: 5%, connections: many } } }',
      [
        'paceline.yml:1:48  benchmarks › a › budgets › time: "5%" is no time: expected a duration such as 100ms or 1.5s',
        'paceline.yml:1:65  benchmarks › a › budgets › connections: "many" is no connections: expected a number such as 50000',
      ],
    ],
    [
      'metrics that the driver does not yield',
      file('budgets: { p98: 10ms, p95: 10ms }\ntolerance: { thrughput: 3% }'),
      [
        'paceline.yml:5:16  benchmarks › users › budgets › p98: no such metric here; did you mean "p90"?',
        'paceline.yml:5:27  benchmarks › users › budgets › p95: no such metric here; did you mean "p90"?',
        'paceline.yml:6:18  benchmarks › users › tolerance › thrughput: no such metric here; did you mean "throughput"?',
      ],
    ],
    [
      'a metric for all that no benchmark yields',
      file('', 'tolerance: { latency-of-the-moon: 3% }'),
      [
        'paceline.yml:2:14  tolerance › latency-of-the-moon: no such metric here; there are throughput, mean, p50, p90, p99, errors, cpu, utilisation, memory, network, disk',
      ],
    ],
    [
      'tolerances that are none',
      file('tolerance: { p50: 0%, p99: 100%, cpu: 0.05, mean: of }'),
      [
        'paceline.yml:5:23  benchmarks › users › tolerance › p50: "0%" leaves no room: no two measurements are equal; write off to compare nothing',
        'paceline.yml:5:32  benchmarks › users › tolerance › p99: "100%" is so wide that nothing can fail; write less than 100%, or off for no comparison',
        'paceline.yml:5:43  benchmarks › users › tolerance › cpu: 0.05 has no unit; write 5% or 0.05%',
        'paceline.yml:5:55  benchmarks › users › tolerance › mean: expected a percentage such as 5% or 0.1%, found "of"',
      ],
    ],
    [
      'a benchmark in which nothing can fail',
      file('tolerance: { throughput: off, p50: off, p99: off, errors: off, cpu: off }'),
      [
        'paceline.yml:3:3  benchmarks › users: nothing of this benchmark can fail; compare a metric, set a budget, or write advisory: true',
      ],
    ],
    [
      'targets that do not fit',
      file('targets: [apii, websocket]'),
      [
        'paceline.yml:5:14  benchmarks › users › targets: target "websocket" limits connections, which this benchmark does not yield',
        'paceline.yml:5:15  benchmarks › users › targets › 0: expected api, database, cache, static, websocket or resources, found "apii"; did you mean "api"?',
      ],
    ],
    [
      'policies that would let anything through',
      file('', 'policy: { regressed: pass, inconclusive: pass, invalid: netral, over: 1 }'),
      [
        'paceline.yml:2:22  policy › regressed: expected fail or neutral, found "pass"',
        'paceline.yml:2:42  policy › inconclusive: expected fail or neutral, found "pass"',
        'paceline.yml:2:57  policy › invalid: expected fail or neutral, found "netral"; did you mean "neutral"?',
        'paceline.yml:2:71  policy › over: expected fail or neutral, found 1',
      ],
    ],
    [
      'times in which nothing can be decided, or that never end',
      file('time: 10s', 'time: 2h\npin: none'),
      [
        'paceline.yml:2:7  time: "2h" must be from 30s to 1h',
        'paceline.yml:3:6  pin: expected auto or off, found "none"',
        'paceline.yml:7:11  benchmarks › users › time: "10s" must be from 30s to 1h',
      ],
    ],
    [
      'no driver',
      file().replace('web:', 'webb:'),
      [`paceline.yml:4:5  benchmarks › users › webb: unknown key; did you mean "web"?`],
    ],
    [
      'no driver at all',
      'service: { start: x }\nbenchmarks: { a: { time: 2m } }\n',
      ['paceline.yml:2:15  benchmarks › a: names no driver; add one of: web, tool'],
    ],
    [
      'two drivers',
      file('tool: run'),
      [
        'paceline.yml:5:5  benchmarks › users › tool: a benchmark has one driver, and this one has web already',
      ],
    ],
    [
      "the driver's own problems",
      file('connections: 5000').replace('GET /users', 'users'),
      [
        'paceline.yml:4:10  benchmarks › users › web: expected a request such as GET /users, found "users"',
        'paceline.yml:5:18  benchmarks › users › connections: expected at most 1000, found 5000',
      ],
    ],
    [
      "problems inside of the driver's map",
      file().replace('GET /users', '{ method: PUT, pth: /x }'),
      [
        'paceline.yml:4:5  benchmarks › users › web › path: is missing; it is required',
        'paceline.yml:4:20  benchmarks › users › web › method: expected GET or POST, found "PUT"',
        'paceline.yml:4:25  benchmarks › users › web › pth: unknown key; did you mean "path"?',
      ],
    ],
    [
      'keys that do not fit together, as the driver says',
      file('connections: 1\nrate: 5/s'),
      [
        'paceline.yml:4:10  benchmarks › users › web: one connection cannot keep to a rate. Give it more.',
      ],
    ],
    [
      'a benchmark that is nothing',
      'service: { start: x }\nbenchmarks:\n  a:\n',
      ['paceline.yml:3:5  benchmarks › a: expected a map, found nothing'],
    ],
    [
      'no benchmarks',
      'service: { start: x }\nbenchmarks: {}\n',
      ['paceline.yml:2:13  benchmarks: expected at least one benchmark, found an empty map'],
    ],
    [
      'no service',
      'benchmarks: { a: { web: GET / } }\n',
      [
        'paceline.yml:1:15  benchmarks › a: web loads a service, and the file has none; add service: with its start command',
      ],
    ],
    [
      'service and services',
      file('', 'services: { api: { start: x } }').replace(
        'GET /users',
        'GET /users\n    service: service',
      ),
      ['paceline.yml:2:1  services: stands beside service; move that one in here, under a name'],
    ],
    [
      'which of several services',
      'services: { api: { start: x }, web: { start: y } }\nbenchmarks: { a: { web: GET / }, b: { web: GET /, service: apo } }\n',
      [
        'paceline.yml:2:15  benchmarks › a: say which service it loads; add service: with one of api, web',
        'paceline.yml:2:60  benchmarks › b › service: no service is called "apo"; did you mean "api"?',
      ],
    ],
    [
      'a service for a driver that loads none',
      file().replace('web: GET /users', 'tool: run\n    service: service'),
      ['paceline.yml:5:5  benchmarks › users › service: tool loads no service; remove this key'],
    ],
    [
      'a wrong service',
      `service:
  start: ''
  ready: health
  prepare: [a, b]
  env: { PORT: 1, PACELINE_SIDE: x, A-B: 2, C: true }
  build-timeout: 0s
  strat: x
benchmarks: { a: { web: GET / } }
`,
      [
        'paceline.yml:2:10  service › start: expected something here, found ""',
        'paceline.yml:3:10  service › ready: expected a path such as /health, or { command: … }, found "health"',
        'paceline.yml:4:12  service › prepare: expected text, found a list',
        'paceline.yml:5:10  service › env › PORT: Paceline sets this variable itself; {port} and {side} stand for the values',
        'paceline.yml:5:19  service › env › PACELINE_SIDE: Paceline sets this variable itself; {port} and {side} stand for the values',
        'paceline.yml:5:37  service › env › A-B: this name cannot be used: write letters, digits and _',
        'paceline.yml:5:48  service › env › C: expected text or a number, found true',
        'paceline.yml:6:18  service › build-timeout: "0s" must be from 1s to 6h',
        'paceline.yml:7:3  service › strat: unknown key; did you mean "start"?',
      ],
    ],
    [
      'a service without its start command',
      'service: { build: make }\nbenchmarks: { a: { web: GET / } }\n',
      ['paceline.yml:1:1  service › start: is missing; it is required'],
    ],
    [
      'an empty file',
      '',
      ['paceline.yml:1:1  the file is empty; expected a map with service and benchmarks'],
    ],
    [
      'a file of comments',
      '# nothing yet\n',
      ['paceline.yml:1:1  the file is empty; expected a map with service and benchmarks'],
    ],
    [
      'a file that is no map',
      '- a\n- b\n',
      ['paceline.yml:1:1  expected a map with service and benchmarks'],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  test.each(['../x', 'a/../../b', '/etc', 'C:\\x', 'a\\..\\b', '..', ''])(
    'the directory %p is outside of the repository',
    (directory) => {
      const text = file().replace('{ start', `{ directory: ${JSON.stringify(directory)}, start`);
      expect(problemsOf(text)).toEqual([
        expect.stringMatching(
          /^paceline\.yml:1:23 {2}service › directory: expected a folder inside/,
        ),
      ]);
    },
  );

  test('a problem tells programs where it is, what is there and what was meant', () => {
    const parsed = parseConfiguration(file('budgts: 1'), 'paceline.yml', FAKES);
    expect(parsed).toEqual({
      problems: [
        {
          file: 'paceline.yml',
          line: 5,
          column: 5,
          path: ['benchmarks', 'users', 'budgts'],
          found: 'budgts',
          expected: expect.stringContaining('budgets') as string,
          nearest: 'budgets',
          message: 'unknown key; did you mean "budgets"?',
        },
      ],
    });
  });

  test('a defect of a driver is not taken for a problem of the file', () => {
    const broken = { ...web, configuration: { ...web.configuration, resolve: () => fail() } };
    const fail = () => {
      throw new TypeError('defect');
    };
    expect(() => parseConfiguration(file(), 'paceline.yml', [broken])).toThrow(TypeError);
  });
});
