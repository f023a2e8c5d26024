import type { Driver } from './driver.js';
import { httpDriver } from './http/http.js';

/** Every driver there is. A new one is a folder beside this file and a line here. */
export const DRIVERS: readonly Driver[] = [httpDriver];

/** The driver whose key a benchmark of paceline.yml has; undefined if there is none. */
export function findDriver(name: string): Driver | undefined {
  return DRIVERS.find((driver) => driver.name === name);
}
