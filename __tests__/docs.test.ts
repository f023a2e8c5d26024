import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Boundaries } from '../src/analysis/boundary.js';
import { DRIVERS } from '../src/drivers/registry.js';
import { parseConfiguration } from '../src/model/configuration/parse.js';
import { resultSchema } from '../src/model/result.js';

const ROOT = path.join(import.meta.dirname, '..');

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

function filesBelow(folder: string, extension: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => path.posix.join(folder, file));
}

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesBelow('docs', '.md')];

/** The words of a page, without its examples. */
function prose(page: string): string {
  return read(page).replace(/^ *```.*?^ *```/gms, '');
}

/** Anchors of a page, as GitHub makes them from headings. */
function anchorsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('links', () => {
  const links = PAGES.flatMap((page) =>
    [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, to]) => to ?? '')
      .filter((to) => !/^[a-z]+:/.test(to))
      .map((to) => {
        const [file = '', anchor] = to.split('#');
        const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
        return { page, to, target, anchor };
      }),
  );

  it('are there to look at', () => {
    expect(links.length).toBeGreaterThan(20);
  });

  it('lead to files that exist', () => {
    const dead = links.filter(({ target }) => !existsSync(path.join(ROOT, target)));
    expect(dead.map(({ page, to }) => `${page}: ${to}`)).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const dead = links.filter(
      ({ target, anchor }) =>
        anchor !== undefined &&
        existsSync(path.join(ROOT, target)) &&
        !anchorsOf(target).includes(anchor),
    );
    expect(dead.map(({ page, to }) => `${page}: ${to}`)).toEqual([]);
  });
});

test('every file of src and __tests__ that a page names exists', () => {
  const named = PAGES.flatMap((page) =>
    [...prose(page).matchAll(/(?<![\w./-])(?:src|__tests__)\/[\w./-]*\w/g)].map(([file]) => ({
      page,
      file,
    })),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ file }) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});

describe('examples of paceline.yml', () => {
  const examples = PAGES.flatMap((page) =>
    [...read(page).matchAll(/^( *)```ya?ml( invalid)?\n(.*?)^ *```/gms)]
      .map(([, indent = '', invalid, text = '']) => ({
        page,
        isInvalid: invalid !== undefined,
        text: text.replace(new RegExp(`^${indent}`, 'gm'), ''),
      }))
      .filter(({ text, isInvalid }) => isInvalid || /^benchmarks:/m.test(text)),
  );
  const problemsIn = (page: string, text: string): string[] => {
    const answer = parseConfiguration(text, page, DRIVERS);
    return 'problems' in answer
      ? answer.problems.map(({ line, message }) => `line ${line}: ${message}`)
      : [];
  };

  it('are there to look at', () => {
    expect(examples.length).toBeGreaterThan(2);
  });

  it('are read without a problem', () => {
    const wrong = examples
      .filter(({ isInvalid }) => !isInvalid)
      .map(({ page, text }) => ({ page, problems: problemsIn(page, text) }))
      .filter(({ problems }) => problems.length > 0);
    expect(wrong).toEqual([]);
  });

  it('that are marked invalid have a problem', () => {
    const right = examples
      .filter(({ isInvalid }) => isInvalid)
      .filter(({ page, text }) => problemsIn(page, text).length === 0);
    expect(right).toEqual([]);
  });
});

describe('docs/result-format.md', () => {
  const schema = pathsOf(z.toJSONSchema(resultSchema));
  const documented = documentedFields(read('docs/result-format.md'));

  it('names every field of the schema, in its place', () => {
    expect(schema.leaves.length).toBeGreaterThan(60);
    expect(schema.leaves.filter((field) => !documented.includes(field))).toEqual([]);
  });

  it('names no field that the schema does not have', () => {
    expect(documented.filter((field) => !schema.all.has(field))).toEqual([]);
  });
});

/** What z.toJSONSchema makes of the schemas of a Result. */
interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | false;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** `benchmarks[].sessions[].latency.<side>`; `<name>` for the keys of a map. */
function pathsOf(root: object): { all: Set<string>; leaves: string[] } {
  const all = new Set<string>();
  const leaves: string[] = [];
  /** Whether there is anything below. */
  const walk = (node: JsonSchema, at: string): boolean => {
    const { properties = {}, additionalProperties, items, anyOf = [] } = node;
    const names = Object.keys(properties);
    const isPair = names.length === 2 && names.includes('base') && names.includes('head');
    const children: [string, JsonSchema | undefined][] = isPair
      ? [['<side>', properties.head]]
      : Object.entries(properties);
    for (const [name, child] of children) {
      const place = at === '' ? name : `${at}.${name}`;
      all.add(place);
      if (child && !walk(child, place)) leaves.push(place);
    }
    const others = [
      ...(items ? [[items, `${at}[]`] as const] : []),
      ...(additionalProperties ? [[additionalProperties, `${at}.<name>`] as const] : []),
      ...anyOf.map((one) => [one, at] as const),
    ];
    return others.map(([one, place]) => walk(one, place)).some(Boolean) || children.length > 0;
  };
  walk(root, '');
  return { all, leaves };
}

/** First cells of the tables, below the path that their heading names. */
function documentedFields(text: string): string[] {
  const fields: string[] = [];
  let place = '';
  for (const line of text.split('\n')) {
    const heading = /^#+ (?:`(.+)`)?/.exec(line);
    if (heading) place = heading[1] ?? '';
    const field = /^\| `([^`]+)`/.exec(line)?.[1];
    if (field !== undefined) fields.push(place === '' ? field : `${place}.${field}`);
  }
  return fields;
}

describe('docs/statistics.md', () => {
  const text = read('docs/statistics.md');

  it('has every section that the code refers to', () => {
    const sections = new Map(
      text
        .split(/^#+ /m)
        .map((section) => [/^((?:A\.)?\d+(?:\.\d+)?)[. ]/.exec(section)?.[1], section]),
    );
    const cited = [...filesBelow('src', '.ts'), ...filesBelow('__tests__', '.ts')].flatMap((file) =>
      [...read(file).matchAll(/(\w+ )?§((?:A\.)?\d+(?:\.\d+)*)/g)]
        .filter(([, before = '']) => !/^(\d+|design) $/.test(before))
        .map(([, , section = '']) => ({ file, section })),
    );
    // A.3.6 is the sixth point of A.3, and 0.6 the sixth of 0.
    const isThere = (section: string): boolean => {
      const [, parent, point] = /^(.+)\.(\d+)$/.exec(section) ?? [];
      return (
        sections.has(section) || new RegExp(`^${point}\\. `, 'm').test(sections.get(parent) ?? '')
      );
    };
    expect(cited.length).toBeGreaterThan(40);
    expect(cited.filter(({ section }) => !isThere(section))).toEqual([]);
  });

  it('has a table of the boundary that the code reproduces', () => {
    const rowOf = (label: string): string[] =>
      (text.split('\n').find((line) => line.startsWith(`| ${label} `)) ?? '')
        .split('|')
        .slice(2, -1)
        .map((cell) => cell.trim());
    const looks = rowOf('s').map((s) => ({ sessions: Number(s), tau: Number(s) / 16 }));
    const states = (level: number) => new Boundaries().at(level, looks);
    expect(looks.map(({ sessions }) => sessions)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    expect(rowOf('c, a = 0.0425')).toEqual(states(0.0425).map(({ z }) => z.toFixed(4)));
    expect(rowOf('T, a = 0.0425')).toEqual(states(0.0425).map(({ t }) => t.toFixed(3)));
    expect(rowOf('T, a = 0.0425/3')).toEqual(states(0.0425 / 3).map(({ t }) => t.toFixed(3)));
  });

  it('names every file of the analysis', () => {
    const missing = filesBelow('src/analysis', '.ts').filter((file) => !text.includes(file));
    expect(missing).toEqual([]);
  });
});
