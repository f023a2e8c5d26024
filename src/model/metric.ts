import { z } from 'zod';

/**
 * What a benchmark yields: name, unit, which way is better.
 *
 * `ratio` metrics (latency, throughput, CPU …) are compared by the logarithm of head/base;
 * `share` metrics (errors) are proportions and are compared by their difference.
 */
export const metricSchema = z.strictObject({
  name: z.string().min(1).max(100),
  label: z.string().min(1).max(100),
  unit: z.enum(['ms', '/s', '%', 'B', 'B/s', 'count']),
  better: z.enum(['lower', 'higher']),
  kind: z.enum(['ratio', 'share']),
  /** For a latency quantile: 0.99 for p99. It needs 2.5/(1 - quantile) responses to be an observation. */
  quantile: z.number().gt(0).lt(1).optional(),
  /** The smallest step that the measuring tool can show, in the unit of the metric. */
  resolution: z.number().positive().optional(),
});

export type Metric = z.infer<typeof metricSchema>;

export const METRICS: readonly Metric[] = [
  metric('throughput', 'throughput', '/s', { better: 'higher' }),
  metric('mean', 'mean latency', 'ms'),
  metric('p50', 'p50 latency', 'ms', { quantile: 0.5 }),
  metric('p90', 'p90 latency', 'ms', { quantile: 0.9 }),
  metric('p95', 'p95 latency', 'ms', { quantile: 0.95 }),
  metric('p99', 'p99 latency', 'ms', { quantile: 0.99 }),
  metric('errors', 'error rate', '%', { kind: 'share' }),
  metric('cpu', 'CPU time per request', 'ms'),
  metric('utilisation', 'CPU utilisation', '%'),
  metric('memory', 'peak memory', 'B'),
  metric('response-size', 'bytes per response', 'B'),
  metric('network', 'network traffic', 'B/s'),
  metric('disk', 'disk operations', '/s'),
];

function metric(
  name: string,
  label: string,
  unit: Metric['unit'],
  rest: Partial<Pick<Metric, 'better' | 'kind' | 'quantile' | 'resolution'>> = {},
): Metric {
  return { name, label, unit, better: 'lower', kind: 'ratio', ...rest };
}

/** The metrics that have one meaning for every driver. Throws on an unknown name: a defect. */
export function knownMetric(name: string): Metric {
  const found = METRICS.find((m) => m.name === name);
  if (!found) throw new Error(`no metric is called ${name}`);
  return found;
}

/**
 * Responses that one observation of the metric needs: 2.5/(1-q) for the quantile q
 * (statistics.md §1.2: p99 250, p95 50, p90 25, p50 5), 1 for everything else.
 */
export function responsesNeeded(metric: Metric): number {
  return metric.quantile === undefined ? 1 : Math.ceil(2.5 / (1 - metric.quantile) - 1e-9);
}
