import { distance } from 'fastest-levenshtein';

/** Something wrong in paceline.yml. `message` is a whole sentence part; the rest is for programs. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  /** Keys from the top of the file to the place. */
  path: readonly string[];
  /** What stands there; null where something is missing. */
  found: string | null;
  expected: string | null;
  /** The valid word that was probably meant. */
  nearest: string | null;
  message: string;
}

export interface Position {
  line: number;
  column: number;
}

export type Path = readonly string[];

/** Where a path is in the file: its key, or its value. */
export type Locate = (path: Path, at: 'key' | 'value') => Position;

/** `paceline.yml:12:5  benchmarks › list users › budgts: unknown key; did you mean "budgets"?` */
export function formatProblem(problem: Problem): string {
  const path = problem.path.map((key) => printable(key, 60)).join(' › ');
  const place = `${printable(problem.file, 300)}:${problem.line}:${problem.column}`;
  return `${place}  ${path}${path === '' ? '' : ': '}${printable(problem.message, 600)}`;
}

/** More of them help nobody. Finding their lines takes time, so further ones are only counted. */
const MOST_SHOWN = 100;
const MOST_FOUND = 1000;

/** Collects problems; the first one said about a place is kept. */
export class Problems {
  readonly #found = new Map<string, Problem>();
  readonly #file: string;
  #counted = 0;
  #locate: Locate = () => ({ line: 1, column: 1 });

  constructor(file: string) {
    this.#file = file;
  }

  locateBy(locate: Locate): void {
    this.#locate = locate;
  }

  get some(): boolean {
    return this.#found.size > 0;
  }

  /** Says that something is wrong with what stands at the path. */
  add(
    path: Path,
    message: string,
    details: Partial<Pick<Problem, 'found' | 'expected' | 'nearest'>> & {
      at?: 'key' | 'value';
      position?: Position;
    } = {},
  ): void {
    this.#counted += 1;
    if (this.#counted > MOST_FOUND) return;
    const { at = 'value', position, found = null, expected = null, nearest = null } = details;
    const { line, column } = position ?? this.#locate(path, at);
    const place = JSON.stringify(position ? [path, line, column] : path);
    if (this.#found.has(place)) return;
    this.#found.set(place, {
      file: this.#file,
      line,
      column,
      path,
      found,
      expected,
      nearest,
      message,
    });
  }

  /** In the order of the file, at most a hundred and a word about the rest. */
  list(): Problem[] {
    const sorted = [...this.#found.values()].sort((a, b) => a.line - b.line || a.column - b.column);
    const next = sorted[MOST_SHOWN];
    if (!next) return sorted;
    const rest = sorted.length - MOST_SHOWN + Math.max(0, this.#counted - MOST_FOUND);
    const message = `and ${rest} more problem${rest === 1 ? '' : 's'}`;
    const words = { path: [], found: null, expected: null, nearest: null, message };
    return [...sorted.slice(0, MOST_SHOWN), { ...next, ...words }];
  }
}

/** The valid word that is close enough to be meant, or null. */
export function nearestWord(word: string, valid: readonly string[]): string | null {
  if (word.length > 60) return null;
  const lower = word.toLowerCase();
  let nearest: string | null = null;
  // Two letters of five may be wrong (two that changed places count as two), of three only one.
  let limit = Math.max(1, Math.floor(Math.min(word.length, 10) * 0.4)) + 1;
  for (const candidate of valid) {
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < limit && edits < candidate.length) [nearest, limit] = [candidate, edits];
  }
  return nearest;
}

/** `; did you mean "budgets"?`, or the valid words. */
export function suggestion(nearest: string | null, valid: readonly string[], word: string): string {
  if (nearest !== null) return `; did you mean "${nearest}"?`;
  return valid.length === 0 ? '' : `; ${word} ${valid.join(', ')}`;
}

/** What stands in the file, short enough for one line and without control characters. */
export function describeFound(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `"${printable(value, 60)}"`;
  if (typeof value === 'object' && Object.keys(value).length === 0) return 'an empty map';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a map';
}

function printable(text: string, most: number): string {
  const safe = text
    .slice(0, most * 2)
    // Terminals obey these: control characters, bidirectional overrides, invisible marks.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
      character === '\n' ? '⏎' : `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
    );
  return safe.length > most || text.length > most * 2 ? `${safe.slice(0, most)}…` : safe;
}
