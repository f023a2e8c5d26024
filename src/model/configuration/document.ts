import {
  isAlias,
  isCollection,
  isMap as isMapNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { describeFound, type Path, type Position, type Problems } from './problem.js';

/** The file as plain values, with the way back to its lines. */
export interface SourceDocument {
  value: unknown;
  /** A scalar as it was typed (`1.10`, where the value is 1.1); null for anything else. */
  typed(path: Path): string | null;
}

export const MOST_CHARACTERS = 1_000_000;
const MOST_ALIASES = 100;

/** YAML's own complaints that leave the rest of the file readable. */
const READABLE = new Set(['TAG_RESOLVE_FAILED']);

/**
 * Reads YAML that anybody may have written. Adds what is wrong to `problems`; null when the rest
 * cannot be trusted to mean what it says. Never throws.
 */
export function readDocument(text: string, problems: Problems): SourceDocument | null {
  if (text.length > MOST_CHARACTERS) {
    const size = (text.length / 1e6).toFixed(1);
    problems.add([], `the file has ${size} MB; at most 1 MB is read`, { position: START });
    return null;
  }
  const foreign = NOT_TEXT.exec(text);
  if (foreign) {
    const line = text.slice(0, foreign.index).split('\n').length;
    const message = 'this is not a text file (UTF-8); write it with a text editor';
    problems.add([], message, { position: { line, column: 1 } });
    return null;
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Its own check compares every key with every other: a minute for a megabyte of keys.
    uniqueKeys: false,
    // A tag could make values that are not plain (!!binary, !!set).
    resolveKnownTags: false,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return line < 1 ? START : { line, column: col };
  };
  let readable = true;
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    problems.add([], SYNTAX[code] ?? uncapitalised(message), { position: at(pos[0]) });
    if (!READABLE.has(code)) readable = false;
  }
  if (!readable) return null;
  problems.locateBy((path, part) => at(offsetOf(document, path, part)));
  if (!checkNodes(document, problems, at)) return null;
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, typed: (path) => typedScalar(document, path) };
  } catch (error) {
    // The only way for aliases that have their anchor: too many values hang on them.
    if (!(error instanceof ReferenceError)) throw error;
    problems.add([], TOO_MANY_ALIASES);
    return null;
  }
}

const TOO_MANY_ALIASES = 'the aliases (*name) repeat too much; write the values out';

const START: Position = { line: 1, column: 1 };

/** What no editor writes into text; U+FFFD is what decoding leaves of bytes that are not UTF-8. */
// eslint-disable-next-line no-control-regex
const NOT_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffd]/;

const SYNTAX: Partial<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab indents this line; YAML wants spaces',
  MULTIPLE_DOCS: 'a second document begins (---); the file must hold one',
  RESOURCE_EXHAUSTION: 'maps and lists are nested too deeply',
  TAG_RESOLVE_FAILED: 'a tag (!name) stands here; Paceline knows plain values only',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " stands in this line; put the value in quotes',
};

function uncapitalised(message: string): string {
  const [line = ''] = message.split('\n');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/** Keys that appear twice or are not text, and aliases that lead nowhere or into themselves. */
function checkNodes(document: Document, problems: Problems, at: (offset: number) => Position) {
  let sound = true;
  let aliases = 0;
  visit(document, {
    Map(_, map, ancestors) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const position = at(startOf(key) ?? startOf(map) ?? 0);
        if (!isScalar(key) || !['string', 'number', 'boolean'].includes(typeof key.value)) {
          problems.add([], 'a key must be plain text', { position });
          sound = false;
          continue;
        }
        const name = String(key.value);
        const path = [...pathOf(ancestors), name];
        if (name === '__proto__') {
          problems.add(path, 'this name cannot be used', { position });
          sound = false;
        }
        if (seen.has(name))
          problems.add(path, 'this key is there twice', { position, found: name });
        seen.add(name);
      }
    },
    Alias(_, alias, ancestors) {
      aliases += 1;
      // Finding an anchor reads the whole file: not for thousands of them.
      if (aliases > MOST_ALIASES) return;
      const target = alias.resolve(document);
      const position = at(startOf(alias) ?? 0);
      if (!target) problems.add([], `nothing is called &${alias.source}`, { position });
      else if (ancestors.includes(target)) {
        problems.add([], `*${alias.source} stands inside of itself`, { position });
      } else return;
      sound = false;
    },
  });
  if (aliases > MOST_ALIASES) problems.add([], TOO_MANY_ALIASES);
  return sound && aliases <= MOST_ALIASES;
}

/** Names of the maps and lists that lead to a node. */
function pathOf(ancestors: readonly (Document | Node | Pair)[]): string[] {
  const path: string[] = [];
  ancestors.forEach((ancestor, i) => {
    if (isPair(ancestor)) {
      if (isScalar(ancestor.key)) path.push(String(ancestor.key.value));
    } else if (isSeq(ancestor)) {
      path.push(String(ancestor.items.indexOf(ancestors[i + 1])));
    }
  });
  return path;
}

interface Found {
  key: unknown;
  value: unknown;
}

/** The deepest part of the path that the file has. */
function nodeAt(document: Document, path: Path): { found: Found; whole: boolean } {
  let found: Found = { key: null, value: document.contents };
  for (const name of path) {
    const parent = isAlias(found.value) ? found.value.resolve(document) : found.value;
    const next = isCollection(parent) ? child(parent, name) : null;
    if (!next) return { found, whole: false };
    found = next;
  }
  return { found, whole: true };
}

function child(parent: unknown, name: string): Found | null {
  if (isSeq(parent)) {
    const value = parent.items[Number(name)];
    return value === undefined ? null : { key: null, value };
  }
  if (!isMapNode(parent)) return null;
  let pairs = INDEX.get(parent);
  if (!pairs) {
    // Of two with the same name the last one counts.
    pairs = new Map(
      parent.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]),
    );
    INDEX.set(parent, pairs);
  }
  return pairs.get(name) ?? null;
}

/** The pairs of a map by name, made when it is first asked: files may have many problems. */
const INDEX = new WeakMap<YAMLMap, Map<string, Pair>>();

function offsetOf(document: Document, path: Path, part: 'key' | 'value'): number {
  const { found, whole } = nodeAt(document, path);
  const key = startOf(found.key);
  const value = startOf(found.value);
  return (part === 'value' && whole ? (value ?? key) : (key ?? value)) ?? 0;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}

function typedScalar(document: Document, path: Path): string | null {
  const { found, whole } = nodeAt(document, path);
  const node = isAlias(found.value) ? found.value.resolve(document) : found.value;
  return whole && isScalar(node) ? (node.source ?? describeFound(node.value)) : null;
}

/** Whether a value of the file is a map. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
