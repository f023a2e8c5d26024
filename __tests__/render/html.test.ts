import fc from 'fast-check';
import { LATENCY_GRID } from '../../src/model/result.js';
import { knownMetric } from '../../src/model/metric.js';
import { renderHtml } from '../../src/render/html.js';
import { html } from '../../src/render/markup.js';
import { latencyCurves, pairChanges } from '../../src/render/series.js';
import { expectGolden } from '../golden.js';
import * as cases from './cases.js';

function page({ result, decision }: cases.Case): string {
  return renderHtml(result, decision);
}

describe('the HTML report', () => {
  it('is the page of the golden file', () => {
    expectGolden('render/regressed.html', page(cases.regressed()));
  });

  it.each(Object.entries(cases).filter(([, make]) => typeof make === 'function'))(
    'of %s loads nothing and runs nothing',
    (_, make) => {
      const text = page((make as () => cases.Case)());
      expect(text).toContain(
        `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:`,
      );
      expect(text).not.toMatch(/<(script|img|link|iframe|object|embed|base|form|a)\b/i);
      expect(text).not.toMatch(/\b(src|href|srcset|action|on\w+)=/i);
      expect(text).not.toMatch(/url\(|@import|https?:/i);
      expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
    },
  );

  it('begins with the outcome of the decision', () => {
    expect(page(cases.regressed())).toMatch(/<h1><b>✗ Fail<\/b> list users: throughput/);
    expect(page(cases.inconclusive())).toMatch(/<h1><b>\? Neutral<\/b>/);
  });

  it('has the same elements whatever names say', () => {
    const tags = (text: string) => text.match(/<\/?[a-z]+/g)?.join(' ');
    const named = (name: string) => {
      const { decision, result } = cases.overBudget();
      decision.headline = name;
      for (const each of [decision.benchmarks[0]!, result.benchmarks[0]!]) each.name = name;
      result.benchmarks[0]!.workload = name;
      result.commits.base.subject = name;
      return tags(renderHtml(result, decision));
    };
    const usual = named('list users');
    expect(named('"><img src=x onerror=alert(1)>\'`')).toBe(usual);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }), (name) => {
        expect(named(name)).toBe(usual);
      }),
      { numRuns: 50 },
    );
  });

  it('says that no gate was judged when there is none', () => {
    const given = cases.within();
    given.decision.benchmarks = [];
    expect(page(given)).toContain('No gate was judged.');
  });

  it('stays small for many gates', () => {
    expect(page(cases.manyRows()).length).toBeLessThan(1_000_000);
  });
});

describe('markup', () => {
  it('escapes values in elements and attributes, and nothing twice', () => {
    const inner = html`<b title="${'"<&\'`'}">${'<i>'}</b>`;
    expect(html`<p>${inner}${[inner]}${null}${3}</p>`.text).toBe(
      `<p>${inner.text}${inner.text}3</p>`,
    );
    expect(inner.text).toBe('<b title="&#34;&#60;&#38;&#39;&#96;">&#60;i&#62;</b>');
  });
});

describe('what is drawn', () => {
  const [benchmark] = cases.regressed().result.benchmarks;

  it('is the middle of the sessions at each quantile', () => {
    const curves = latencyCurves(benchmark!);
    expect(curves?.base).toHaveLength(LATENCY_GRID.length);
    expect(curves?.base.every(({ lo, middle, hi }) => lo <= middle && middle <= hi)).toBe(true);
  });

  it('is nothing without whole curves', () => {
    expect(latencyCurves({ ...benchmark!, sessions: [] })).toBeNull();
    const [session] = benchmark!.sessions;
    const broken = { ...session!, latency: { base: [1, 2], head: [1, 2] } };
    expect(latencyCurves({ ...benchmark!, sessions: [broken] })).toBeNull();
  });

  it('is head relative to base for each pair that has both', () => {
    const [session] = benchmark!.sessions;
    const { slices } = session!;
    const given = {
      ...session!,
      slices: {
        base: { ...slices.base, values: { p99: [10, null, 10, 0] } },
        head: { ...slices.head, values: { p99: [11, 12, 9, 5] } },
      },
    };
    const [changes] = pairChanges({ ...benchmark!, sessions: [given] }, knownMetric('p99'));
    expect(changes?.pairs.map((change) => change.toFixed(3))).toEqual(['0.100', '-0.100']);
    expect(changes?.middle).toBeCloseTo(0);
  });

  it('is a difference for shares', () => {
    const [session] = benchmark!.sessions;
    const { slices } = session!;
    const share = (events: number) => ({ errors: { events: [events], trials: [100] } });
    const given = {
      ...session!,
      slices: {
        base: { ...slices.base, shares: share(1) },
        head: { ...slices.head, shares: share(4) },
      },
    };
    const [changes] = pairChanges({ ...benchmark!, sessions: [given] }, knownMetric('errors'));
    expect(changes?.pairs[0]).toBeCloseTo(0.03);
  });
});
