import type { Decision, Row } from '../../src/model/decision.js';
import type { Result } from '../../src/model/result.js';
import {
  benchmarkDecision,
  budget,
  comparison,
  decision,
  failure,
  interval,
  resultFor,
} from './decision-builder.js';

/** The situations that a report must be able to tell, each a Result with its Decision. */
export interface Case {
  decision: Decision;
  result: Result;
}

function usual(): Row[] {
  return [
    comparison('throughput', {
      values: { base: 12_431, head: 12_389 },
      change: interval(-0.018, -0.003, 0.012),
    }),
    comparison('p99', {
      values: { base: 3.42, head: 3.51 },
      tolerance: 0.1,
      change: interval(-0.041, 0.012, 0.063),
      noiseFloor: 0.082,
    }),
    comparison('errors', {
      values: { base: 0, head: 0 },
      tolerance: 0.001,
      change: interval(-0.0004, 0, 0.0004),
      noiseFloor: 0.0012,
    }),
    comparison('mean', { verdict: 'information', values: { base: 0.801, head: 0.804 } }),
    comparison('p50', { verdict: 'information', values: { base: 0.69, head: 0.694 } }),
    comparison('cpu', {
      verdict: 'information',
      values: { base: 0.077, head: 0.078 },
      change: interval(-0.002, 0.009, 0.019),
    }),
    comparison('memory', {
      verdict: 'information',
      values: { base: 71.2 * 2 ** 20, head: 71.9 * 2 ** 20 },
    }),
  ];
}

function regressedThroughput(): Row {
  return comparison('throughput', {
    verdict: 'regressed',
    values: { base: 12_431, head: 11_052 },
    change: interval(-0.143, -0.111, -0.079),
  });
}

function undecidedTail(): Row {
  return comparison('p99', {
    verdict: 'inconclusive',
    values: { base: 3.42, head: 3.52 },
    change: interval(-0.02, 0.03, 0.087),
    noiseFloor: 0.11,
    more: { sessions: 14, seconds: 90 },
  });
}

function of(
  decided: Decision,
  ...rest: [Partial<Result>?, Parameters<typeof resultFor>[2]?]
): Case {
  return { decision: decided, result: resultFor(decided, ...rest) };
}

const PASS = 'No gate got slower than its tolerance allows.';

export function within(): Case {
  return of(
    decision('pass', PASS, [
      benchmarkDecision('list users', usual()),
      benchmarkDecision('sign in', [...usual(), budget('p99')]),
    ]),
  );
}

export function regressed(): Case {
  const [, p99, ...rest] = usual();
  return of(
    decision(
      'fail',
      'list users: throughput is 11.1 % lower (between 7.9 % and 14.3 %), beyond the 5 % you tolerate.',
      [
        benchmarkDecision('list users', [p99!, regressedThroughput(), ...rest]),
        benchmarkDecision('sign in', usual()),
      ],
    ),
  );
}

export function improved(): Case {
  const [, ...rest] = usual();
  return of(
    decision('pass', 'list users: throughput is 5 % higher; nothing got slower.', [
      benchmarkDecision('list users', [
        comparison('throughput', {
          verdict: 'improved',
          values: { base: 12_431, head: 13_050 },
          change: interval(0.024, 0.05, 0.077),
        }),
        ...rest,
      ]),
    ]),
  );
}

export function overBudget(): Case {
  return of(
    decision('fail', 'list users: p99 latency is over its budget of 100 ms.', [
      benchmarkDecision('list users', [
        ...usual(),
        budget('p99', { verdict: 'over', value: 112, range: interval(104, 112, 121) }),
        budget('throughput', {
          verdict: 'over',
          value: 8_950,
          range: interval(8_700, 8_950, 9_400),
          budget: 10_000,
        }),
        budget('errors', {
          value: 0.0002,
          range: interval(0, 0.0002, 0.0006),
          budget: 0.001,
          noiseFloor: 0.0004,
        }),
      ]),
    ]),
  );
}

export function inconclusive(): Case {
  return of(
    decision('neutral', 'list users: one gate could not be decided in the time given.', [
      benchmarkDecision('list users', [
        usual()[0]!,
        undecidedTail(),
        comparison('cpu', {
          verdict: 'inconclusive',
          values: { base: 0.077, head: 0.081 },
          change: interval(0.028, 0.052, 0.071),
          futile: true,
          noiseFloor: 0.074,
          reason: 'the true change is too close to the tolerance',
        }),
        budget('p99', {
          verdict: 'inconclusive',
          value: 98.4,
          range: interval(92, 98.4, 108),
          reason: 'the load generator was the limit',
        }),
      ]),
    ]),
  );
}

export function invalidOnHead(): Case {
  const broken = failure({
    side: 'head',
    phase: 'load',
    message: '87 % of the responses failed with status 500.',
    log: ['TypeError: users is not iterable', '    at list (server.js:12:9)'],
    session: 1,
  });
  return of(
    decision('fail', 'list users: head is broken, 87 % of its responses failed.', [
      benchmarkDecision(
        'list users',
        [
          comparison('throughput', {
            verdict: 'invalid',
            values: { base: 12_431, head: null },
            change: null,
            noiseFloor: null,
            reason: 'head answered 87 % of the requests with errors',
          }),
          comparison('errors', {
            verdict: 'regressed',
            values: { base: 0, head: 0.87 },
            tolerance: 0.001,
            change: interval(0.862, 0.87, 0.878),
            noiseFloor: null,
          }),
        ],
        { sessions: 1 },
      ),
    ]),
    {},
    () => ({ failures: [broken], differences: ['GET /users: status 200 and 500'] }),
  );
}

export function buildFailedOnBase(): Case {
  const rows = () => [
    comparison('throughput', {
      verdict: 'invalid',
      values: { base: null, head: null },
      change: null,
      noiseFloor: null,
      reason: 'base could not be built, so there is nothing to compare with',
    }),
  ];
  return of(
    decision(
      'fail',
      'Base could not be built, so nothing could be compared.',
      [
        benchmarkDecision('list users', rows(), { sessions: 0 }),
        benchmarkDecision('sign in', rows(), { sessions: 0 }),
      ],
      { setupFailed: true },
    ),
    {},
    () => ({ failures: [failure()] }),
  );
}

export function newAndRemoved(): Case {
  return of(
    decision('pass', PASS, [
      benchmarkDecision('list users', usual()),
      benchmarkDecision('export', [budget('p99')], { presence: 'new' }),
      benchmarkDecision('old search', [], { presence: 'removed', sessions: 0 }),
    ]),
  );
}

export function changedRules(): Case {
  return of(
    decision('pass', PASS, [benchmarkDecision('list users', usual(), { advisory: true })], {
      notes: ['Everything here is advisory: it reports without blocking.'],
    }),
    { notes: ['The working tree had uncommitted files, which were measured.'] },
    () => ({
      changedRules: ['tolerance of p99: 10 % would become 40 %', 'budget of p99: removed'],
    }),
  );
}

export const HOSTILE =
  '\u001b[31mlist\u001b[0m\nusers | <script>alert(1)</script>\u202Etxt.\u200B`@org/team` ::error::\u0007';

export function hostile(): Case {
  const metric = { ...comparison('p99').metric, name: HOSTILE, label: HOSTILE };
  const hit = failure({
    side: null,
    message: HOSTILE,
    log: [HOSTILE, '\u001b]0;title\u0007ok', '\u009b2J'],
  });
  return of(
    decision(
      'fail',
      `${HOSTILE} is slower.`,
      [
        benchmarkDecision(
          HOSTILE,
          [
            comparison(metric, {
              verdict: 'regressed',
              change: interval(0.062, 0.114, 0.16),
              reason: HOSTILE,
            }),
            comparison({ ...metric, name: 'other' }, { verdict: 'information' }),
          ],
          { notes: [HOSTILE] },
        ),
        benchmarkDecision('x'.repeat(200), usual(), { presence: 'new' }),
      ],
      { notes: [HOSTILE] },
    ),
    {
      commits: {
        base: { sha: 'a'.repeat(40), ref: HOSTILE, subject: HOSTILE },
        head: { sha: 'b'.repeat(40), ref: 'head', subject: '' },
      },
      machine: {
        os: HOSTILE,
        cpu: HOSTILE,
        cores: 1,
        memory: 2 ** 30,
        node: HOSTILE,
        pinned: null,
      },
      notes: [HOSTILE],
    },
    () => ({ failures: [hit], workload: HOSTILE, differences: [HOSTILE], changedRules: [HOSTILE] }),
  );
}

export function manyRows(): Case {
  const benchmarks = Array.from({ length: 40 }, (_, index) =>
    benchmarkDecision(`orders/list page ${index + 1}`, [
      index % 13 === 5 ? regressedThroughput() : usual()[0]!,
      index % 7 === 3 ? undecidedTail() : usual()[1]!,
      usual()[2]!,
    ]),
  );
  return of(decision('fail', '3 of 120 gates got slower than allowed.', benchmarks));
}

export function oneMetricEach(): Case {
  const benchmarks = ['parse', 'print', 'a benchmark with a name as long as a sentence'].map(
    (name) =>
      benchmarkDecision(name, [comparison('mean', { values: { base: 0.00312, head: 0.00314 } })]),
  );
  return of(decision('pass', PASS, benchmarks));
}
