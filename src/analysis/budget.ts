import { median } from 'simple-statistics';
import type { Metric } from '../model/metric.js';
import type { Benchmark } from '../model/result.js';
import { type Case, lagOneAutocorrelation, studentLook } from './case.js';
import { typicalValue } from './comparison.js';
import { centre } from './hodges-lehmann.js';
import { looks } from './look.js';
import { usableValues, worse } from './session-value.js';

/**
 * An absolute limit on head for a `ratio` metric (statistics.md §1.7): y_s is the centre of the
 * logarithms of head's blocks minus that of the budget, the margin is 0, + = beyond the budget.
 * Where higher is better the budget is a lower limit. `budget` must be positive.
 */
export function holdToBudget(benchmark: Benchmark, metric: Metric, budget: number): Case {
  const sign = worse(metric);
  const values = benchmark.sessions.map((session) => usableValues(session, metric.name, 'head'));
  const counted = values.filter((value) => value !== null);
  const y = counted.map((side) => sign * centre(side.map((value) => Math.log(value / budget))));
  const taken = looks(
    benchmark.sessions,
    values.map((value) => value !== null),
    benchmark.schedule,
  ).map((look) => {
    const blocks = counted.slice(0, look.sessions).flat();
    const average = blocks.reduce((sum, value) => sum + value, 0) / blocks.length;
    const seen = y.slice(0, look.sessions);
    return studentLook(look, seen, {
      average: sign * Math.log(average / budget),
      resolution: relativeResolution(blocks, metric),
      inflation: driftInflation(seen),
    });
  });
  const resolution = counted.length > 0 ? relativeResolution(counted.flat(), metric) : null;
  const distance = Math.abs(taken.at(-1)?.estimate ?? 0);
  return {
    margin: 0,
    looks: taken,
    counted: counted.length,
    dropped: values.length - counted.length,
    observed: benchmark.sessions.some(({ slices }) =>
      slices.head.values[metric.name]?.some((value) => value !== null),
    ),
    // A step of the scale that is as large as the distance to the budget cannot show the side.
    tooCoarse: resolution !== null && taken.length > 0 && resolution > distance / 2,
    reserve: 0,
    mayAlarm: true,
    typical: { base: null, head: typicalValue(counted) },
    notes: [],
  };
}

/**
 * Without pairs the machine's drift stays in the values: neighbouring sessions resemble each
 * other and the plain standard error is too small (§1.7).
 */
export function driftInflation(y: readonly number[]): number {
  const r = Math.min(0.8, Math.max(0, lagOneAutocorrelation(y) + 1.5 / y.length));
  return Math.sqrt((1 + r) / (1 - r));
}

function relativeResolution(values: number[], metric: Metric): number | null {
  return metric.resolution === undefined ? null : metric.resolution / median(values);
}
