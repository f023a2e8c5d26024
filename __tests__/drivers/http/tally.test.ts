import { Tally, type FailureClass } from '../../../src/drivers/http/tally.js';

const generator = { cpu: null, lag: null };

/** Places that each have one request after another of the given latency, until the gate closes. */
function closedLoop(
  latencies: (place: number, turn: number) => number,
  places: number,
  close: number,
) {
  const tally = new Tally(0);
  let last = 0;
  for (let place = 0; place < places; place++) {
    let at = 0;
    let after: number | null = null;
    for (let turn = 0; at < close; turn++) {
      const duration = latencies(place, turn);
      const sent = { at, after, waited: 0 };
      at += duration;
      tally.add({ failure: null, detail: null, at, duration, bytes: 10, sent });
      after = at;
    }
    last = Math.max(last, at);
  }
  return tally.slice(last, places, null, generator);
}

test('throughput of a closed loop with a constant latency is exact however the slice is cut', () => {
  for (const close of [95, 100, 101, 119]) {
    const { responses, busy } = closedLoop(() => 20, 10, close);
    // 10 places, 20 ms each: 500/s. Until the last answer and until the close both miss it.
    expect(responses / busy!).toBeCloseTo(500, 9);
  }
});

test('throughput of a saturated service is what it serves', () => {
  // One request after the other at 1 ms each; place p gets its first answer after p + 1 ms.
  const { responses, busy } = closedLoop((place, turn) => (turn === 0 ? place + 1 : 10), 10, 100);
  expect(responses / busy!).toBeCloseTo(1000, 9);
});

test('throughput of random latencies has no bias from the cut', () => {
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  let [responses, busy] = [0, 0];
  for (let i = 0; i < 4000; i++) {
    const slice = closedLoop(() => -10 * Math.log(random()), 5, 50);
    responses += slice.responses;
    busy += slice.busy!;
  }
  // 5 places, 10 ms on average.
  expect(responses / busy / 500).toBeGreaterThan(0.98);
  expect(responses / busy / 500).toBeLessThan(1.02);
});

test('with one answer per place throughput counts from the start', () => {
  const { responses, busy, seconds } = closedLoop(() => 200, 4, 100);
  expect([responses, busy, seconds]).toEqual([4, 0.2, 0.2]);
});

test('failures are neither responses nor latencies nor bytes, but they take time', () => {
  const tally = new Tally(0);
  const failures: (FailureClass | null)[] = ['status', null, 'timeout', 'socket', 'body', null];
  failures.forEach((failure, i) => {
    const sent = { at: i * 10, after: i === 0 ? null : i * 10, waited: 0 };
    tally.add({ failure, detail: null, at: (i + 1) * 10, duration: 10, bytes: 7, sent });
  });
  const slice = tally.slice(60, 1, null, generator);
  expect(slice.failures).toEqual({ status: 1, timeout: 1, socket: 1, body: 1 });
  expect([slice.responses, slice.bytes, [...slice.latencies]]).toEqual([2, 14, [10, 10]]);
  expect(slice.busy).toBeCloseTo(0.06, 12);
});

test('nothing at all is nothing, not a number', () => {
  const slice = new Tally(5).slice(105, 10, null, generator);
  expect(slice).toMatchObject({ responses: 0, busy: 0, seconds: 0.1 });
});

test('at a fixed rate a latency holds the wait, and unsent requests are time-outs', () => {
  const tally = new Tally(0);
  const sent = { at: 30, after: null, waited: 25 };
  tally.add({ failure: null, detail: null, at: 35, duration: 5, bytes: 1, sent });
  tally.addUnsent(3);
  const slice = tally.slice(100, 1, 20, generator);
  expect([...slice.latencies]).toEqual([30]);
  expect(slice.failures).toEqual({ status: 0, timeout: 3, socket: 0, body: 0 });
  // The last one went after the schedule's end.
  expect(slice.busy).toBe(0.03);
});
