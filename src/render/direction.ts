import type { Metric } from '../model/metric.js';

/** The words for "more" and "less" of a metric. */
export interface Direction {
  up: string;
  down: string;
  /** Which of the two is bad. */
  worse: string;
  better: string;
  /** The one word that a sentence begins with: time is slower, anything else is worse. */
  verdicts: { worse: string; better: string };
}

type Pair = [up: string, down: string];

const TIME: Pair = ['slower', 'faster'];
const LEVEL: Pair = ['higher', 'lower'];
const SIZE: Pair = ['larger', 'smaller'];
const AMOUNT: Pair = ['more', 'less'];

export function directionOf(metric: Metric): Direction {
  const [up, down] = wordsFor(metric);
  const [worse, better] = metric.better === 'lower' ? [up, down] : [down, up];
  const verdicts = up === 'slower' ? { worse, better } : { worse: 'worse', better: 'better' };
  return { up, down, worse, better, verdicts };
}

function wordsFor(metric: Metric): Pair {
  if (metric.name === 'memory') return AMOUNT;
  if (metric.name === 'cpu' || metric.better === 'higher') return LEVEL;
  if (metric.unit === 'ms') return TIME;
  return metric.unit === 'B' ? SIZE : LEVEL;
}

/** `p99 latency is`, `bytes per response are`. */
export function subject(metric: Metric, label: string): string {
  return `${label} ${PLURAL.has(metric.name) ? 'are' : 'is'}`;
}

const PLURAL = new Set(['response-size', 'disk']);

/** With a capital at the start, but for names such as p99. */
export function capital(text: string): string {
  return /^\p{L}\d/u.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
