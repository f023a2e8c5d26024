import type { Claim } from '../../calibration/chapter.js';
import { estimates } from '../../calibration/plot.js';
import { keeps, meets, percentWithError, rateOf } from '../../calibration/rate.js';
import { report } from '../../calibration/report.js';

function claim(events: number, runs: number, promised = true): Claim {
  return { words: 'errs', where: 'here', rate: rateOf(events, runs), limit: 0.05, promised };
}

function page(...claims: Claim[]): string {
  return report([{ title: 'Chapter', text: 'Text', claims }], { seed: 1, scale: 1, runs: 2000 });
}

describe('the report', () => {
  it('says "no" where a rate is beyond its limit by more than chance', () => {
    expect(page(claim(140, 2000))).toContain('| errs | here | 7.0 ± 0.6 | 5 | **no** |');
    expect(page(claim(140, 2000))).toContain('0 of 1 promises hold');
  });

  it('says "yes" where chance can explain it', () => {
    expect(page(claim(108, 2000))).toContain('| errs | here | 5.4 ± 0.5 | 5 | yes |');
  });

  it('counts promises only among what is promised', () => {
    expect(page(claim(1, 2000), claim(400, 2000, false))).toContain('1 of 1 promises hold');
  });
});

describe('rates', () => {
  it('are never sure of a limit after a few runs', () => {
    expect(keeps(rateOf(2, 20), 0.05)).toBe(true);
    expect(keeps(rateOf(200, 2000), 0.05)).toBe(false);
  });

  it('meet a number of the reference within the error of both, and miss it beyond', () => {
    expect(meets(rateOf(90, 2000), 4.7, 0.1, 5000)).toBe(true);
    expect(meets(rateOf(150, 2000), 4.7, 0.1, 5000)).toBe(false);
    expect(meets(rateOf(2000, 2000), 100, 1, 5000)).toBe(true);
    expect(meets(rateOf(1900, 2000), 100, 1, 5000)).toBe(false);
  });

  it('say from how many runs nothing came', () => {
    expect(percentWithError(rateOf(0, 2000))).toBe('none of 2,000');
  });
});

it('a drawing escapes its words and follows the light or dark setting', () => {
  const axis = { label: 'x', from: 0, to: 1, ticks: [0, 1], written: String };
  const rows = [{ name: 'a < b & "c"', value: 0.5, error: 0.1, colour: 0 }];
  const svg = estimates('title', axis, rows, { at: 0.5, words: 'limit' });
  expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
  expect(svg).toContain('prefers-color-scheme: dark');
});
