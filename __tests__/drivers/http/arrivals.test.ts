import { Arrivals } from '../../../src/drivers/http/arrivals.js';

function times(arrivals: Arrivals): number[] {
  const all: number[] = [];
  for (let at = arrivals.take(Infinity); at !== null; at = arrivals.take(Infinity)) all.push(at);
  return all;
}

test('intended times are equally spaced from the start of a slice', () => {
  const arrivals = new Arrivals(250);
  arrivals.begin(1000, 20);
  expect(arrivals.left).toBe(5);
  expect(times(arrivals)).toEqual([1000, 1004, 1008, 1012, 1016]);
  expect(arrivals.length).toBe(20);
});

test('a request is given out only when its time has come', () => {
  const arrivals = new Arrivals(100);
  arrivals.begin(0, 30);
  expect([arrivals.take(0), arrivals.take(9), arrivals.next, arrivals.take(10)]).toEqual([
    0,
    null,
    10,
    10,
  ]);
  expect(arrivals.left).toBe(1);
});

test('the spacing goes on over the end of a slice as if there had been no pause', () => {
  const arrivals = new Arrivals(100);
  const loaded: number[] = [];
  for (let i = 0; i < 4; i++) {
    arrivals.begin(i * 500, 13);
    loaded.push(...times(arrivals).map((at) => at - i * 500 + i * 13));
  }
  expect(loaded).toEqual([0, 10, 20, 30, 40, 50]);
});

test('a slice shorter than the spacing may have no request', () => {
  const arrivals = new Arrivals(10);
  const counts = Array.from({ length: 10 }, () => {
    arrivals.begin(0, 40);
    return times(arrivals).length;
  });
  expect(counts).toEqual([1, 0, 1, 0, 0, 1, 0, 1, 0, 0]);
});
