import type { TextStream } from './edges.js';
import type { Terminal } from '../render/terminal.js';

const WIDEST = 100;

/**
 * What a stream can show. Colour only on a terminal and never with NO_COLOR (no-color.org), but
 * with FORCE_COLOR everywhere; Unicode unless the locale says it cannot be shown.
 */
export function terminalOf(
  stream: TextStream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const { NO_COLOR, FORCE_COLOR, TERM, LC_ALL, LC_CTYPE, LANG } = environment;
  const forbidden = NO_COLOR !== undefined && NO_COLOR !== '';
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  const locale = LC_ALL ?? LC_CTYPE ?? LANG;
  return {
    width: Math.max(40, Math.min(WIDEST, stream.columns ?? WIDEST)),
    colour: !forbidden && (forced || (stream.isTTY === true && TERM !== 'dumb')),
    // No locale at all is what containers and workflow runners have, and those show Unicode.
    unicode:
      locale === undefined || locale === '' || /utf-?8/i.test(locale) || locale === 'C.UTF-8',
  };
}
