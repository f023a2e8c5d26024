import { z } from 'zod';

/**
 * What a metric of one benchmark must keep to. A rule with a tolerance is a comparison gate, one
 * with a budget is a budget gate; it may be both. Metrics without a rule are for information.
 */
export const ruleSchema = z.strictObject({
  metric: z.string().min(1).max(100),
  /**
   * The relative change that is ignored, as a fraction (0.05 = 5 %); for `share` metrics an
   * absolute difference (0.001 = 0.1 percentage points). null: head is not compared with base.
   */
  tolerance: z.number().positive().max(10).nullable(),
  /**
   * The limit on head in the unit of the metric (ms, B, /s …; % as a number from 0 to 100, but a
   * fraction for `share` metrics): an upper limit, or a lower one where higher is better.
   */
  budget: z.number().nonnegative().nullable(),
});

export type Rule = z.infer<typeof ruleSchema>;

const answer = z.enum(['fail', 'neutral', 'pass']);

/** What each kind of bad verdict does to the outcome of the run. */
export const policySchema = z.strictObject({
  regressed: answer,
  over: answer,
  inconclusive: answer,
  invalid: answer,
});

export type Policy = z.infer<typeof policySchema>;

export const DEFAULT_POLICY: Policy = {
  regressed: 'fail',
  over: 'fail',
  inconclusive: 'neutral',
  invalid: 'fail',
};

/** Default tolerances, statistics.md §1.10: the tail is noisier, so it gets more room. */
export const DEFAULT_TOLERANCE = 0.05;
export const DEFAULT_TAIL_TOLERANCE = 0.1;
export const DEFAULT_SHARE_TOLERANCE = 0.001;
