import fc from 'fast-check';
import { columns, harmless, inAscii, plain, shorten, wrap } from '../../src/render/text.js';
import { HOSTILE } from './cases.js';

const anything = fc.string({ unit: 'binary', maxLength: 300 });

describe('plain', () => {
  it('leaves one visible line of a hostile name', () => {
    expect(plain(HOSTILE)).toBe('list users | <script>alert(1)</script>txt.`@org/team` ::error::');
  });

  it.each([
    ['\u001b[2J\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]8;;http://example.org\u0007link\u001b]8;;\u0007', 'link'],
    ['\u009b31mred', 'red'],
    ['a\r\n\tb\u2028c', 'a b c'],
    ['a\u202eb\u2066c\u200bd\ufeffe\u00adf', 'abcdef'],
    ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
    ['e\u0301', '\u00e9'],
    ['##[error]x', '# #[error]x'],
    ['größe 大きさ', 'größe 大きさ'],
  ])('makes %j to %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('never lets through what moves, hides or reorders, and keeps to its length', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 100 }), (text, max) => {
        const result = plain(text, max);
        expect(result).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(Array.from(result).length).toBeLessThanOrEqual(max);
      }),
    );
  });

  it('is quick on megabytes', () => {
    expect(plain('\u001b]'.repeat(2_000_000)).length).toBeLessThanOrEqual(200);
    expect(plain('\u001b[0'.repeat(2_000_000)).length).toBeLessThanOrEqual(200);
  });
});

describe('shorten', () => {
  it('leaves out the middle', () => {
    expect(shorten('orders/list page 12', 11)).toBe('order…ge 12');
  });

  it('counts wide characters as two columns', () => {
    expect(columns(shorten('大きさ大きさ大きさ', 8))).toBeLessThanOrEqual(8);
  });

  it('never takes more than the width', () => {
    fc.assert(
      fc.property(
        anything.map((text) => plain(text)),
        fc.integer({ min: 1, max: 60 }),
        (text, width) => {
          expect(columns(shorten(text, width))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('wrap', () => {
  it('keeps numbers with their units, and ranges whole', () => {
    expect(wrap('it is at most 3.1 % slower (−1.3 … +2.1 %) in 12 ms', 16)).toEqual([
      'it is at most',
      '3.1 % slower',
      '(−1.3 … +2.1 %)',
      'in 12 ms',
    ]);
  });

  it('indents the lines after the first', () => {
    expect(wrap('one two three', 7, '  ')).toEqual(['one two', '  three']);
  });

  it('never takes more than the width', () => {
    fc.assert(
      fc.property(
        anything.map((text) => plain(text)),
        fc.integer({ min: 10, max: 60 }),
        (text, width) => {
          for (const line of wrap(text, width, '  '))
            expect(columns(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('lines for other readers', () => {
  it('cannot be commands for a CI runner', () => {
    expect(harmless('  ::error::x')).toBe('  : :error::x');
    expect(harmless('std::vector')).toBe('std::vector');
  });

  it('have ASCII signs of the same width', () => {
    expect(inAscii('✗ −4.1 … +6.3 ╎━┿●▶ ≤ 3 µs · │')).toBe('x -4.1 ~ +6.3 :=+o> < 3 us - |');
  });
});
