import type { Decision, Row, Verdict } from '../model/decision.js';
import type { Colours } from './terminal.js';

interface Face {
  /** Tells verdicts apart without colour. */
  icon: string;
  word: string;
  colour: 'red' | 'green' | 'cyan' | 'yellow' | 'magenta' | 'dim';
}

const FACES: Record<Verdict, Face> = {
  regressed: { icon: '✗', word: 'regressed', colour: 'red' },
  over: { icon: '✗', word: 'over budget', colour: 'red' },
  within: { icon: '✓', word: 'within', colour: 'green' },
  improved: { icon: '★', word: 'improved', colour: 'cyan' },
  inconclusive: { icon: '?', word: 'not decided', colour: 'yellow' },
  invalid: { icon: '!', word: 'invalid', colour: 'magenta' },
  information: { icon: '·', word: 'information', colour: 'dim' },
};

const OUTCOMES: Record<Decision['outcome'], Face> = {
  pass: { icon: '✓', word: 'Pass', colour: 'green' },
  fail: { icon: '✗', word: 'Fail', colour: 'red' },
  neutral: { icon: '?', word: 'Neutral', colour: 'yellow' },
};

/** Bad news first: the order in which verdicts are told. */
const ORDER: Verdict[] = [
  'regressed',
  'over',
  'invalid',
  'inconclusive',
  'improved',
  'within',
  'information',
];

export function face(verdict: Verdict): Face {
  return FACES[verdict];
}

export function outcomeFace(outcome: Decision['outcome']): Face {
  return OUTCOMES[outcome];
}

/** The verdict of a row in a table, where the budget stands beside it. */
export function verdictWord(row: Row): string {
  if (row.verdict === 'over') return row.metric.better === 'higher' ? 'under' : 'over';
  return FACES[row.verdict].word;
}

export function paintVerdict(verdict: Verdict, text: string, colours: Colours): string {
  return colours[FACES[verdict].colour](text);
}

export function byVerdict(a: Row, b: Row): number {
  return ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict);
}

/** `1 regressed, 2 not decided, 5 within`, bad news first. */
export function tally(rows: readonly Row[]): string {
  return ORDER.map((verdict) => ({
    word: FACES[verdict].word,
    count: rows.filter((row) => row.verdict === verdict).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}
