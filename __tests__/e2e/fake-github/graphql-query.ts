/** The part of GraphQL's grammar that one query with variables, aliases and fragments needs. */
export interface Field {
  name: string;
  alias: string;
  arguments: Record<string, unknown>;
  selections: Selection[];
}

export interface InlineFragment {
  on: string;
  selections: Selection[];
}

export type Selection = Field | InlineFragment;

const TOKEN = /\.\.\.|[{}()[\]:$!=,]|"(?:[^"\\]|\\.)*"|-?\d+|[A-Za-z_]\w*/y;
const IGNORED = /(?:[\s\ufeff]|#[^\n\r]*)*/y;

/**
 * Selections of the one operation in `text`.
 * Throws a message when it is no query, or uses grammar beyond this (mutations, named fragments).
 */
export function parseQuery(text: string, variables: Record<string, unknown>): Selection[] {
  const tokens = new Tokens(text);
  if (tokens.peek() !== '{') {
    const operation = tokens.next();
    if (operation !== 'query') throw new Error(`not a query: ${operation}`);
    if (/^[A-Za-z_]/.test(tokens.peek())) tokens.next();
    if (tokens.peek() === '(') declarations(tokens, variables);
  }
  const selections = selectionSet(tokens, variables);
  if (tokens.peek() !== '') throw new Error(`unexpected ${tokens.peek()} after the query`);
  return selections;
}

class Tokens {
  readonly #tokens: string[] = [];

  constructor(text: string) {
    let index = 0;
    for (;;) {
      IGNORED.lastIndex = index;
      IGNORED.exec(text);
      index = IGNORED.lastIndex;
      if (index >= text.length) return;
      TOKEN.lastIndex = index;
      const token = TOKEN.exec(text)?.[0];
      if (token === undefined) throw new Error(`unexpected character at ${index}`);
      index = TOKEN.lastIndex;
      if (token !== ',') this.#tokens.push(token);
    }
  }

  peek(): string {
    return this.#tokens[0] ?? '';
  }

  next(): string {
    return this.#tokens.shift() ?? '';
  }

  expect(token: string): void {
    const found = this.next();
    if (found !== token) throw new Error(`expected ${token}, found ${found}`);
  }
}

/** Every declared variable is given, unless it may be null or has a default; none is undeclared. */
function declarations(tokens: Tokens, variables: Record<string, unknown>): void {
  const declared = new Set<string>();
  tokens.expect('(');
  while (tokens.peek() !== ')') {
    tokens.expect('$');
    const name = tokens.next();
    declared.add(name);
    tokens.expect(':');
    let isRequired = false;
    while (/^(?:\w+|[[\]!])$/.test(tokens.peek())) isRequired = tokens.next() === '!';
    if (tokens.peek() === '=') {
      tokens.next();
      variables[name] ??= literal(tokens, variables);
    }
    if (isRequired && variables[name] == null) throw new Error(`variable $${name} was not given`);
    variables[name] ??= null;
  }
  tokens.next();
  const extra = Object.keys(variables).find((name) => !declared.has(name));
  if (extra !== undefined) throw new Error(`variable $${extra} is not declared`);
}

function selectionSet(tokens: Tokens, variables: Record<string, unknown>): Selection[] {
  tokens.expect('{');
  const selections: Selection[] = [];
  while (tokens.peek() !== '}') {
    if (tokens.peek() === '') throw new Error('a selection is not closed');
    selections.push(selection(tokens, variables));
  }
  tokens.next();
  return selections;
}

function selection(tokens: Tokens, variables: Record<string, unknown>): Selection {
  const first = tokens.next();
  if (first === '...') {
    tokens.expect('on');
    return { on: tokens.next(), selections: selectionSet(tokens, variables) };
  }
  let name = first;
  if (tokens.peek() === ':') {
    tokens.next();
    name = tokens.next();
  }
  const given: Record<string, unknown> = {};
  if (tokens.peek() === '(') {
    tokens.next();
    while (tokens.peek() !== ')') {
      const argument = tokens.next();
      tokens.expect(':');
      given[argument] = literal(tokens, variables);
    }
    tokens.next();
  }
  const selections = tokens.peek() === '{' ? selectionSet(tokens, variables) : [];
  return { name, alias: first, arguments: given, selections };
}

function literal(tokens: Tokens, variables: Record<string, unknown>): unknown {
  const token = tokens.next();
  if (token === '$') {
    const name = tokens.next();
    if (!(name in variables)) throw new Error(`variable $${name} is not declared`);
    return variables[name];
  }
  if (token === '[') {
    const items: unknown[] = [];
    while (tokens.peek() !== ']') items.push(literal(tokens, variables));
    tokens.next();
    return items;
  }
  if (token.startsWith('"') || /^-?\d+$/.test(token)) return JSON.parse(token) as unknown;
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  return token;
}
