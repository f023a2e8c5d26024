import type { Failure, Result } from '../model/result.js';
import { counted } from './quantity.js';
import { coloursOf, type Terminal } from './terminal.js';
import { plain, shorten, wrap } from './text.js';

/** One failure, told once however many benchmarks it hit. */
export interface FailureGroup {
  failure: Failure;
  benchmarks: string[];
  times: number;
}

export function failureGroups(result: Result): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { name, failures } of result.benchmarks) {
    for (const failure of failures) {
      const { side, phase, message, log } = failure;
      const key = JSON.stringify([side, phase, message, log]);
      const group = groups.get(key) ?? { failure, benchmarks: [], times: 0 };
      group.times += 1;
      if (!group.benchmarks.includes(name)) group.benchmarks.push(name);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** `base, build: npm exited with code 1. (list users, sign in; session 3)`, without control characters. */
export function failureSentence({ failure, benchmarks, times }: FailureGroup): string {
  const names = benchmarks.slice(0, 5).map((name) => plain(name, 60));
  const more = benchmarks.length > 5 ? ` and ${benchmarks.length - 5} more` : '';
  const when =
    times > benchmarks.length
      ? `; ${counted(times, 'time')}`
      : failure.session === null
        ? ''
        : `; session ${failure.session}`;
  const where = failure.side === null ? failure.phase : `${failure.side}, ${failure.phase}`;
  return `${where}: ${plain(failure.message, 500)} (${names.join(', ')}${more}${when})`;
}

const SHORT_LIST = 8;
const SHORT_LOG = 12;

/** What went wrong, each with the last lines that the program printed. */
export function failureLines(result: Result, terminal: Terminal, verbose: boolean): string[] {
  const colours = coloursOf(terminal);
  const groups = failureGroups(result);
  const shown = verbose ? groups : groups.slice(0, SHORT_LIST);
  const lines = shown.flatMap((group) => {
    const { log } = group.failure;
    const tail = verbose ? log : log.slice(-SHORT_LOG);
    return [
      ...wrap(`! ${failureSentence(group)}`, terminal.width, '  ').map((line) => colours.red(line)),
      ...tail.map((line) => colours.dim(`  │ ${shorten(plain(line, 500), terminal.width - 4)}`)),
    ];
  });
  const hidden = groups.length - shown.length;
  return hidden > 0 ? [...lines, colours.dim(`… and ${counted(hidden, 'more failure')}.`)] : lines;
}
