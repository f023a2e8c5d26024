import stringWidth from 'string-width';

/**
 * Text from outside (names, refs, log lines) as it may stand in any output: one line, no control
 * characters, no escape sequences, nothing invisible that reorders or hides, at most `max`
 * characters. Everything that is printed and was not written by us goes through here once.
 */
export function plain(text: string, max = 200): string {
  const visible = text
    .slice(0, max * 20)
    .replace(ESCAPE_SEQUENCES, '')
    .replace(LINE_ENDS, ' ')
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATES, '\uFFFD')
    .normalize('NFC')
    .replace(SPACES, ' ')
    .replaceAll('##[', '# #[')
    .trim();
  const characters = Array.from(visible);
  return characters.length <= max ? visible : `${characters.slice(0, max - 1).join('')}…`;
}

/**
 * A line that a CI runner does not take for a command: `::error::…` at its start would be one,
 * wherever a name was wrapped. (`##[…]` works anywhere in a line, so `plain` breaks it.)
 */
export function harmless(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1: ');
}

// Terminal sequences: with parameters (CSI), and with a string that has an end (OSC and its kin).
const ESCAPE_SEQUENCES =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]{0,2000}(?:\u0007|\u001B\\|\u009C)|\u001B[ -/]*[0-~]/g;
const LINE_ENDS = /[\r\n\t\v\f\u0085\u2028\u2029]+/g;
/** C0, C1, format characters (bidi, zero width, tags), private use, and letters that show nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
const SPACES = /\p{Zs}+/gu;

/** Columns that the text takes in a terminal. */
export function columns(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

const ASCII = /^[ -~]*$/;

/** Fills up to `width` columns. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - columns(text)));
  return align === 'right' ? space + text : text + space;
}

/** Leaves out the middle when the text is wider than `width` columns: both ends tell names apart. */
export function shorten(text: string, width: number): string {
  if (columns(text) <= width) return text;
  if (width < 1) return '';
  const characters = graphemes(text);
  const head = take(characters, Math.ceil((width - 1) / 2));
  const tail = take(characters.reverse(), width - 1 - columns(head.join(''))).reverse();
  return `${head.join('')}…${tail.join('')}`;
}

function graphemes(text: string): string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

const SEGMENTER = new Intl.Segmenter('en');

function take(characters: string[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += columns(character);
    if (used > width) break;
    taken.push(character);
  }
  return taken;
}

/**
 * Breaks a paragraph into lines of at most `width` columns, the second and later ones indented.
 * A number and its unit stay together, and so does a range.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(INSIDE_QUANTITY, '\u00A0').split(' ')) {
    const room = width - (lines.length > 0 ? columns(indent) : 0);
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = shorten(word, Math.max(1, width - columns(indent)));
  }
  lines.push(line);
  return lines.map((each, index) => (index > 0 ? indent : '') + each.replaceAll('\u00A0', ' '));
}

const INSIDE_QUANTITY =
  /(?<=\d) (?=(?:%|pp|ms|µs|s|min|B|[KMGT]iB)(?![\p{L}\p{N}]))| (?=… [+−\d])|(?<=\d …) /gu;

/** Our own signs for terminals that know only ASCII, one for one so that columns stay in place. */
export function inAscii(text: string): string {
  return text.replace(/[…−–·µ≤≥→✓✗★●━┿─│╎┃◀▶█░▏]/gu, (sign) => ASCII_SIGNS[sign] ?? sign);
}

const ASCII_SIGNS: Record<string, string> = {
  '…': '~', '−': '-', '–': '-', '·': '-', µ: 'u', '≤': '<', '≥': '>', '→': '>',
  '✓': '+', '✗': 'x', '★': '*', '●': 'o', '━': '=', '┿': '+', '─': '-', '│': '|', '╎': ':', '┃': '|',
  '◀': '<', '▶': '>', '█': '#', '░': '.', '▏': '|',
}; // prettier-ignore
