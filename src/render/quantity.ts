import type { Interval } from '../model/decision.js';
import type { Metric } from '../model/metric.js';

/** How the numbers of one row are written: all in the same unit, so that they can be compared. */
interface Scale {
  factor: number;
  suffix: string;
}

/**
 * Values of one row in their native unit (ms, B, /s …; fractions for `share` metrics), all in the
 * unit that suits the largest of them, with three significant digits (two for shares). null and what is not a number become an en dash.
 */
export function quantities(metric: Metric, values: readonly (number | null)[]): string[] {
  const largest = Math.max(0, ...values.filter(isNumber).map(Math.abs));
  const { factor, suffix } = scaleFor(metric, largest);
  const digits = metric.kind === 'share' ? 2 : 3;
  return values.map((value) => {
    if (!isNumber(value)) return '–';
    const scaled = value * factor;
    return `${scaled === 0 ? '0' : fixed(scaled, decimalsFor(scaled, digits))}${suffix}`;
  });
}

export function quantity(metric: Metric, value: number | null): string {
  return quantities(metric, [value])[0] ?? '–';
}

/** A quantity without its unit, for where the neighbour says it. */
export function bare(quantity: string): string {
  return quantity.replace(/ ?[^\d…]+$/, '');
}

/** A quantity without zeros that say nothing, for limits: `0.1 %`, `100 ms`. */
export function trimmed(quantity: string): string {
  return quantity.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}

function scaleFor(metric: Metric, largest: number): Scale {
  switch (metric.unit) {
    case 'ms':
      if (largest >= 1000) return { factor: 1e-3, suffix: ' s' };
      if (largest > 0 && largest < 0.1) return { factor: 1e3, suffix: ' µs' };
      return { factor: 1, suffix: ' ms' };
    case '/s':
      return largest >= 1e6 ? { factor: 1e-6, suffix: 'M/s' } : { factor: 1, suffix: '/s' };
    case '%':
      return { factor: metric.kind === 'share' ? 100 : 1, suffix: ' %' };
    case 'B':
      return binaryScale(largest, '');
    case 'B/s':
      return binaryScale(largest, '/s');
    case 'count':
      return { factor: 1, suffix: '' };
  }
}

function binaryScale(largest: number, per: string): Scale {
  const prefixes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(prefixes.length - 1, Math.floor(Math.log2(Math.max(1, largest)) / 10));
  return { factor: 1024 ** -power, suffix: ` ${prefixes[power]}${per}` };
}

/** A change of head relative to base, signed: `+12.3 %`, for share metrics `+0.31 pp`. */
export function signedChange(metric: Metric, change: number): string {
  return signed(metric, change, changeDecimals(metric, change));
}

/** The size of a change without its sign. */
export function changeSize(metric: Metric, change: number, limit: number | null = null): string {
  const decimals = apart(metric, [change], limit, changeDecimals(metric, change));
  return unsigned(metric, change, decimals);
}

/** A tolerance or a noise floor: `5 %`, `0.1 pp`; no digits that say nothing. */
export function allowance(metric: Metric, fraction: number): string {
  return `${group(String(Number((fraction * 100).toPrecision(2))))}${changeUnit(metric)}`;
}

/**
 * A range of change, `+8.2 % … +16.4 %`; `compact` names the unit once. An end without a limit is
 * said in words. Digits are added until neither end looks equal to the limit that decides.
 */
export function changeRange(
  metric: Metric,
  { lo, hi }: Pick<Interval, 'lo' | 'hi'>,
  { compact = false, limit = null }: { compact?: boolean; limit?: number | null } = {},
): string {
  const ends = [lo, hi].filter(Number.isFinite);
  const widest = Math.max(0, ...ends.map(Math.abs));
  const decimals = apart(metric, ends, limit, changeDecimals(metric, widest));
  const write = (end: number) => signed(metric, end, decimals);
  if (ends.length === 0) return 'any';
  if (!Number.isFinite(hi)) return `${write(lo)} or more`;
  if (!Number.isFinite(lo)) return `${write(hi)} or less`;
  return `${compact ? bare(write(lo)) : write(lo)} … ${write(hi)}`;
}

/** A range of values: `96.2 … 108 ms`. */
export function valueRange(metric: Metric, { lo, hi }: Pick<Interval, 'lo' | 'hi'>): string {
  const [from = '–', to = '–'] = quantities(metric, [lo, hi]);
  if (!Number.isFinite(hi)) return `${from} or more`;
  if (!Number.isFinite(lo)) return `${to} or less`;
  return `${bare(from)} … ${to}`;
}

/** Seconds as people say them: `0.4 s`, `48 s`, `2 min`, `12 min 30 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return join(minutes, 'min', whole % 60, 's');
  return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `1 session`, `8 sessions`. */
export function counted(count: number, noun: string): string {
  return `${group(String(count))} ${noun}${count === 1 ? '' : 's'}`;
}

function changeUnit(metric: Metric): string {
  return metric.kind === 'share' ? ' pp' : ' %';
}

function changeDecimals(metric: Metric, change: number): number {
  const percent = Math.abs(change) * 100;
  if (percent >= 99.95) return 0;
  if (metric.kind === 'share') return percent < 0.0095 ? 3 : percent < 0.995 ? 2 : 1;
  return percent < 0.095 ? 2 : 1;
}

/** Decimals at which none of the numbers is written like the limit, unless it equals it. */
function apart(metric: Metric, changes: number[], limit: number | null, decimals: number): number {
  if (limit === null) return decimals;
  const same = (change: number, at: number) =>
    Math.abs(Math.abs(change) - limit) > 1e-9 &&
    unsigned(metric, change, at) === unsigned(metric, limit, at);
  while (decimals < 4 && changes.some((change) => same(change, decimals))) decimals += 1;
  return decimals;
}

function signed(metric: Metric, change: number, decimals: number): string {
  if (change === 0) return `0${changeUnit(metric)}`;
  const size = unsigned(metric, change, decimals);
  if (!/[1-9∞]/.test(size)) return size;
  return (change > 0 ? '+' : '−') + size;
}

function unsigned(metric: Metric, change: number, decimals: number): string {
  const percent = Math.abs(change) * 100;
  const digits = Number.isFinite(percent) ? fixed(percent, decimals) : '∞';
  return digits + changeUnit(metric);
}

/** Decimals that leave `digits` significant digits; below zero it rounds tens, hundreds … */
function decimalsFor(value: number, digits: number): number {
  if (value === 0) return 0;
  return Math.min(6, digits - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-9));
}

function fixed(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(2);
  const step = 10 ** -Math.min(0, decimals);
  const digits = (Math.round(value / step) * step).toFixed(0);
  const text = decimals > 0 ? value.toFixed(decimals) : digits;
  return group(text).replace('-', '−');
}

function group(digits: string): string {
  const [whole = '', rest] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

function isNumber(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}
