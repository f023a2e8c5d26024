import { plain } from './text.js';

/** Text that is HTML already. Only `html` makes it, so nothing else can reach a page unescaped. */
export class Markup {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** @internal Joins trusted literals with values that are escaped here. */
  static of(literals: readonly string[], values: readonly Value[]): Markup {
    return new Markup(literals.map((literal, at) => literal + written(values[at] ?? '')).join(''));
  }
}

type Value = string | number | null | Markup | readonly (Markup | null)[];

/** A template whose values are escaped, in elements and in quoted attributes alike; null is nothing. */
export function html(literals: TemplateStringsArray, ...values: Value[]): Markup {
  return Markup.of(literals, values);
}

function written(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escape(value);
  return value.map((each) => each?.text ?? '').join('\n');
}

function escape(text: string): string {
  return plain(text, 4000).replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
