import type { Row } from '../model/decision.js';
import {
  allowance,
  bare,
  changeRange,
  quantities,
  signedChange,
  trimmed,
  valueRange,
} from './quantity.js';
import { plain } from './text.js';
import { face, verdictWord } from './verdict.js';

/** A row as short texts, the same in every kind of report. Empty where there is nothing to say. */
export interface RowCells {
  icon: string;
  verdict: string;
  metric: string;
  base: string;
  head: string;
  change: string;
  /** Of the change, or for a budget of head's value. */
  range: string;
  /** Tolerance or budget. */
  limit: string;
  noiseFloor: string;
}

export function rowCells(row: Row): RowCells {
  const { metric } = row;
  const common = {
    icon: face(row.verdict).icon,
    verdict: verdictWord(row),
    metric: plain(metric.label, 60),
    noiseFloor:
      row.noiseFloor !== null && Number.isFinite(row.noiseFloor)
        ? allowance(metric, row.noiseFloor)
        : '',
  };
  if (row.kind === 'budget') {
    const [head = '', budget = ''] = quantities(metric, [row.value, row.budget]);
    return {
      ...common,
      base: '',
      head,
      change: '',
      range: row.range ? valueRange(metric, row.range) : '',
      limit: `${metric.better === 'lower' ? '≤' : '≥'} ${trimmed(budget)}`,
    };
  }
  const [base = '', head = ''] = quantities(metric, [row.values.base, row.values.head]);
  const limit = row.gate ? row.tolerance : null;
  return {
    ...common,
    base,
    head,
    change: row.change ? signedChange(metric, row.change.estimate) : '',
    range: row.change ? changeRange(metric, row.change, { compact: true, limit }) : '',
    limit: row.gate ? allowance(metric, row.tolerance) : '',
  };
}

/** A comparison in a few words, for lists: `mean latency 1.10 ms → 1.12 ms (+0.4 … +3.2 %)`. */
export function rowInBrief(row: Row): string {
  const { metric, base, head, range } = rowCells(row);
  const alone = base === '' || (row.kind === 'comparison' && row.values.base === null);
  const values = alone ? head : `${bare(base)} → ${head}`;
  return `${metric} ${values}${range === '' ? '' : ` (${range})`}`;
}
