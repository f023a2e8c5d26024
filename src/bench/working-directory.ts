import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { ServiceFailure } from './service-failure.js';
import type { ServicePlan } from '../model/plan.js';
import type { Side } from '../model/side.js';

/** Where the commands of a service run. Throws a ServiceFailure when this side has no such place. */
export function workingDirectory(
  plan: ServicePlan,
  side: Side,
  checkout: string,
  phase: ServiceFailure['phase'],
): string {
  const directory = resolve(checkout, plan.directory);
  const inside = `${directory}${sep}`.startsWith(`${checkout}${sep}`);
  if (inside && statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory;
  throw new ServiceFailure(side, phase, `${side} has no directory ${plan.directory}`);
}
