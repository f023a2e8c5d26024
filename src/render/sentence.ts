import type { BudgetRow, ComparisonRow, Interval, Row } from '../model/decision.js';
import { capital, directionOf, subject } from './direction.js';
import {
  allowance,
  changeRange,
  changeSize,
  counted,
  duration,
  quantities,
  quantity,
  signedChange,
  trimmed,
} from './quantity.js';
import { plain } from './text.js';

/** A verdict in words (statistics.md §1.9): what it is, set off, and then what is known. */
export interface Sentence {
  head: string;
  text: string;
}

export function sentence(row: Row): Sentence {
  const { head, text } = row.kind === 'comparison' ? comparisonSentence(row) : budgetSentence(row);
  return { head, text: capital(text) };
}

function comparisonSentence(row: ComparisonRow): Sentence {
  if (row.verdict === 'invalid') return invalid(row);
  const { change } = row;
  if (change === null) return withoutRange(row);
  switch (row.verdict) {
    case 'regressed':
    case 'over':
      return regressed(row, change);
    case 'within':
      return within(row, change);
    case 'improved':
      return improved(row, change);
    case 'inconclusive':
      return inconclusive(row, change);
    case 'information':
      return { head: 'For information.', text: `${about(row)} ${between(row, change)}.` };
  }
}

function regressed(row: ComparisonRow, change: Interval): Sentence {
  const { worse, verdicts } = directionOf(row.metric);
  const least = changeSize(row.metric, worsening(row, change).lo, row.tolerance);
  return {
    head: `${capital(verdicts.worse)}.`,
    text: say(
      `${about(row)} at least ${least} ${worse} than base (${bestEstimate(row, change)}); ${toleranceOf(row)}.`,
      row.reason,
    ),
  };
}

function within(row: ComparisonRow, change: Interval): Sentence {
  const { worse, verdicts } = directionOf(row.metric);
  const { lo, hi } = worsening(row, change);
  if (lo > 0) {
    return {
      head: `Measurably ${worse}, but within the tolerance.`,
      text: say(`${about(row)} ${between(row, change)}; ${toleranceOf(row)}.`, row.reason),
    };
  }
  const most =
    hi > 0 ? `at most ${changeSize(row.metric, hi, row.tolerance)} ${worse}` : `not ${worse}`;
  return {
    head: `Not ${verdicts.worse} than allowed.`,
    text: say(
      `${about(row)} ${most} (${bestEstimate(row, change)}), 95 % sure; ${toleranceOf(row)}.`,
      row.reason,
    ),
  };
}

function improved(row: ComparisonRow, change: Interval): Sentence {
  const { better, verdicts } = directionOf(row.metric);
  const least = changeSize(row.metric, worsening(row, change).hi);
  return {
    head: `${capital(verdicts.better)}.`,
    text: say(
      `${about(row)} at least ${least} ${better} than base (${bestEstimate(row, change)}).`,
      row.reason,
    ),
  };
}

function inconclusive(row: ComparisonRow, change: Interval): Sentence {
  const { lo, hi } = worsening(row, change);
  const contains = lo <= row.tolerance && row.tolerance <= hi;
  const limit = allowance(row.metric, row.tolerance);
  const range = `${about(row)} ${between(row, change)} (${bestEstimate(row, change)})`;
  return undecided(row, [
    contains ? `${range}; that range contains the ${limit} tolerance.` : `${range}.`,
  ]);
}

function budgetSentence(row: BudgetRow): Sentence {
  if (row.verdict === 'invalid') return invalid(row);
  const { metric, range, budget } = row;
  if (range === null) return withoutRange(row);
  const upper = metric.better === 'lower';
  const [lo, hi, best, budgeted = ''] = quantities(metric, [
    range.lo,
    range.hi,
    range.estimate,
    budget,
  ]);
  const limit = trimmed(budgeted);
  const least = `at least ${lo}`;
  const most = `at most ${hi}`;
  const budgetText = `the budget is ${upper ? 'at most' : 'at least'} ${limit}`;
  switch (row.verdict) {
    case 'over':
    case 'regressed':
      return {
        head: upper ? 'Over budget.' : 'Under budget.',
        text: say(
          `On this machine, during this run, ${about(row)} ${upper ? least : most} (best estimate ${best}); ${budgetText}.`,
          row.reason,
        ),
      };
    case 'within':
    case 'improved':
      return {
        head: 'Within budget.',
        text: say(
          `On this machine, during this run, ${about(row)} ${upper ? most : least} (best estimate ${best}), 95 % sure; ${budgetText}.`,
          row.reason,
        ),
      };
    case 'inconclusive': {
      const contains = range.lo <= budget && budget <= range.hi;
      const text = `${about(row)} between ${lo} and ${hi} (best estimate ${best})`;
      return undecided(row, [
        contains
          ? `${text}; that range contains the budget of ${limit}.`
          : `${text}; ${budgetText}.`,
      ]);
    }
    case 'information':
      return {
        head: 'For information.',
        text: `${about(row)} ${quantity(metric, row.value)}; ${budgetText}.`,
      };
  }
}

function invalid(row: Row): Sentence {
  return {
    head: 'No valid measurement.',
    text: row.reason
      ? `${label(row)}: ${reasonOf(row.reason)}`
      : `${label(row)}: there is no measurement that can be judged.`,
  };
}

/** Without a range there is an alarm at most (head is broken), and never an all-clear. */
function withoutRange(row: Row): Sentence {
  if (row.verdict !== 'regressed' && row.verdict !== 'over') return undecided(row, []);
  const { worse } = directionOf(row.metric).verdicts;
  return {
    head: `${capital(worse)}.`,
    text: `${label(row)}: ${reasonOf(row.reason ?? 'head cannot be compared any more')}`,
  };
}

function undecided(row: Row, known: string[]): Sentence {
  const parts = [...known];
  if (parts.length === 0 && !row.reason)
    parts.push(`${label(row)}: there are not enough observations.`);
  if (row.reason)
    parts.push(parts.length ? reasonOf(row.reason) : `${label(row)}: ${reasonOf(row.reason)}`);
  parts.push(...outlook(row));
  return { head: 'Not decided.', text: parts.join(' ') };
}

/** What this run could have found, and what more time would bring. */
function outlook(row: Row): string[] {
  const parts: string[] = [];
  if (row.noiseFloor !== null && Number.isFinite(row.noiseFloor)) {
    const size = allowance(row.metric, row.noiseFloor);
    const what = row.kind === 'budget' ? 'A distance from the budget' : 'A change for the worse';
    parts.push(`${what} of ${size} or more would have been found 4 times out of 5.`);
  }
  if (row.more !== null) {
    const { sessions, seconds } = row.more;
    parts.push(
      `About ${counted(sessions, 'more session')} (${duration(seconds)}) would probably decide.`,
    );
  } else if (row.futile && row.reason === null) {
    parts.push('More time would probably not help.');
  }
  return parts;
}

/** `between 2.0 % faster and 8.7 % slower`, or `between 0.8 % and 3.9 % slower`. */
function between({ metric, tolerance }: ComparisonRow, { lo, hi }: Interval): string {
  const { up, down } = directionOf(metric);
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) {
    return `changed by ${changeRange(metric, { lo, hi }, { limit: tolerance })}`;
  }
  const size = (end: number) => changeSize(metric, end, tolerance);
  if (lo > hi) return `between ${signedChange(metric, hi)} and ${signedChange(metric, lo)}`;
  if (lo >= 0) return `between ${size(lo)} and ${size(hi)} ${up}`;
  if (hi <= 0) return `between ${size(hi)} and ${size(lo)} ${down}`;
  return `between ${size(lo)} ${down} and ${size(hi)} ${up}`;
}

/** The interval with + = worse. */
export function worsening({ metric }: Row, { lo, hi }: Interval): { lo: number; hi: number } {
  return metric.better === 'lower' ? { lo, hi } : { lo: -hi, hi: -lo };
}

function bestEstimate(row: ComparisonRow, change: Interval): string {
  return `best estimate ${signedChange(row.metric, change.estimate)}`;
}

function toleranceOf(row: ComparisonRow): string {
  return `tolerance ${allowance(row.metric, row.tolerance)}`;
}

function label(row: Row): string {
  return plain(row.metric.label, 60);
}

function about(row: Row): string {
  return subject(row.metric, label(row));
}

function say(text: string, reason: string | null): string {
  return reason ? `${text} ${reasonOf(reason)}` : text;
}

function reasonOf(reason: string): string {
  const text = capital(plain(reason, 400));
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
