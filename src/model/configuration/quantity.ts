import { z } from 'zod';
import type { Metric } from '../metric.js';

/** What is measured by a number with a unit. Values are in s, fractions, /s, B, B/s. */
export type QuantityKind = 'duration' | 'share' | 'rate' | 'size' | 'flow' | 'count';

interface Kind {
  noun: string;
  /** What one of each unit is in the base unit. */
  units: Record<string, number>;
  /** Units offered when there is none. */
  usual: readonly string[];
  examples: readonly string[];
}

const BYTES = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const BYTES_PER_SECOND = Object.fromEntries(
  Object.entries(BYTES).map(([unit, bytes]) => [`${unit}/s`, bytes]),
);
const BITS_PER_SECOND = { 'kbit/s': 125, 'Mbit/s': 125e3, 'Gbit/s': 125e6 };

const KINDS: Record<QuantityKind, Kind> = {
  duration: {
    noun: 'a duration',
    units: { µs: 1e-6, us: 1e-6, ms: 1e-3, s: 1, min: 60, m: 60, h: 3600 },
    usual: ['ms', 's'],
    examples: ['100ms', '1.5s', '2m'],
  },
  share: { noun: 'a percentage', units: { '%': 0.01 }, usual: ['%'], examples: ['5%', '0.1%'] },
  rate: {
    noun: 'a rate',
    units: { '/s': 1, '/min': 1 / 60 },
    usual: ['/s'],
    examples: ['10000/s', '10,000/s'],
  },
  size: { noun: 'a size', units: BYTES, usual: ['MiB', 'MB'], examples: ['300MiB', '1GB'] },
  flow: {
    noun: 'a data rate',
    units: { ...BYTES_PER_SECOND, ...BITS_PER_SECOND },
    usual: ['MB/s', 'Mbit/s'],
    examples: ['125MB/s', '1Gbit/s'],
  },
  count: { noun: 'a number', units: { '': 1 }, usual: [''], examples: ['50000'] },
};

/** Digits, perhaps in groups of three (`10,000`), perhaps with decimals. */
const NUMBER = '(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\\.[0-9]{1,12})?';
const LIKE_A_QUANTITY = /^([+-]?)([0-9][0-9.,_]*|\.[0-9]+) ?(.*)$/;

/** Kinds of quantity that a budget on the metric may be written in. */
export function kindsOf(metric: Pick<Metric, 'unit' | 'name'>): QuantityKind[] {
  switch (metric.unit) {
    case 'ms':
      return ['duration'];
    case '/s':
      return ['rate'];
    case '%':
      return ['share'];
    case 'B':
      // Of the machine's memory: the one size that has a whole.
      return metric.name === 'memory' ? ['size', 'share'] : ['size'];
    case 'B/s':
      return ['flow'];
    case 'count':
      return ['count'];
  }
}

export type QuantityReading = { kind: QuantityKind; value: number } | { problem: string };

/** Reads a value of the file as one of the kinds, in s, fractions, /s, B or B/s. Never throws. */
export function readQuantity(input: unknown, kinds: readonly QuantityKind[]): QuantityReading {
  const text = typeof input === 'number' ? String(input) : input;
  if (typeof text === 'string') {
    for (const kind of kinds) {
      const parts = new RegExp(`^(${NUMBER})${unitPattern(kind)}$`).exec(text);
      if (parts) return { kind, value: inBaseUnit(kind, parts[1] ?? '', parts[2] ?? '') };
    }
  }
  return { problem: explain(text, kinds) };
}

/** Schema of a quantity that stays text: for maps whose units depend on the metric. */
export function quantityText(...kinds: [QuantityKind, ...QuantityKind[]]) {
  const error = (issue: { input?: unknown }) => explain(issue.input, kinds);
  return z
    .string({ error })
    .regex(new RegExp(`^${NUMBER}(?:${kinds.map((kind) => unitPattern(kind)).join('|')})$`), {
      error,
      abort: true,
    })
    .meta({ examples: kinds.flatMap((kind) => KINDS[kind].examples.slice(0, 2)) });
}

/**
 * Schema of a duration in the given bounds, which are quantities too; yields seconds. `about` goes
 * to the text that is written: what is made of it has no place in a JSON Schema.
 */
export function duration(least: string, most: string, about: Record<string, unknown> = {}) {
  const [from, to] = [seconds(least), seconds(most)];
  return quantityText('duration')
    .refine((text) => seconds(text) >= from && seconds(text) <= to, {
      error: `must be from ${least} to ${most}`,
    })
    .meta({ ...about })
    .transform(seconds);
}

/** Schema of a rate above zero; yields a number per second. */
export function rate(about: Record<string, unknown> = {}) {
  return quantityText('rate')
    .refine((text) => valueOf(text, 'rate') > 0, { error: 'must be more than 0/s' })
    .meta({ ...about })
    .transform((text) => valueOf(text, 'rate'));
}

/** A value in the base unit of its kind as people write it, in the largest unit that fits: `1.5 s`. */
export function writeQuantity(kind: QuantityKind, value: number): string {
  const number = (amount: number) =>
    Number(amount.toPrecision(6)).toLocaleString('en-GB', { maximumFractionDigits: 6 });
  const units: Record<QuantityKind, readonly string[]> = {
    duration: value >= 300 ? ['min'] : ['s', 'ms', 'µs'],
    share: ['%'],
    rate: ['/s'],
    size: ['GiB', 'MiB', 'KiB', 'B'],
    flow: ['MB/s', 'kB/s', 'B/s'],
    count: [''],
  };
  const size = (unit: string) => KINDS[kind].units[unit] ?? 1;
  const unit = units[kind].find((u) => value >= size(u)) ?? units[kind].at(-1) ?? '';
  const gap = unit === '' || unit.startsWith('/') ? '' : ' ';
  return `${number(value / size(unit))}${gap}${unit}`;
}

function seconds(text: string): number {
  return valueOf(text, 'duration');
}

function valueOf(text: string, kind: QuantityKind): number {
  const reading = readQuantity(text, [kind]);
  return 'value' in reading ? reading.value : Number.NaN;
}

function inBaseUnit(kind: QuantityKind, digits: string, unit: string): number {
  const amount = Number(digits.replaceAll(',', '')) * (KINDS[kind].units[unit] ?? Number.NaN);
  // 57 * 0.01 is 0.5700000000000001: what people wrote has fewer digits than that.
  return Number(amount.toPrecision(12));
}

function unitPattern(kind: QuantityKind): string {
  const units = Object.keys(KINDS[kind].units).sort((a, b) => b.length - a.length);
  return ` ?(${units.join('|')})`;
}

/** What is wrong with an input that is no such quantity, and the right spelling. */
function explain(input: unknown, kinds: readonly QuantityKind[]): string {
  const wanted = kinds.map((kind) => KINDS[kind]);
  const expected = `${wanted.map((kind) => kind.noun).join(' or ')} such as ${wanted.flatMap((kind) => kind.examples.slice(0, wanted.length > 1 ? 1 : 2)).join(' or ')}`;
  const written = typeof input === 'number' ? String(input) : input;
  const parts = typeof written === 'string' ? LIKE_A_QUANTITY.exec(written) : null;
  if (!parts) return `expected ${expected}`;
  const [, sign = '', digits = '', unit = ''] = parts;
  if (sign === '-') return `cannot be negative; expected ${expected}`;
  const plain = new RegExp(`^${NUMBER}$`).test(digits);
  if (!plain && /^[0-9]+,[0-9]+$/.test(digits)) {
    return `has a decimal comma; write ${digits.replace(',', '.')}${unit || wanted[0]?.usual[0]}`;
  }
  if (!plain || sign === '+') return `expected ${expected}`;
  if (unit === '') {
    const spellings = wanted.flatMap((kind) => kind.usual.map((usual) => `${digits}${usual}`));
    // 0.05 for 5 %: the habit of other tools.
    const amount = Number(digits);
    if (wanted[0] === KINDS.share && amount > 0 && amount < 1) {
      spellings.unshift(`${Number((amount * 100).toPrecision(6))}%`);
    }
    return `has no unit; write ${spellings.join(' or ')}`;
  }
  const same = wanted
    .flatMap((kind) => Object.keys(kind.units))
    .find((known) => meant(unit, known));
  if (same !== undefined) return `has an unknown unit; write ${digits}${same}`;
  return `expected ${expected}`;
}

/** Other spellings of units that leave no doubt. */
function meant(unit: string, known: string): boolean {
  const spellings: Record<string, RegExp> = {
    ms: /^(msecs?|millis(econds?)?)$/i,
    s: /^(secs?|seconds?)$/i,
    min: /^(mins?|minutes?)$/i,
    h: /^(hrs?|hours?)$/i,
    '%': /^(percent|pct|pp|per ?cent)$/i,
    '/s': /^(rps|qps|ops|(req|requests?|queries|q|r|ops|iops)?(\/|per )s(ec|econd)?)$/i,
    MB: /^(mb|m|megabytes?)$/i,
    GB: /^(gb|g|gigabytes?)$/i,
    kB: /^(kb|k|kilobytes?)$/i,
    MiB: /^mib$/i,
    GiB: /^gib$/i,
    KiB: /^kib$/i,
  };
  return spellings[known]?.test(unit) ?? false;
}
