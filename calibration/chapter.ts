import type { Rate } from './rate.js';

/** Part of the report: its text, and what it contributes to the summary. */
export interface Chapter {
  title: string;
  text: string;
  claims: Claim[];
}

/** A sentence of the documentation with the number that supports or refutes it. */
export interface Claim {
  /** What is promised, or that nothing is. */
  words: string;
  /** The worst case that was found for it, in words. */
  where: string;
  rate: Rate;
  limit: number;
  promised: boolean;
}

/** A table in Markdown; the first column is text, the others are numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, i) => (i === 0 ? '---' : '---:'));
  return [header, rule, ...rows].map(line).join('\n');
}

/** The entry with the highest rate: what a promise has to be measured by. */
export function worst<T>(entries: readonly T[], rate: (entry: T) => Rate): T {
  return entries.reduce((a, b) => (rate(b).share > rate(a).share ? b : a));
}
