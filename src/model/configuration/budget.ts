import type { Metric } from '../metric.js';
import type { Budget } from './configuration.js';
import { describeFound, type Path, type Problems } from './problem.js';
import { kindsOf, readQuantity } from './quantity.js';
import { TARGETS, type TargetName } from './targets.js';

/** Reads a budget in the unit of its metric; undefined when it is impossible or never exceeded. */
export function readBudget(
  value: unknown,
  metric: Metric,
  path: Path,
  problems: Problems | null,
): Budget | undefined {
  const reading = readQuantity(value, kindsOf(metric));
  const found = describeFound(value);
  const say = (message: string) => problems?.add(path, `${found} ${message}`, { found });
  if ('problem' in reading) {
    say(`is no ${metric.label}: ${reading.problem}`);
    return undefined;
  }
  const { kind, value: amount } = reading;
  if (amount <= 0) {
    if (metric.better === 'higher') say('is always reached; write the least that is good enough');
    else if (metric.kind === 'share') say('cannot be shown by any measurement; write 0.1%');
    else say('is impossible; write the most that is good enough');
    return undefined;
  }
  if (kind === 'share' && amount >= 1) {
    say('is never exceeded; write less than 100%');
    return undefined;
  }
  if (kind === 'share' && metric.unit === 'B') return { value: amount, of: 'memory' };
  return { value: inMetricUnit(amount, metric), of: 'unit' };
}

/** From s, fractions … to the unit of the metric: ms; per cent, but fractions for `share` metrics. */
function inMetricUnit(amount: number, metric: Metric): number {
  const factor =
    metric.unit === 'ms' ? 1000 : metric.unit === '%' && metric.kind === 'ratio' ? 100 : 1;
  return Number((amount * factor).toPrecision(12));
}

/** Where two targets limit the same metric, the stricter one counts. */
export function targetBudgets(targets: readonly TargetName[], metrics: readonly Metric[]) {
  const budgets = new Map<string, Budget>();
  for (const target of targets) {
    for (const [name, text] of Object.entries(TARGETS[target])) {
      const metric = metrics.find((m) => m.name === name);
      const budget = metric && readBudget(text, metric, [], null);
      const present = budgets.get(name);
      const stricter =
        !present ||
        (metric?.better === 'higher'
          ? (budget?.value ?? 0) > present.value
          : (budget?.value ?? Infinity) < present.value);
      if (budget && stricter) budgets.set(name, budget);
    }
  }
  return budgets;
}
