import type { BenchmarkDecision, Decision, Row } from '../model/decision.js';
import type { Benchmark } from '../model/result.js';
import { bar, gaugeOf } from './bar.js';
import { rowCells, rowInBrief, type RowCells } from './cells.js';
import { bare, counted } from './quantity.js';
import { layOut, type Column } from './table.js';
import { coloursOf, type Colours, type Terminal } from './terminal.js';
import { plain, shorten, wrap } from './text.js';
import { byVerdict, paintVerdict } from './verdict.js';

interface Line {
  benchmark: BenchmarkDecision;
  row: Row;
  cells: RowCells;
}

/** Where benchmarks have few rows, a heading for each would double the table. */
const ROWS_FOR_HEADINGS = 1.5;

/** The table of everything that can fail the run, benchmark by benchmark in the given order. */
export function gateTable(
  decision: Decision,
  benchmarks: ReadonlyMap<string, Benchmark>,
  terminal: Terminal,
): string[] {
  const colours = coloursOf(terminal);
  const groups = decision.benchmarks
    .map((benchmark) => ({
      benchmark,
      rows: benchmark.rows.filter(({ gate }) => gate).sort(byVerdict),
    }))
    .filter(({ rows }) => rows.length > 0);
  const lines: Line[] = groups.flatMap(({ benchmark, rows }) =>
    rows.map((row) => ({ benchmark, row, cells: rowCells(row) })),
  );
  if (lines.length === 0) return [];
  const headings = lines.length >= ROWS_FOR_HEADINGS * groups.length;
  const indent = headings ? 2 : 0;
  const columns = gateColumns(colours, headings);
  const table = layOut(columns, lines, terminal.width - indent);

  const margin = ' '.repeat(indent);
  const out = [
    ...(table.above.length > 0 ? [colours.dim(margin + table.above.join(' · '))] : []),
    colours.dim(margin + table.header),
  ];
  let before: BenchmarkDecision | null = null;
  lines.forEach(({ benchmark }, index) => {
    if (headings && benchmark !== before) {
      out.push(heading(benchmark, benchmarks.get(benchmark.name), terminal));
    }
    before = benchmark;
    out.push(margin + (table.lines[index] ?? ''));
  });
  return [...out, ...legend([...table.above, table.header].join(' '), terminal)];
}

/** Under a heading for each benchmark, its name and what is said about it need no column. */
function gateColumns(colours: Colours, headings: boolean): Column<Line>[] {
  const bold = (text: string, { row }: Line) =>
    row.verdict === 'regressed' || row.verdict === 'over' ? colours.bold(text) : text;
  const dim = (text: string) => colours.dim(text);
  const painted = (text: string, { row }: Line) => paintVerdict(row.verdict, text, colours);
  return [
    {
      header: 'verdict',
      format: ({ cells, benchmark }) =>
        `${cells.icon} ${cells.verdict}${benchmark.advisory && !headings ? ' (advisory)' : ''}`,
      paint: painted,
    },
    {
      header: 'benchmark',
      format: ({ benchmark }) => (headings ? '' : plain(benchmark.name)),
      shrink: 10,
      paint: bold,
    },
    {
      header: 'metric',
      format: ({ cells }) => cells.metric,
      shrink: 11,
      lift: (cell) => `metric: ${cell}`,
      paint: bold,
    },
    {
      header: 'base',
      format: ({ cells }) => bare(cells.base) || cells.base,
      align: 'right',
      drop: 3,
    },
    { header: 'head', format: ({ cells }) => cells.head, align: 'right' },
    { header: 'change', format: ({ cells }) => cells.change, align: 'right', drop: 4, paint: bold },
    { header: 'range', format: ({ cells }) => bare(cells.range), align: 'right' },
    {
      header: '',
      format: ({ row }, width) => {
        const gauge = gaugeOf(row);
        return gauge && width > 0 ? bar(gauge, width) : '';
      },
      drawn: { min: 11, max: 25 },
      drop: 2,
      paint: painted,
    },
    {
      header: 'limit',
      format: ({ cells }) => cells.limit,
      align: 'right',
      drop: 5,
      lift: (cell) => `limit: ${cell}`,
    },
    {
      header: 'floor',
      format: ({ cells }) => cells.noiseFloor,
      align: 'right',
      drop: 1,
      lift: (cell) => `floor: ${cell}`,
      paint: dim,
    },
  ];
}

function heading(
  { name, sessions, presence, advisory }: BenchmarkDecision,
  benchmark: Benchmark | undefined,
  terminal: Terminal,
): string {
  const colours = coloursOf(terminal);
  const title = shorten(plain(name), Math.floor(terminal.width / 2));
  const facts = [
    presence === 'new' ? 'new: nothing to compare with' : '',
    advisory ? 'advisory: does not block' : '',
    counted(sessions, 'session'),
    benchmark ? plain(benchmark.workload) : '',
  ].filter((fact) => fact !== '');
  const room = terminal.width - title.length - 2;
  return `${colours.bold(title)}  ${colours.dim(shorten(facts.join(' · '), room))}`;
}

function legend(headers: string, terminal: Terminal): string[] {
  const colours = coloursOf(terminal);
  const parts = [
    'limit: the tolerance for a change for the worse (%, pp), or the budget (≤, ≥).',
    /\bfloor\b/.test(headers)
      ? 'floor: the smallest worsening that this run finds 4 times out of 5.'
      : '',
  ];
  return wrap(parts.filter(Boolean).join(' '), terminal.width).map((line) => colours.dim(line));
}

/** Rows without a verdict, a few words each. */
/** What a driver can give but did not give here (no disk was touched, no /proc) is not worth a word. */
function isObserved(row: Row): boolean {
  return row.kind === 'budget' || row.values.base !== null || row.values.head !== null;
}

export function informationLines(decision: Decision, terminal: Terminal): string[] {
  const colours = coloursOf(terminal);
  return decision.benchmarks.flatMap((benchmark) => {
    const rows = benchmark.rows.filter((row) => !row.gate && isObserved(row));
    if (rows.length === 0) return [];
    const name = shorten(plain(benchmark.name), Math.floor(terminal.width / 3));
    const [first = '', ...rest] = wrap(
      `${name}: ${rows.map(rowInBrief).join(' · ')}`,
      terminal.width,
      '    ',
    );
    return [colours.bold(first.slice(0, name.length)) + first.slice(name.length), ...rest];
  });
}
