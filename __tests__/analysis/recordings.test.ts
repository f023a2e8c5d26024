import { readFileSync } from 'node:fs';
import { Boundaries } from '../../src/analysis/boundary.js';
import { decide } from '../../src/analysis/decide.js';
import type { Verdict } from '../../src/model/decision.js';
import { knownMetric } from '../../src/model/metric.js';
import { seededRandom } from '../../src/model/random.js';
import type { Sides } from '../../src/model/side.js';
import { benchmark, gate, result, session } from './result-builder.js';

/**
 * Real noise, see fixtures/recordings/README.md: runs of 16 sessions drawn from the recorded ones,
 * one gate, 5 % tolerance, as in the table of statistics.md §2.9.
 */
const RUNS = 100;
const SESSIONS = 16;
const boundaries = new Boundaries();

function shares(
  file: string,
  name: string,
  sidesAreAlike = false,
): Partial<Record<Verdict, number>> {
  const recorded = JSON.parse(
    readFileSync(new URL(`../fixtures/recordings/${file}.json`, import.meta.url), 'utf8'),
  ) as Sides<Record<string, number[]>>[];
  const random = seededRandom(1);
  const found: Partial<Record<Verdict, number>> = {};
  for (let run = 0; run < RUNS; run += 1) {
    const drawn = Array.from({ length: SESSIONS }, (_, i) => {
      const one = recorded[Math.floor(random() * recorded.length)];
      if (!one) throw new Error('nothing recorded');
      // Where both sides are the same program, either may be called head.
      const [base, head] =
        sidesAreAlike && random() < 0.5 ? [one.head, one.base] : [one.base, one.head];
      return session(i + 1, {
        elapsed: 60 * (i + 1),
        values: { [name]: { base: base[name] ?? [], head: head[name] ?? [] } },
      });
    });
    const decision = decide(
      result([
        benchmark({
          metrics: [knownMetric(name)],
          rules: [gate(name)],
          schedule: { seconds: 1_000, minSessions: 6, maxSessions: SESSIONS },
          sessions: drawn,
        }),
      ]),
      { boundaries },
    );
    const verdict = decision.benchmarks[0]?.rows[0]?.verdict ?? 'invalid';
    found[verdict] = (found[verdict] ?? 0) + 1 / RUNS;
  }
  return found;
}

test.each(['throughput', 'mean', 'p99', 'cpu'])(
  'the same commit twice: %s is never regressed, and mostly cleared',
  (name) => {
    const found = shares('aa', name, true);
    expect(found.regressed ?? 0).toBe(0);
    expect((found.within ?? 0) + (found.improved ?? 0)).toBeGreaterThan(0.8);
    expect(found.improved ?? 0).toBeLessThan(0.1);
  },
);

test('ten per cent more CPU per request is found in the throughput and never cleared', () => {
  const found = shares('p10', 'throughput');
  expect(found.regressed ?? 0).toBeGreaterThan(0.75);
  expect(found.within ?? 0).toBe(0);
});

test('rare slow requests are always found in p99', () => {
  expect(shares('tail', 'p99').regressed).toBeCloseTo(1, 9);
});
