import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.join(import.meta.dirname, '..', 'src');

/** What each column may import besides itself. Entries (src/*.ts) and commands may import all. */
const ALLOWED: Record<string, readonly string[]> = {
  model: [],
  analysis: ['model'],
  render: ['model', 'analysis'],
  drivers: ['model'],
  bench: ['model', 'drivers'],
  github: ['model'],
  commands: ['model', 'analysis', 'render', 'drivers', 'bench', 'github'],
};

interface Import {
  from: string;
  to: string;
}

function imports(): Import[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(SOURCES, file), 'utf8');
      const found = text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g);
      return [...found].map(([, to]) => ({ from: file, to: to ?? '' }));
    });
}

function columnOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'entry';
}

function targetOf({ from, to }: Import): string {
  return path.join(path.dirname(from), to);
}

describe('the arrows of the design', () => {
  const all = imports();
  const own = all.filter(({ to }) => to.startsWith('.'));

  it('finds imports to look at', () => {
    expect(own.length).toBeGreaterThan(50);
  });

  it('go one way between the columns', () => {
    const wrong = own.filter((edge) => {
      const column = columnOf(edge.from);
      const target = columnOf(targetOf(edge));
      return column !== 'entry' && column !== target && !ALLOWED[column]?.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('never lead into an entry', () => {
    expect(own.filter((edge) => columnOf(targetOf(edge)) === 'entry')).toEqual([]);
  });

  it('keep model, analysis and render free of input and output', () => {
    const wrong = all.filter(
      ({ from, to }) =>
        ['model', 'analysis', 'render'].includes(columnOf(from)) && to.startsWith('node:'),
    );
    // Hashing for the content security policy is arithmetic, not input or output.
    expect(wrong.filter(({ to }) => to !== 'node:crypto')).toEqual([]);
  });

  it('know every column', () => {
    const columns = new Set(
      readdirSync(SOURCES, { withFileTypes: true })
        .filter((e) => e.isDirectory())
        .map((e) => e.name),
    );
    expect([...columns].filter((column) => !(column in ALLOWED))).toEqual([]);
  });
});

describe('files', () => {
  it('stay short enough to have one subject', () => {
    const long = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => readFileSync(path.join(SOURCES, file), 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });
});
