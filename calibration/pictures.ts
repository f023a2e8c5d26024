import type { Curve, CurvePoint } from './detection.js';
import type { NoiseRow } from './noise-table.js';
import { type Axis, estimates, lines } from './plot.js';
import { falseAlarms } from './rate.js';

const inPercent = (value: number) => `${Math.round(100 * value)} %`;

const TRUE_CHANGE: Axis = {
  label: 'true change of head (slower)',
  from: 0,
  to: 0.15,
  ticks: [0, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15],
  written: (value) => `${Number((100 * value).toFixed(1))} %`,
};
const TOLERANCE_MARK = { at: 0.05, words: 'tolerance' };

/** How often runs alarm (solid) and clear (dashed), by true change. */
export function powerPicture(curves: readonly Curve[]): string {
  const of = (points: readonly CurvePoint[], pick: 'alarm' | 'cleared') =>
    points.map((point): [number, number] => [point.change, point[pick]]);
  return lines(
    'Share of runs that call head slower, or clear it, by true change',
    TRUE_CHANGE,
    {
      label: 'share of runs: regressed (solid), cleared (dashed)',
      from: 0,
      to: 1,
      ticks: [0, 0.05, 0.25, 0.5, 0.75, 1],
      written: inPercent,
    },
    [
      ...curves.map(({ name, points }, colour) => ({ name, points: of(points, 'alarm'), colour })),
      ...curves.map(({ name, points }, colour) => ({
        name: `${name}, cleared`,
        points: of(points, 'cleared'),
        colour,
        dashed: true,
      })),
    ],
    TOLERANCE_MARK,
  );
}

export function sessionsPicture(curves: readonly Curve[]): string {
  return lines(
    'Mean sessions used, by true change',
    TRUE_CHANGE,
    {
      label: 'mean sessions until decided or given up (least 6, most 16)',
      from: 4,
      to: 16,
      ticks: [4, 6, 8, 10, 12, 14, 16],
      written: String,
    },
    curves.map(({ name, points }, colour) => ({
      name,
      colour,
      points: points.map(({ change, sessions }): [number, number] => [change, sessions]),
    })),
    TOLERANCE_MARK,
  );
}

/** False alarms at the tolerance against the 5 % line. */
export function errorsPicture(held: readonly NoiseRow[], notHeld: readonly NoiseRow[]): string {
  const entry = (colour: number) => (row: NoiseRow) => {
    const { share, error } = falseAlarms(row.tolerated);
    return { name: row.name, value: share, error, colour };
  };
  return estimates(
    'False alarms with the true change exactly at the tolerance, by kind of noise',
    {
      label: 'false alarms at the tolerance, ± 2 standard errors (blue: promised; orange: not)',
      from: 0,
      to: 0.36,
      ticks: [0, 0.05, 0.1, 0.2, 0.3],
      written: inPercent,
    },
    [...held.map(entry(0)), ...notHeld.map(entry(1))],
    { at: 0.05, words: '5 %' },
  );
}
