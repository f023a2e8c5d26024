import { looks, paceOf } from '../../src/analysis/look.js';
import { isFinalLook } from '../../src/model/schedule.js';
import { benchmark, session } from './result-builder.js';

const schedule = { seconds: 120, minSessions: 6, maxSessions: 40 };

function times(count: number, seconds: number): { number: number; elapsed: number }[] {
  return Array.from({ length: count }, (_, i) => ({ number: i + 1, elapsed: (i + 1) * seconds }));
}

const all = (count: number): boolean[] => Array.from({ length: count }, () => true);

test('a look after every session from the sixth on, τ by time, 1 when no further session fits', () => {
  expect(looks(times(11, 10), all(11), schedule)).toEqual([
    { sessions: 6, tau: 0.5, final: false },
    { sessions: 7, tau: 70 / 120, final: false },
    { sessions: 8, tau: 80 / 120, final: false },
    { sessions: 9, tau: 0.75, final: false },
    { sessions: 10, tau: 100 / 120, final: false },
    { sessions: 11, tau: 1, final: true },
  ]);
});

test('the maximum of sessions ends it too, and nothing after the end is looked at', () => {
  const taken = looks(times(9, 10), all(9), { ...schedule, maxSessions: 7 });
  expect(taken.map(({ sessions, tau }) => [sessions, tau])).toEqual([
    [6, 0.5],
    [7, 1],
  ]);
});

test('a session that does not count takes time and gives no look', () => {
  const counts = all(9).map((_, i) => i !== 6);
  expect(looks(times(9, 10), counts, schedule).map(({ sessions, tau }) => [sessions, tau])).toEqual(
    [
      [6, 0.5],
      [7, 80 / 120],
      [8, 0.75],
    ],
  );
});

test('failed sessions count for the mean time of a session, so the last look comes later', () => {
  const one = { number: 20, elapsed: 110 };
  expect(isFinalLook(1, one.elapsed, schedule)).toBe(true);
  expect(paceOf(benchmark({ schedule, sessions: [{ ...session(1), ...one }] }))).toMatchObject({
    final: false,
    secondsPerSession: 5.5,
  });
});

test('the number of sessions that fit is where the final look comes', () => {
  for (const seconds of [3, 7, 9.9, 10, 13, 29, 70]) {
    const pace = paceOf(benchmark({ schedule, sessions: [session(1, { elapsed: seconds })] }));
    const finals = times(40, seconds).filter(({ number, elapsed }) =>
      isFinalLook(number, elapsed, schedule),
    );
    expect(pace?.fitting).toBe(finals[0]?.number);
  }
});
