import { knownMetric, type Metric } from '../../src/model/metric.js';
import {
  allowance,
  changeRange,
  changeSize,
  duration,
  quantities,
  quantity,
  signedChange,
  trimmed,
  valueRange,
} from '../../src/render/quantity.js';

const p99 = knownMetric('p99');
const throughput = knownMetric('throughput');
const memory = knownMetric('memory');
const errors = knownMetric('errors');
const count: Metric = { name: 'n', label: 'n', unit: 'count', better: 'lower', kind: 'ratio' };

describe('quantities', () => {
  it.each<[Metric, number, string]>([
    [p99, 0.37, '0.370 ms'],
    [p99, 1240, '1.24 s'],
    [p99, 0.0123, '12.3 µs'],
    [p99, 0, '0 ms'],
    [throughput, 12_431, '12,400/s'],
    [throughput, 1_240_000, '1.24M/s'],
    [throughput, 3.5, '3.50/s'],
    [memory, 3.2 * 2 ** 20, '3.20 MiB'],
    [memory, 512, '512 B'],
    [memory, 2 ** 50, '1,020 TiB'],
    [errors, 0.0005, '0.050 %'],
    [errors, 0.87, '87 %'],
    [knownMetric('utilisation'), 71.3, '71.3 %'],
    [knownMetric('network'), 2048, '2.00 KiB/s'],
    [count, 1234, '1,230'],
  ])('writes %o %d as %s', (metric, value, expected) => {
    expect(quantity(metric, value)).toBe(expected);
  });

  it('of a row share the unit of the largest', () => {
    expect(quantities(p99, [980, 1240])).toEqual(['0.980 s', '1.24 s']);
    expect(quantities(p99, [0.37, 12.4])).toEqual(['0.370 ms', '12.4 ms']);
    expect(quantities(throughput, [8950, 10_000])).toEqual(['8,950/s', '10,000/s']);
  });

  it('that are missing or not finite are no numbers', () => {
    expect(quantities(p99, [null, NaN, Infinity])).toEqual(['–', '–', '–']);
  });

  it('of limits have no zeros that say nothing', () => {
    expect(trimmed('0.10 %')).toBe('0.1 %');
    expect(trimmed('100 ms')).toBe('100 ms');
    expect(trimmed('5.00 ms')).toBe('5 ms');
    expect(trimmed('10,000/s')).toBe('10,000/s');
  });
});

describe('changes', () => {
  it.each<[Metric, number, string]>([
    [p99, 0.123, '+12.3 %'],
    [p99, -0.004, '−0.4 %'],
    [p99, 0, '0 %'],
    [p99, 0.0005, '+0.05 %'],
    [p99, 23.4, '+2,340 %'],
    [p99, 0.9996, '+100 %'],
    [p99, Infinity, '+∞ %'],
    [errors, 0.0031, '+0.31 pp'],
    [errors, 0.87, '+87.0 pp'],
    [errors, -0.00002, '−0.002 pp'],
  ])('of %o by %d are written %s', (metric, change, expected) => {
    expect(signedChange(metric, change)).toBe(expected);
  });

  it('have ranges with the same digits at both ends', () => {
    expect(changeRange(p99, { lo: 0.08, hi: 0.164 })).toBe('+8.0 % … +16.4 %');
    expect(changeRange(p99, { lo: 0.08, hi: 0.164 }, { compact: true })).toBe('+8.0 … +16.4 %');
    expect(changeRange(errors, { lo: -0.0004, hi: 0.0004 })).toBe('−0.04 pp … +0.04 pp');
  });

  it('have ends without a limit said in words', () => {
    expect(changeRange(p99, { lo: 0.08, hi: Infinity })).toBe('+8.0 % or more');
    expect(changeRange(p99, { lo: -Infinity, hi: 0.08 })).toBe('+8.0 % or less');
    expect(changeRange(p99, { lo: -Infinity, hi: Infinity })).toBe('any');
  });

  it('get more digits where rounding would contradict the verdict', () => {
    expect(changeRange(p99, { lo: 0.0503, hi: 0.1 }, { limit: 0.05 })).toBe('+5.03 % … +10.00 %');
    expect(changeSize(p99, 0.04998, 0.05)).toBe('4.998 %');
    expect(changeSize(p99, 0.05, 0.05)).toBe('5.0 %');
  });

  it('that are allowed have no digits that say nothing', () => {
    expect(allowance(p99, 0.05)).toBe('5 %');
    expect(allowance(p99, 0.1134)).toBe('11 %');
    expect(allowance(errors, 0.001)).toBe('0.1 pp');
  });
});

describe('other numbers', () => {
  it('are ranges of values that name the unit once', () => {
    expect(valueRange(p99, { lo: 96.2, hi: 108 })).toBe('96.2 … 108 ms');
    expect(valueRange(throughput, { lo: 8700, hi: Infinity })).toBe('8,700/s or more');
  });

  it.each([
    [0.37, '0.4 s'],
    [48.2, '48 s'],
    [120, '2 min'],
    [750, '12 min 30 s'],
    [3900, '1 h 5 min'],
  ])('are durations: %d s is %s', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });
});
