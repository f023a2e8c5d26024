import { z } from 'zod';
import { isMap } from './document.js';
import { describeFound, nearestWord, suggestion, type Path, type Problems } from './problem.js';

type Issue = z.core.$ZodIssue;

/** Checks a value and adds every problem, in our words and at its place. */
export function checkValue(schema: z.ZodType, value: unknown, path: Path, problems: Problems) {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  addIssues(parsed.error.issues, schema, value, path, problems);
}

/** A part of the file by its own schema; undefined when it is absent or, as reported, wrong. */
export function part<T extends z.ZodType>(schema: T, value: unknown): z.output<T> | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Adds the issues that zod found in `value`, which stands at `path`. */
export function addIssues(
  issues: readonly Issue[],
  schema: z.ZodType | null,
  value: unknown,
  path: Path,
  problems: Problems,
): void {
  for (const issue of issues) addIssue(issue, schema, value, path, problems);
}

function addIssue(
  issue: Issue,
  schema: z.ZodType | null,
  value: unknown,
  path: Path,
  problems: Problems,
): void {
  const keys = issue.path.map(String);
  const place = [...path, ...keys];
  const there = keys.reduce(valueUnder, value);
  const of = keys.reduce<z.ZodType | null>(schemaUnder, schema);
  const found = describeFound(there);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const valid = of ? keysOf(of) : [];
      for (const key of issue.keys) addUnknownKey([...place, key], valid, problems);
      return;
    }
    case 'invalid_union': {
      const chosen = closest(issue.errors, there);
      const option = of ? optionsOf(of)[chosen] : undefined;
      const errors = issue.errors[chosen];
      if (errors) return addIssues(errors, option ?? null, there, place, problems);
      if (isSaid(issue)) break;
      const [said] = issue.errors.flat().filter((e) => e.path.length === 0 && isSaid(e));
      const wanted = oneOf([...new Set(issue.errors.flat().flatMap(wordsFor))]);
      if (said && !isMap(there) && !Array.isArray(there)) {
        return problems.add(place, withFound(said.message, found), { found, expected: wanted });
      }
      return problems.add(place, `expected ${wanted}, found ${found}`, { found, expected: wanted });
    }
    case 'invalid_value': {
      const valid = issue.values.map(String);
      const wanted = oneOf(valid);
      const nearest = typeof there === 'string' ? nearestWord(there, valid) : null;
      const message = `expected ${wanted}, found ${found}${suggestion(nearest, [], '')}`;
      return problems.add(place, message, { found, expected: wanted, nearest });
    }
    case 'invalid_key': {
      const [inner] = issue.issues;
      const message = `this name cannot be used: ${inner ? inNames(inner) : issue.message}`;
      return problems.add(place, message, { at: 'key', found: keys.at(-1) ?? null });
    }
    case 'invalid_type': {
      if (there === undefined) {
        const message = 'is missing; it is required';
        return problems.add(place, message, { at: 'key', expected: typeNames([issue.expected]) });
      }
      if (isSaid(issue)) break;
      const wanted = typeNames([issue.expected]);
      return problems.add(place, `expected ${wanted}, found ${found}`, { found, expected: wanted });
    }
    case 'too_small':
    case 'too_big': {
      if (isSaid(issue)) break;
      const wanted = bounds(issue);
      return problems.add(place, `expected ${wanted}, found ${found}`, { found, expected: wanted });
    }
    case 'custom': {
      // About several keys together: the map itself says nothing.
      if (!isMap(there) || found !== 'a map') break;
      return problems.add(place, `expected ${issue.message}`, { found, expected: issue.message });
    }
    default:
  }
  problems.add(place, withFound(inOurWords(issue.message), found), {
    found,
    expected: issue.message,
  });
}

function addUnknownKey(path: Path, valid: readonly string[], problems: Problems): void {
  const key = path.at(-1) ?? '';
  const nearest = nearestWord(key, valid);
  const message = `unknown key${suggestion(nearest, valid, 'known here:')}`;
  problems.add(path, message, { at: 'key', found: key, expected: oneOf(valid), nearest });
}

/** The alternative whose type fits and that has the fewest problems; -1 when no type fits. */
function closest(alternatives: readonly (readonly Issue[])[], value: unknown): number {
  const misfits = (e: Issue) =>
    e.code === 'invalid_type' ||
    (e.code === 'invalid_value' && typeof e.values[0] !== typeof value);
  let chosen = -1;
  let fewest = Infinity;
  alternatives.forEach((errors, i) => {
    if (errors.some((e) => e.path.length === 0 && misfits(e))) return;
    const size = errors.reduce(
      (n, e) => n + (e.code === 'unrecognized_keys' ? e.keys.length : 1),
      0,
    );
    if (size < fewest) [chosen, fewest] = [i, size];
  });
  return chosen;
}

/** Words of a schema's author are kept; zod's own ones are for programmers. */
function isSaid(issue: Pick<Issue, 'message'>): boolean {
  return !/^(Invalid |Too (small|big)|Unrecognized )/.test(issue.message);
}

/** An author says what is wrong ("has no unit; write 5%") or what is wanted ("a path"). */
function withFound(message: string, found: string): string {
  if (/^(has|is|cannot|must) /.test(message))
    return found === 'nothing' ? message : `${found} ${message}`;
  return `expected ${message.replace(/^expected /, '')}, found ${found}`;
}

function inNames(issue: Issue): string {
  if (issue.code === 'too_small') return 'it is empty';
  if (issue.code === 'too_big') return `it is longer than ${issue.maximum} characters`;
  return inOurWords(issue.message);
}

function inOurWords(message: string): string {
  return isSaid({ message }) ? message : 'something else';
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

function wordsFor(issue: Issue): string[] {
  if (issue.code === 'invalid_type') return [TYPES[issue.expected] ?? issue.expected];
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}

function typeNames(types: readonly string[]): string {
  return oneOf(types.filter((type) => type !== '').map((type) => TYPES[type] ?? type));
}

function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function bounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const inclusive = issue.inclusive !== false;
  if (['string', 'array', 'object'].includes(issue.origin)) {
    const things = issue.origin === 'string' ? 'characters' : 'entries';
    if (issue.code === 'too_big') return `at most ${limit} ${things}`;
    return limit === 1 ? 'something here' : `at least ${limit} ${things}`;
  }
  if (issue.code === 'too_small') return `${inclusive ? 'at least' : 'more than'} ${limit}`;
  return `${inclusive ? 'at most' : 'less than'} ${limit}`;
}

function valueUnder(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return (value as unknown[])[Number(key)];
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The schema inside of what only wraps it. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return bare(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodDefault) return bare(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return bare(schema.in as z.ZodType);
  return schema;
}

function optionsOf(schema: z.ZodType): z.ZodType[] {
  const inner = bare(schema);
  return inner instanceof z.ZodUnion ? (inner.options as z.ZodType[]) : [inner];
}

function schemaUnder(schema: z.ZodType | null, key: string): z.ZodType | null {
  if (!schema) return null;
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return (inner.shape as Record<string, z.ZodType>)[key] ?? null;
  if (inner instanceof z.ZodRecord) return inner.valueType as z.ZodType;
  if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
  if (inner instanceof z.ZodUnion) {
    for (const option of inner.options as z.ZodType[]) {
      const under = schemaUnder(option, key);
      if (under) return under;
    }
  }
  return null;
}

function keysOf(schema: z.ZodType): string[] {
  const inner = bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
