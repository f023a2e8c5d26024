import { readFileSync } from 'node:fs';
import { decide } from '../../src/analysis/decide.js';
import type { ComparisonRow } from '../../src/model/decision.js';
import type { Session } from '../../src/model/result.js';
import { benchmark, gate, metric, result, session } from './result-builder.js';

/** 3 gates, 12 sessions of 4 pairs, 7 looks, worked out with scipy. */
interface WorkedExample {
  gates: { name: string; tolerance: number; base: number[][]; head: number[][] }[];
  looks: {
    sessions: number;
    t: number;
    gates: {
      est: number;
      se: number;
      avgLogRatio: number;
      runningLowerByLevel: Record<string, number>;
      runningUpperClear: number | null;
      runningUpperAlpha: number;
      verdict: string;
    }[];
  }[];
}

const { worked_example: example } = JSON.parse(
  readFileSync(new URL('../fixtures/statistics/vectors.json', import.meta.url), 'utf8'),
) as { worked_example: WorkedExample };

const SECONDS = 100;

/** Sessions up to a look; τ is elapsed/seconds, and the last session reaches the maximum. */
function sessionsUntil(look: number): Session[] {
  const count = example.looks[look]?.sessions as number;
  return Array.from({ length: count }, (_, i) => {
    const at = example.looks.find(({ sessions }) => sessions === i + 1);
    return session(i + 1, {
      elapsed: SECONDS * (at ? Math.min(at.t, 0.9) : 0.05 * (i + 1)),
      values: Object.fromEntries(
        example.gates.map(({ name, base, head }) => [
          name,
          { base: base[i] as number[], head: head[i] as number[] },
        ]),
      ),
    });
  });
}

const VERDICTS: Record<string, string> = { 'not regressed': 'within' };

describe.each(example.looks.map((look, index) => ({ ...look, index })))(
  'the worked example after $sessions sessions',
  ({ index, gates, sessions }) => {
    const decision = decide(
      result([
        benchmark({
          // The example calls a metric throughput, but takes the logarithm as for a latency.
          metrics: example.gates.map(({ name }) => metric(name, { better: 'lower' })),
          rules: example.gates.map(({ name, tolerance }) => gate(name, tolerance)),
          schedule: { seconds: SECONDS, minSessions: 6, maxSessions: 12 },
          sessions: sessionsUntil(index),
        }),
      ]),
    );

    test.each(gates.map((expected, i) => ({ expected, row: i, name: example.gates[i]?.name })))(
      '$name: estimate, bounds and verdict',
      ({ expected, row: i }) => {
        const row = decision.benchmarks[0]?.rows[i] as ComparisonRow;
        expect(row.evidence?.sessions).toBe(sessions);
        expect(row.evidence?.estimate).toBeCloseTo(expected.est, 12);
        expect(row.evidence?.standardError).toBeCloseTo(expected.se, 12);
        expect(row.evidence?.average).toBeCloseTo(expected.avgLogRatio, 12);
        for (const [level, bound] of Object.entries(row.evidence?.lower ?? {})) {
          expect(Math.abs(bound - (expected.runningLowerByLevel[level] as number))).toBeLessThan(
            1e-7,
          );
        }
        expect(Object.keys(row.evidence?.lower ?? {})).toContain('1');
        if (expected.runningUpperClear === null) expect(row.evidence?.upperClear).toBeNull();
        else
          expect(
            Math.abs((row.evidence?.upperClear as number) - expected.runningUpperClear),
          ).toBeLessThan(1e-7);
        expect(
          Math.abs((row.evidence?.upperAlarm as number) - expected.runningUpperAlpha),
        ).toBeLessThan(1e-7);
        expect(row.verdict).toBe(VERDICTS[expected.verdict] ?? expected.verdict);
      },
    );
  },
);
