import fc from 'fast-check';
import {
  readQuantity,
  writeQuantity,
  type QuantityKind,
} from '../../../src/model/configuration/quantity.js';

describe('quantities with units', () => {
  test.each<[string, QuantityKind, number]>([
    ['100ms', 'duration', 0.1],
    ['1.5s', 'duration', 1.5],
    ['2m', 'duration', 120],
    ['2 min', 'duration', 120],
    ['1h', 'duration', 3600],
    ['250µs', 'duration', 0.00025],
    ['250us', 'duration', 0.00025],
    ['5%', 'share', 0.05],
    ['57%', 'share', 0.57],
    ['0.1 %', 'share', 0.001],
    ['10000/s', 'rate', 10_000],
    ['10,000/s', 'rate', 10_000],
    ['600/min', 'rate', 10],
    ['300MiB', 'size', 314_572_800],
    ['1GB', 'size', 1e9],
    ['64kB', 'size', 64_000],
    ['125MB/s', 'flow', 125e6],
    ['1Gbit/s', 'flow', 125e6],
    ['50,000', 'count', 50_000],
  ])('%s is read as a %s', (text, kind, value) => {
    expect(readQuantity(text, [kind])).toEqual({ kind, value });
  });

  test.each<[unknown, QuantityKind, string]>([
    [100, 'duration', 'has no unit; write 100ms or 100s'],
    ['100', 'duration', 'has no unit; write 100ms or 100s'],
    [5, 'share', 'has no unit; write 5%'],
    [0.05, 'share', 'has no unit; write 5% or 0.05%'],
    [10000, 'rate', 'has no unit; write 10000/s'],
    [300, 'size', 'has no unit; write 300MiB or 300MB'],
    ['10 seconds', 'duration', 'has an unknown unit; write 10s'],
    ['100msec', 'duration', 'has an unknown unit; write 100ms'],
    ['100rps', 'rate', 'has an unknown unit; write 100/s'],
    ['100 req/s', 'rate', 'has an unknown unit; write 100/s'],
    ['5 percent', 'share', 'has an unknown unit; write 5%'],
    ['300mb', 'size', 'has an unknown unit; write 300MB'],
    ['1,5s', 'duration', 'has a decimal comma; write 1.5s'],
    ['-5ms', 'duration', 'cannot be negative; expected a duration such as 100ms or 1.5s'],
    [-5, 'share', 'cannot be negative; expected a percentage such as 5% or 0.1%'],
    ['300MiB', 'duration', 'expected a duration such as 100ms or 1.5s'],
    ['fast', 'duration', 'expected a duration such as 100ms or 1.5s'],
    ['1.2.3s', 'duration', 'expected a duration such as 100ms or 1.5s'],
    [Number.NaN, 'duration', 'expected a duration such as 100ms or 1.5s'],
    [null, 'size', 'expected a size such as 300MiB or 1GB'],
    [[1], 'flow', 'expected a data rate such as 125MB/s or 1Gbit/s'],
  ])('%p as a %s is answered with the right spelling', (input, kind, problem) => {
    expect(readQuantity(input, [kind])).toEqual({ problem });
  });

  test('of several kinds each may be used, and all are offered', () => {
    expect(readQuantity('80%', ['size', 'share'])).toEqual({ kind: 'share', value: 0.8 });
    expect(readQuantity('much', ['size', 'share'])).toEqual({
      problem: 'expected a size or a percentage such as 300MiB or 5%',
    });
  });

  test('no text makes the reader throw or yield anything but a finite number', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom('duration', 'size', 'count'), (input, kind) => {
        const reading = readQuantity(input, [kind]);
        return 'problem' in reading ? reading.problem !== '' : Number.isFinite(reading.value);
      }),
    );
  });

  test.each<[QuantityKind, number, string]>([
    ['duration', 0.1, '100 ms'],
    ['duration', 1.5, '1.5 s'],
    ['duration', 120, '120 s'],
    ['duration', 600, '10 min'],
    ['duration', 0.00025, '250 µs'],
    ['share', 0.001, '0.1 %'],
    ['rate', 10_000, '10,000/s'],
    ['size', 314_572_800, '300 MiB'],
    ['flow', 125e6, '125 MB/s'],
    ['count', 50_000, '50,000'],
  ])('a %s of %d is written %s', (kind, value, text) => {
    expect(writeQuantity(kind, value)).toBe(text);
  });
});
