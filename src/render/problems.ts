import type { UserError } from '../model/user-error.js';
import { coloursOf, finish, type Terminal } from './terminal.js';
import { plain, wrap } from './text.js';

/** Longest message that is printed: a thousand problems help nobody. */
const MOST_LINES = 100;

/** Something that the user can put right: what happened, and what to do now. */
export function renderProblem(
  { message, advice }: Pick<UserError, 'message' | 'advice'>,
  terminal: Terminal,
): string {
  const { red, bold, cyan } = coloursOf(terminal);
  const [first = '', ...rest] = linesOf(message);
  const [start = '', ...more] = wrap(`✗ ${first}`, terminal.width, '  ');
  return finish(
    [
      bold(red(start)),
      ...more.map((line) => bold(red(line))),
      ...rest.flatMap((line) => indented(line, terminal.width)),
      ...linesOf(advice ?? '').flatMap((line, index) =>
        wrap(`${index === 0 ? '→' : ' '} ${line}`, terminal.width - 2, '  ').map((each) =>
          cyan(`  ${each}`),
        ),
      ),
    ],
    terminal,
  );
}

/** A defect of Paceline: with the stack, for the report of it. */
export function renderDefect(error: unknown, terminal: Terminal): string {
  const { red, bold, dim } = coloursOf(terminal);
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
  return finish(
    [
      ...wrap(`✗ This is a defect of Paceline: ${plain(message, 1000)}`, terminal.width, '  ').map(
        (line) => bold(red(line)),
      ),
      ...linesOf(stack ?? '').map((line) => dim(`  ${line}`)),
      ...wrap('→ Please report it together with the lines above.', terminal.width - 2).map(
        (line) => `  ${line}`,
      ),
    ],
    terminal,
  );
}

/** Keeps the indentation of a line, such as the marks under an excerpt. */
function indented(line: string, width: number): string[] {
  const margin = ' '.repeat(Math.min(20, 2 + line.length - line.trimStart().length));
  return wrap(line.trimStart(), Math.max(20, width - margin.length)).map((each) => margin + each);
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).slice(0, MOST_LINES);
  return lines
    .map((line) => (/^ */.exec(line)?.[0] ?? '') + plain(line, 500))
    .filter((line, index) => line.trim() !== '' || (index > 0 && index < lines.length - 1));
}
