import { countGates, timeShortages } from '../../src/model/plan.js';
import { benchmarkPlan } from '../bench/fakes.js';

describe('the gates of a run', () => {
  it('are its comparisons and its budgets', () => {
    const rules = [
      { metric: 'p99', tolerance: 0.1, budget: 100 },
      { metric: 'errors', tolerance: 0.001, budget: null },
      { metric: 'cpu', tolerance: null, budget: 1 },
    ];
    expect(countGates([benchmarkPlan({ rules })])).toBe(4);
    expect(countGates([benchmarkPlan({ rules, presence: 'new' })])).toBe(2);
    expect(countGates([benchmarkPlan({ rules, presence: 'removed' })])).toBe(0);
  });
});

describe('the time of a run', () => {
  it('is enough by default', () => {
    expect(timeShortages({ benchmarks: [benchmarkPlan()] })).toEqual([]);
  });

  it('is said to be short when six sessions do not fit', () => {
    expect(timeShortages({ benchmarks: [benchmarkPlan({ seconds: 30 })] })).toEqual([
      'list users: 30 s hold about 2 sessions, but a verdict needs 6. Give each benchmark 72 s or more (time: or --time).',
    ]);
  });

  it('is added up over the benchmarks of a service, which share its sessions', () => {
    const two = (seconds: number) => [
      benchmarkPlan({ name: 'a', seconds }),
      benchmarkPlan({ name: 'b', seconds: 84 }),
    ];
    expect(timeShortages({ benchmarks: two(60) })).toEqual([]);
    expect(timeShortages({ benchmarks: two(20) })).toHaveLength(1);
  });
});
