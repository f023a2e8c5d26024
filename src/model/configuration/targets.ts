/** Budgets by name, as they would be written under `budgets:`. docs/targets.md is this table. */
export const TARGETS = {
  api: { p99: '100ms', throughput: '10000/s' },
  database: { mean: '50ms', throughput: '5000/s' },
  cache: { p99: '5ms', throughput: '100000/s' },
  static: { p99: '20ms' },
  websocket: { connections: '50000' },
  resources: { utilisation: '70%', memory: '80%', network: '1Gbit/s', disk: '1000/s' },
} as const satisfies Record<string, Record<string, string>>;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS) as [TargetName, ...TargetName[]];
