/** A line that the runner takes for an order instead of output. */
export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  data: string;
  form: 'v1' | 'v2';
}

/** Commands that a runner registers; names are compared without case. */
export const COMMANDS: readonly string[] = [
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group'],
  ...[
    'notice',
    'remove-matcher',
    'save-state',
    'set-env',
    'set-output',
    'stop-commands',
    'warning',
  ],
];

const V1_ESCAPES = { '%3B': ';', '%0D': '\r', '%0A': '\n', '%5D': ']', '%25': '%' };
const DATA_ESCAPES = { '%0D': '\r', '%0A': '\n', '%25': '%' };
const PROPERTY_ESCAPES = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };

/** What .NET calls white space, which is not what JavaScript trims. */
const LEADING_SPACE = /^[\t-\r\u0085\p{Zs}\p{Zl}\p{Zp}]+/u;

/**
 * Parses one line as the runner does: first `::name key=value,…::data` at its start, then
 * `##[name key=value;…]data` anywhere in it. `undefined` when the line is plain output.
 * Rules of actions/runner: `ActionCommand.TryParseV2`, `ActionCommand.TryParse`.
 */
export function parseCommand(
  line: string,
  registered: ReadonlySet<string>,
): WorkflowCommand | undefined {
  return parseV2(line, registered) ?? parseV1(line, registered);
}

function parseV2(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const text = line.replace(LEADING_SPACE, '');
  if (!text.startsWith('::')) return undefined;
  const end = text.indexOf('::', 2);
  if (end < 0) return undefined;
  const { name, rest } = nameOf(text.slice(2, end));
  if (!registered.has(name)) return undefined;
  const properties = propertiesOf(rest.trim(), ',', PROPERTY_ESCAPES);
  return { name, properties, data: unescape(text.slice(end + 2), DATA_ESCAPES), form: 'v2' };
}

function parseV1(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return undefined;
  const { name, rest } = nameOf(line.slice(start + 3, end));
  if (!registered.has(name)) return undefined;
  const properties = propertiesOf(rest, ';', V1_ESCAPES);
  return { name, properties, data: unescape(line.slice(end + 1), V1_ESCAPES), form: 'v1' };
}

function nameOf(information: string): { name: string; rest: string } {
  const space = information.indexOf(' ');
  const name = space < 0 ? information : information.slice(0, space);
  return { name: name.toLowerCase(), rest: space < 0 ? '' : information.slice(space + 1) };
}

function propertiesOf(
  text: string,
  separator: string,
  escapes: Record<string, string>,
): Record<string, string> {
  const pairs = text.split(separator).flatMap((property): [string, string][] => {
    const [, key, value] = /^([^=]+)=+([^]+)$/.exec(property) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unescape(value, escapes)]];
  });
  return Object.fromEntries(pairs);
}

/** One after the other with `%25` last, so that `%250A` is the text `%0A`. */
function unescape(text: string, escapes: Record<string, string>): string {
  return Object.entries(escapes).reduce((done, [from, to]) => done.replaceAll(from, to), text);
}
