import fc from 'fast-check';
import { renderReport, type ReportOptions } from '../../src/render/report.js';
import { columns } from '../../src/render/text.js';
import { expectGolden } from '../golden.js';
import * as cases from './cases.js';
import { benchmarkDecision, comparison, decision, failure, resultFor } from './decision-builder.js';

const OPTIONS: ReportOptions = { width: 100, colour: false, unicode: true, verbose: false };

function report({ result, decision }: cases.Case, options: Partial<ReportOptions> = {}): string {
  return renderReport(result, decision, { ...OPTIONS, ...options });
}

const SITUATIONS: [string, () => cases.Case][] = [
  ['all-within', cases.within],
  ['regressed', cases.regressed],
  ['improved', cases.improved],
  ['over-budget', cases.overBudget],
  ['inconclusive', cases.inconclusive],
  ['invalid-on-head', cases.invalidOnHead],
  ['build-failed-on-base', cases.buildFailedOnBase],
  ['new-and-removed', cases.newAndRemoved],
  ['changed-rules', cases.changedRules],
  ['hostile-names', cases.hostile],
  ['120-rows', cases.manyRows],
  ['one-metric-each', cases.oneMetricEach],
];

describe('the report for a terminal', () => {
  it.each(SITUATIONS)('tells %s as in the golden file, within 100 columns', (name, make) => {
    const text = report(make());
    expectGolden(`render/${name}.txt`, text);
    expect(widest(text)).toBeLessThanOrEqual(100);
  });

  it('fits a terminal of 80 columns by leaving out the drawing and the noise floor', () => {
    const text = report(cases.regressed(), { width: 80 });
    expectGolden('render/regressed-80-columns.txt', text);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  it('needs neither Unicode nor colour', () => {
    const text = report(cases.overBudget(), { unicode: false });
    expectGolden('render/over-budget-ascii.txt', text);
    expect(text).toMatch(/^[\n -~]*$/);
  });

  it('tells every gate in words when asked for more', () => {
    expectGolden(
      'render/inconclusive-verbose.txt',
      report(cases.inconclusive(), { verbose: true }),
    );
  });

  it('says the same with colour', () => {
    const text = report(cases.regressed(), { colour: true });
    expectGolden('render/regressed-colour.txt', text);
    // eslint-disable-next-line no-control-regex -- colour is made of control characters
    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(report(cases.regressed()));
  });

  it('begins with the outcome of the decision, whatever the rows say', () => {
    const { benchmarks } = cases.within().decision;
    for (const [outcome, word] of [
      ['pass', '✓ Pass: why'],
      ['fail', '✗ Fail: why'],
      ['neutral', '? Neutral: why'],
    ] as const) {
      const decided = decision(outcome, 'why', benchmarks);
      expect(report({ decision: decided, result: resultFor(decided) }).split('\n')[0]).toBe(word);
    }
  });

  it('says that no gate was judged when there is none', () => {
    const decided = decision('neutral', 'Nothing was compared.', []);
    const text = report({ decision: decided, result: resultFor(decided) });
    expect(text).toContain('No gate was judged.');
    expect(text).not.toContain('✓');
  });

  it.each(['inconclusive', 'invalid'] as const)(
    'never marks a gate that is %s as good',
    (verdict) => {
      const decided = decision('neutral', 'why', [
        benchmarkDecision('a', [comparison('p99', { verdict, change: null })]),
      ]);
      expect(report({ decision: decided, result: resultFor(decided) })).not.toMatch(
        /✓|★|\d within/,
      );
    },
  );

  it('says before everything else that a run was cut short', () => {
    const { decision: decided } = cases.within();
    for (const [state, words] of [
      ['cancelled', '! This run was cancelled before it was complete.'],
      ['measuring', '! This run ended half-way: what follows is what it had saved.'],
    ] as const) {
      const lines = report({ decision: decided, result: resultFor(decided, { state }) }).split(
        '\n',
      );
      expect(lines[3]).toBe(words);
    }
  });

  it('tells a failure once, however many benchmarks and sessions it hit', () => {
    const { decision: decided } = cases.within();
    const result = resultFor(decided, {}, () => ({
      failures: [failure(), failure({ session: 2 })],
    }));
    const text = report({ decision: decided, result });
    expect(text.match(/npm ci ended with code 1/g)).toHaveLength(1);
    expect(text).toContain('(list users, sign in; 4 times)');
  });

  it('bounds the log of a failure to its last lines, and shows all when asked for more', () => {
    const { decision: decided } = cases.within();
    const log = Array.from({ length: 100 }, (_, index) => `line ${index + 1} ${'x'.repeat(300)}`);
    const result = resultFor(decided, {}, () => ({ failures: [failure({ log })] }));
    const logLines = (verbose: boolean) =>
      report({ decision: decided, result }, { verbose })
        .split('\n')
        .filter((line) => line.startsWith('  │'));
    expect(logLines(false)).toHaveLength(12);
    expect(logLines(false).at(-1)).toContain('line 100');
    expect(logLines(true)).toHaveLength(100);
  });

  it('keeps its lines, its width and its shape whatever names say', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(name, fc.integer({ min: 60, max: 140 }), (hostile, width) => {
        const metric = { ...comparison('p99').metric, label: hostile };
        const decided = decision('fail', hostile, [
          benchmarkDecision(hostile, [
            comparison(metric, { verdict: 'regressed', reason: hostile }),
          ]),
        ]);
        const result = resultFor(decided, { notes: [hostile] }, () => ({
          workload: hostile,
          failures: [failure({ message: hostile, log: [hostile] })],
        }));
        const text = renderReport(result, decided, { ...OPTIONS, width });
        expect(widest(text)).toBeLessThanOrEqual(width);
        expect(text).not.toMatch(/[^\P{C}\n\p{Cn}]/u);
        expect(text).not.toMatch(/^\s*::/m);
        expect(text).not.toContain('##[');
        expect(text.match(/^✗ regressed/gm)).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});

function widest(text: string): number {
  return Math.max(...text.split('\n').map(columns));
}
