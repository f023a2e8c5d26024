import { knownMetric, METRICS } from '../../src/model/metric.js';
import type { Row } from '../../src/model/decision.js';
import { directionOf } from '../../src/render/direction.js';
import { sentence } from '../../src/render/sentence.js';
import { budget, comparison, interval } from './decision-builder.js';

function said(row: Row): string {
  const { head, text } = sentence(row);
  return `${head} ${text}`;
}

describe('a gate in words', () => {
  it('that regressed says by how much at least', () => {
    const row = comparison('p99', { verdict: 'regressed', change: interval(0.062, 0.114, 0.16) });
    expect(said(row)).toBe(
      'Slower. p99 latency is at least 6.2 % slower than base (best estimate +11.4 %); tolerance 5 %.',
    );
  });

  it('of a metric where higher is better turns the direction', () => {
    const row = comparison('throughput', {
      verdict: 'regressed',
      change: interval(-0.143, -0.111, -0.079),
    });
    expect(said(row)).toBe(
      'Worse. Throughput is at least 7.9 % lower than base (best estimate −11.1 %); tolerance 5 %.',
    );
  });

  it('of errors counts in percentage points', () => {
    const row = comparison('errors', {
      verdict: 'regressed',
      tolerance: 0.001,
      change: interval(0.0025, 0.0031, 0.0036),
    });
    expect(said(row)).toBe(
      'Worse. Error rate is at least 0.25 pp higher than base (best estimate +0.31 pp); tolerance 0.1 pp.',
    );
  });

  it('of memory says more', () => {
    const row = comparison('memory', { verdict: 'regressed', change: interval(0.08, 0.1, 0.12) });
    expect(said(row)).toContain('Peak memory is at least 8.0 % more than base');
  });

  it('that is within says by how much at most', () => {
    const row = comparison('p99', { change: interval(-0.02, 0.004, 0.031) });
    expect(said(row)).toBe(
      'Not slower than allowed. p99 latency is at most 3.1 % slower (best estimate +0.4 %), 95 % sure; tolerance 5 %.',
    );
  });

  it('that is measurably worse but within says so', () => {
    const row = comparison('p99', { change: interval(0.008, 0.02, 0.039) });
    expect(said(row)).toBe(
      'Measurably slower, but within the tolerance. p99 latency is between 0.8 % and 3.9 % slower; tolerance 5 %.',
    );
  });

  it('that is within and probably better does not claim an improvement', () => {
    const row = comparison('p99', { change: interval(-0.05, -0.02, -0.001) });
    expect(said(row)).toContain('p99 latency is not slower (best estimate −2.0 %)');
  });

  it('that improved says by how much at least', () => {
    const row = comparison('throughput', {
      verdict: 'improved',
      change: interval(0.024, 0.05, 0.077),
    });
    expect(said(row)).toBe(
      'Better. Throughput is at least 2.4 % higher than base (best estimate +5.0 %).',
    );
  });

  it('that is not decided says what could have been seen, and what more time would bring', () => {
    const row = comparison('p99', {
      verdict: 'inconclusive',
      change: interval(-0.02, 0.03, 0.087),
      noiseFloor: 0.11,
      more: { sessions: 14, seconds: 90 },
    });
    expect(said(row)).toBe(
      'Not decided. p99 latency is between 2.0 % faster and 8.7 % slower (best estimate +3.0 %); that range contains the 5 % tolerance. A change for the worse of 11 % or more would have been found 4 times out of 5. About 14 more sessions (90 s) would probably decide.',
    );
  });

  it('that is not decided for another reason says that one', () => {
    const row = comparison('p99', {
      verdict: 'inconclusive',
      change: null,
      noiseFloor: null,
      reason: 'only 3 server starts fit into the budget',
    });
    expect(said(row)).toBe('Not decided. p99 latency: Only 3 server starts fit into the budget.');
  });

  it('that is invalid never says anything good', () => {
    const row = comparison('p99', { verdict: 'invalid', reason: 'head did not start' });
    expect(said(row)).toBe('No valid measurement. p99 latency: Head did not start.');
  });

  it('without a range is never an all-clear', () => {
    for (const verdict of ['within', 'improved', 'inconclusive', 'information'] as const) {
      expect(sentence(comparison('p99', { verdict, change: null })).head).toBe('Not decided.');
      expect(sentence(budget('p99', { verdict, range: null })).head).toBe('Not decided.');
    }
  });

  it('without a range may still be an alarm', () => {
    const row = comparison('errors', {
      verdict: 'regressed',
      change: null,
      reason: 'head is broken',
    });
    expect(said(row)).toBe('Worse. Error rate: Head is broken.');
  });

  it('over its budget says how far at least', () => {
    const row = budget('p99', { verdict: 'over', value: 112, range: interval(104, 112, 121) });
    expect(said(row)).toBe(
      'Over budget. On this machine, during this run, p99 latency is at least 104 ms (best estimate 112 ms); the budget is at most 100 ms.',
    );
  });

  it('under a budget of throughput says how little at most', () => {
    const row = budget('throughput', {
      verdict: 'over',
      range: interval(8700, 8950, 9400),
      budget: 10_000,
    });
    expect(said(row)).toContain('throughput is at most 9,400/s (best estimate 8,950/s)');
  });

  it('within its budget says what it is at most', () => {
    expect(said(budget('p99'))).toContain(
      'Within budget. On this machine, during this run, p99 latency is at most 82.1 ms',
    );
  });

  it('whose measurements contradict each other shows both ends', () => {
    const row = comparison('p99', {
      verdict: 'inconclusive',
      change: interval(0.06, 0.05, 0.04),
      reason: 'the measurements contradict each other',
    });
    expect(said(row)).toContain('between +4.0 % and +6.0 %');
    expect(said(row)).toContain('The measurements contradict each other.');
  });
});

describe('directions', () => {
  it.each(METRICS.map(({ name }) => name))('of %s name the worse one by what is better', (name) => {
    const metric = knownMetric(name);
    const { up, down, worse, better } = directionOf(metric);
    expect(worse).toBe(metric.better === 'lower' ? up : down);
    expect(better).toBe(metric.better === 'lower' ? down : up);
    expect(up).toMatch(/^(slower|higher|larger|more)$/);
    expect(down).toMatch(/^(faster|lower|smaller|less)$/);
  });
});
