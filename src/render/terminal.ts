import picocolors from 'picocolors';
import { harmless, inAscii } from './text.js';

/** What the reader's terminal, or log, can show. */
export interface Terminal {
  /** Columns that a line may take. */
  width: number;
  colour: boolean;
  unicode: boolean;
}

export type Colours = ReturnType<typeof picocolors.createColors>;

export function coloursOf(terminal: Terminal): Colours {
  return picocolors.createColors(terminal.colour);
}

/** Lines to the text that is printed, without blanks at the ends of lines. */
export function finish(lines: readonly string[], terminal: Terminal): string {
  const text = lines.map((line) => harmless(line.trimEnd())).join('\n') + '\n';
  return terminal.unicode ? text : inAscii(text);
}

/** Groups of lines with an empty line between those that have something to say. */
export function paragraphs(groups: readonly (readonly string[])[]): string[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index > 0 ? ['', ...group] : [...group]));
}
