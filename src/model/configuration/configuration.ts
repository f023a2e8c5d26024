import type { Metric } from '../metric.js';
import type { ServicePlan } from '../plan.js';
import type { Policy } from '../rule.js';

/** What one side's paceline.yml says, checked and with every default filled in. */
export interface Configuration {
  file: string;
  services: ServicePlan[];
  policy: Policy;
  pin: 'auto' | 'off';
  benchmarks: BenchmarkConfiguration[];
}

export interface BenchmarkConfiguration {
  name: string;
  driver: string;
  options: unknown;
  /** One line that says what is loaded. */
  workload: string;
  /** What it yields, resources of the service included. */
  metrics: Metric[];
  /** null for drivers that need none. */
  service: string | null;
  limits: Limit[];
  advisory: boolean;
  /** Measuring time. */
  seconds: number;
  expectChange: boolean;
}

/** A Rule whose budget may still be a share of the machine's memory. One per metric. */
export interface Limit {
  metric: Metric;
  tolerance: number | null;
  budget: Budget | null;
}

/** `of: 'unit'`: in the unit of the metric, as in Rule; `of: 'memory'`: a fraction of the machine's. */
export interface Budget {
  value: number;
  of: 'unit' | 'memory';
}
