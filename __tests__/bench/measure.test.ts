import { measureService } from '../../src/bench/measure.js';
import { parseResult } from '../../src/model/result.js';
import { FakeWorld, benchmarkPlan, emptyResult, okProbe } from './fakes.js';

const SCHEDULE = { seconds: 120, minSessions: 6, maxSessions: 40 };

describe('measuring a service', () => {
  it('makes sessions until the next one would not fit into the time', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    const edges = world.edges(emptyResult([plan]));
    await measureService([plan], SCHEDULE, edges);
    const sessions = edges.recorder.result.benchmarks[0]?.sessions ?? [];
    expect(sessions.length).toBeGreaterThanOrEqual(8);
    expect(world.now).toBeLessThanOrEqual(SCHEDULE.seconds);
    expect(sessions.map((session) => session.number)).toEqual(sessions.map((_, i) => i + 1));
  });

  it('starts both sides afresh for every session and stops both after it', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    await measureService([plan], { ...SCHEDULE, maxSessions: 2 }, world.edges(emptyResult([plan])));
    const events = world.log.filter((line) => /^(start|stop|open|close)/.test(line));
    expect(events).toHaveLength(16);
    expect(events.slice(0, 8).sort()).toEqual(
      [
        'start base',
        'start head',
        'open base',
        'open head',
        'close base',
        'close head',
        'stop base',
        'stop head',
      ].sort(),
    );
  });

  it('alternates strictly between the sides in warm-up and in load', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    await measureService([plan], { ...SCHEDULE, maxSessions: 1 }, world.edges(emptyResult([plan])));
    const loaded = world.log
      .filter((line) => /^(base|head)/.test(line))
      .map((line) => line.split(' ')[0]);
    expect(loaded.length).toBeGreaterThan(60);
    loaded.forEach((side, i) => expect(side).toBe(loaded[i % 2]));
  });

  it('draws the first side: over many sessions both come first', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    const edges = world.edges(emptyResult([plan]));
    await measureService([plan], SCHEDULE, edges);
    const sessions = edges.recorder.result.benchmarks[0]?.sessions ?? [];
    expect(new Set(sessions.map((session) => session.loadedFirst)).size).toBe(2);
    expect(new Set(sessions.map((session) => session.startedFirst)).size).toBe(2);
  });

  it('leaves out benchmarks that are decided and ends when all are', async () => {
    const world = new FakeWorld();
    const plans = [benchmarkPlan({ name: 'a' }), benchmarkPlan({ name: 'b' })];
    const result = emptyResult(plans);
    const counts = () => result.benchmarks.map((benchmark) => benchmark.sessions.length);
    const edges = world.edges(result, {
      finished: () =>
        new Set([...(counts()[0] === 2 ? ['a'] : []), ...(counts()[1] === 4 ? ['b'] : [])]),
    });
    await measureService(plans, { ...SCHEDULE, seconds: 10_000 }, edges);
    expect(counts()).toEqual([2, 4]);
  });

  it('loads a benchmark that base lacks on head alone', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan({ presence: 'new' });
    const edges = world.edges(emptyResult([plan]));
    await measureService([plan], { ...SCHEDULE, maxSessions: 2 }, edges);
    expect(world.log.filter((line) => line.includes('base'))).toEqual([]);
    expect(edges.recorder.result.benchmarks[0]?.sessions[0]?.slices.base.start).toEqual([]);
    expect(edges.recorder.result.benchmarks[0]?.sessions[0]?.slices.head.start).toHaveLength(20);
  });

  it('records a service that dies under load, with its last words, and keeps what was measured', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    const edges = world.edges(emptyResult([plan]), { random: () => 0.1 });
    world.dieAtSlice = { side: 'head', slice: 100 };
    await measureService([plan], { ...SCHEDULE, maxSessions: 3 }, edges);
    const [benchmark] = edges.recorder.result.benchmarks;
    expect(benchmark?.failures).toEqual([
      expect.objectContaining({
        side: 'head',
        phase: 'load',
        message: 'the service ended: exit code 1',
        log: ['last words'],
        session: 2,
      }),
    ]);
    expect(benchmark?.sessions.map((session) => session.number)).toEqual([1, 3]);
  });

  it('does not count a session in which another process took over the port', async () => {
    const world = new FakeWorld();
    world.replaced = { head: 'port 1 is answered by another process (pid 7)' };
    const plan = benchmarkPlan();
    const edges = world.edges(emptyResult([plan]));
    await measureService([plan], { ...SCHEDULE, maxSessions: 1 }, edges);
    const [benchmark] = edges.recorder.result.benchmarks;
    expect(benchmark?.sessions).toEqual([]);
    expect(benchmark?.failures[0]).toMatchObject({
      side: 'head',
      phase: 'load',
      message: world.replaced.head,
    });
  });

  it('does not try again what could not be started at first', async () => {
    const world = new FakeWorld();
    world.failStart = 'head';
    const plan = benchmarkPlan();
    const edges = world.edges(emptyResult([plan]));
    await measureService([plan], SCHEDULE, edges);
    expect(edges.recorder.result.benchmarks[0]?.failures).toHaveLength(1);
    expect(world.log.filter((line) => line === 'stop base')).toHaveLength(1);
  });

  it('gives up after three failed sessions', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    world.driver.open = () => Promise.reject(new Error('tool broke'));
    const edges = world.edges(emptyResult([plan]));
    await measureService([plan], SCHEDULE, edges);
    expect(edges.recorder.result.benchmarks[0]?.failures.map(({ message }) => message)).toEqual(
      Array(3).fill('the fake driver failed: tool broke'),
    );
  });

  it('drops a session in which the clock jumped', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    let asleep = 0;
    const edges = world.edges(emptyResult([plan]), {
      wallClock: () => world.now + (asleep += 0.02) * 100,
    });
    await measureService([plan], { ...SCHEDULE, maxSessions: 1 }, edges);
    const [benchmark] = edges.recorder.result.benchmarks;
    expect(benchmark?.sessions).toEqual([]);
    expect(benchmark?.failures[0]).toMatchObject({ side: null, phase: 'machine' });
  });

  it('notes when the sides answer differently, unless that is expected', async () => {
    for (const expectChange of [false, true]) {
      const world = new FakeWorld();
      world.probes.head = okProbe({ bytes: 300 });
      const plan = benchmarkPlan({ expectChange });
      const edges = world.edges(emptyResult([plan]));
      await measureService([plan], { ...SCHEDULE, maxSessions: 2 }, edges);
      expect(edges.recorder.result.benchmarks[0]?.differences).toEqual(
        expectChange ? [] : ['GET /: 1000 bytes on base, 300 bytes on head'],
      );
    }
  });

  it('stops everything and rejects when it is cancelled', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    const controller = new AbortController();
    const edges = world.edges(emptyResult([plan]), {
      signal: controller.signal,
      progress: (event) => {
        if (event.kind === 'benchmark' && event.phase === 'load')
          controller.abort(new Error('cancelled'));
      },
    });
    await expect(measureService([plan], SCHEDULE, edges)).rejects.toThrow('cancelled');
    expect(world.log.filter((line) => line.startsWith('stop'))).toHaveLength(2);
    expect(world.log.filter((line) => line.startsWith('close'))).toHaveLength(2);
  });

  it('makes a Result that its own reader accepts', async () => {
    const world = new FakeWorld();
    const plan = benchmarkPlan();
    const edges = world.edges(emptyResult([plan]));
    await measureService([plan], { ...SCHEDULE, maxSessions: 2 }, edges);
    expect(parseResult(JSON.parse(JSON.stringify(edges.recorder.result)))).toHaveProperty('result');
  });
});
