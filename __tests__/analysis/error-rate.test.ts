import { Boundaries } from '../../src/analysis/boundary.js';
import { decide } from '../../src/analysis/decide.js';
import type { Verdict } from '../../src/model/decision.js';
import { benchmark, gate, metric, normals, result, session } from './result-builder.js';

/**
 * Error rates by simulation (statistics.md §2, §4): normal session values, up to 16 sessions, one
 * pair each, seeded. With 2,000 runs the standard error of 5 % is half a point.
 */
const RUNS = 2_000;
const SESSIONS = 16;
const NOISE = 0.042;

/** Share of runs in which any gate gets each verdict, when head is truly `change` away from base. */
function simulate(change: number[], runs = RUNS): Partial<Record<Verdict, number>> {
  const normal = normals(20_260_101);
  const boundaries = new Boundaries();
  const names = change.map((_, i) => `m${i}`);
  const found: Partial<Record<Verdict, number>> = {};
  for (let run = 0; run < runs; run += 1) {
    const decision = decide(
      result([
        benchmark({
          metrics: names.map((name) => metric('p50', { name })),
          rules: names.map((name) => gate(name, 0.05)),
          schedule: { seconds: 1_000, minSessions: 6, maxSessions: SESSIONS },
          sessions: Array.from({ length: SESSIONS }, (_, s) =>
            session(s + 1, {
              elapsed: 60 * (s + 1),
              values: Object.fromEntries(
                names.map((name, i) => [
                  name,
                  {
                    base: [2 + 0.01 * s],
                    head: [(2 + 0.01 * s) * Math.exp((change[i] as number) + NOISE * normal())],
                  },
                ]),
              ),
            }),
          ),
        }),
      ]),
      { boundaries },
    );
    const verdicts = new Set(decision.benchmarks[0]?.rows.map((row) => row.verdict));
    for (const verdict of verdicts) found[verdict] = (found[verdict] ?? 0) + 1 / runs;
  }
  return found;
}

const M = Math.log(1.05);

test('a change exactly at the tolerance is called regressed in 3 to 6 % of the runs, and cleared in no more', () => {
  const { regressed = 0, within = 0, improved = 0 } = simulate([M]);
  expect(regressed).toBeGreaterThanOrEqual(0.03);
  expect(regressed).toBeLessThanOrEqual(0.06);
  expect(within + improved).toBeLessThanOrEqual(0.06);
});

test('with three gates at the tolerance any alarm stays at 3 to 6 %', () => {
  const { regressed = 0 } = simulate([M, M, M]);
  expect(regressed).toBeGreaterThanOrEqual(0.03);
  expect(regressed).toBeLessThanOrEqual(0.06);
});

test('an unchanged pull request is practically never called regressed, and rarely improved', () => {
  const { regressed = 0, improved = 0 } = simulate([0, 0], 1_000);
  expect(regressed).toBeLessThanOrEqual(0.005);
  expect(improved).toBeLessThanOrEqual(0.06);
});

test('twice the tolerance is found in most runs', () => {
  expect(simulate([2 * M], 500).regressed).toBeGreaterThanOrEqual(0.9);
});
