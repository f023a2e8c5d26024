import type { Row } from '../model/decision.js';

/**
 * An interval on an axis whose middle is "no change" (comparison) or the budget. Native direction:
 * to the right is more. Axis units are fractions; for share metrics differences.
 */
export interface Gauge {
  lo: number;
  estimate: number;
  hi: number;
  /** Allowed change to both sides of the middle; null for a budget, where the middle is the limit. */
  tolerance: number | null;
  /** The axis reaches from -span to +span. */
  span: number;
}

/** How much of the axis one tolerance takes: marks stand at the same place in every row. */
const TOLERANCES_PER_SIDE = 3;

/** The gauge of a row; null when there is no interval to draw. */
export function gaugeOf(row: Row): Gauge | null {
  if (row.kind === 'comparison') {
    if (row.change === null) return null;
    return { ...row.change, tolerance: row.tolerance, span: TOLERANCES_PER_SIDE * row.tolerance };
  }
  if (row.range === null) return null;
  const { metric, budget, range } = row;
  const share = metric.kind === 'share' || budget === 0;
  const at = (value: number) => (share ? value - budget : value / budget - 1);
  const gauge = { lo: at(range.lo), estimate: at(range.estimate), hi: at(range.hi) };
  const reach = Math.max(...Object.values(gauge).filter(Number.isFinite).map(Math.abs), 0);
  const least = share ? Math.max(budget / 2, 1e-6) : 0.1;
  return { ...gauge, tolerance: null, span: Math.max(least, Math.min(reach * 1.25, least * 10)) };
}

/**
 * The gauge as `width` characters: `╎` the tolerance, `│` no change (or `┃` the budget), `━` the
 * interval (`┿` across a mark), `●` the best estimate, `◀ ▶` ends that lie beyond the drawing.
 */
export function bar(gauge: Gauge, width: number): string {
  const last = width - 1;
  const middle = Math.floor(last / 2);
  const { tolerance } = gauge;
  const marks = tolerance === null ? [0] : [0, -tolerance, tolerance];
  const nearest = (value: number) => Math.round(middle + (value / gauge.span) * middle);
  // An end beside a mark is drawn beside it, or the drawing would contradict the verdict.
  const column = (value: number) => {
    const at = nearest(value);
    const mark = marks.find((each) => nearest(each) === at);
    return mark === undefined ? at : at + Math.sign(value - mark);
  };
  const inside = (at: number) => Math.min(2 * middle, Math.max(0, at));
  const cells = Array.from({ length: width }, () => ' ');
  const put = (at: number, sign: string) => {
    if (at >= 0 && at < width) cells[at] = sign;
  };
  for (const mark of marks) put(nearest(mark), mark === 0 ? '│' : '╎');
  if (tolerance === null) put(middle, '┃');
  // Running bounds may cross when measurements contradict each other: then the overlap is drawn.
  const [lo, hi] = [Math.min(gauge.lo, gauge.hi), Math.max(gauge.lo, gauge.hi)];
  if (Number.isNaN(lo) || Number.isNaN(hi)) return cells.join('');
  for (let at = inside(column(lo)); at <= inside(column(hi)); at += 1) {
    put(at, cells[at] === ' ' ? '━' : '┿');
  }
  const between = Math.min(column(hi), Math.max(column(lo), nearest(gauge.estimate)));
  put(inside(between), '●');
  if (column(lo) < 0 || column(lo) > 2 * middle) put(lo < 0 ? 0 : 2 * middle, lo < 0 ? '◀' : '▶');
  if (column(hi) > 2 * middle || column(hi) < 0) put(hi > 0 ? 2 * middle : 0, hi > 0 ? '▶' : '◀');
  return cells.join('');
}

/** A share of the whole as `width` characters: `█████░░░░░`. */
export function progressBar(share: number, width: number): string {
  const bounded = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  const full = Math.round(bounded * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
