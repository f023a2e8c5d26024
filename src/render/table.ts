import { columns as widthOf, pad, shorten } from './text.js';

/** A table is a list of these. Cells are plain text; colour comes after the widths are known. */
export interface Column<R> {
  header: string;
  /** `width` matters only to drawn columns; 0 while the table asks what the cell needs. */
  format(row: R, width: number): string;
  align?: 'left' | 'right';
  paint?(text: string, row: R): string;
  /** A column that is drawn to fit the room there is, such as a bar. */
  drawn?: { min: number; max: number };
  /** May lose the middle of its text, down to this width. */
  shrink?: number;
  /** Left out when there is no room: 1 first. Columns without a number stay. */
  drop?: number;
  /** What to say above the table when all rows have the same; '' says nothing. */
  lift?(cell: string): string;
}

export interface Table {
  /** What all rows have in common. */
  above: string[];
  header: string;
  /** One line per row, in the same order. */
  lines: string[];
}

const GAP = 2;

/** Lays the rows out in at most `width` columns. */
export function layOut<R>(columns: readonly Column<R>[], rows: readonly R[], width: number): Table {
  const above: string[] = [];
  const filled = columns.map((column) => ({
    column,
    cells: rows.map((row) => column.format(row, 0)),
  }));
  let shown = filled.filter(({ column, cells }) => {
    if (column.drawn) return true;
    if (cells.every((cell) => cell === '')) return false;
    const first = cells[0] ?? '';
    if (!column.lift || cells.length < 2 || cells.some((cell) => cell !== first)) return true;
    const common = column.lift(first);
    if (common !== '') above.push(common);
    return false;
  });

  let widths = fit(shown, width);
  while (total(widths) > width) {
    const least = Math.min(...shown.map(({ column }) => column.drop ?? Infinity));
    if (least === Infinity) break;
    shown = shown.filter(({ column }) => column.drop !== least);
    widths = fit(shown, width);
  }
  squeeze(widths, width);

  const line = (
    cellOf: (index: number) => string,
    paint: (text: string, index: number) => string,
  ) =>
    shown
      .map(({ column }, index) => {
        const room = widths[index] ?? 0;
        return paint(pad(shorten(cellOf(index), room), room, column.align), index);
      })
      .join(' '.repeat(GAP));
  return {
    above,
    header: line(
      (index) => shown[index]?.column.header ?? '',
      (text) => text,
    ),
    lines: rows.map((row, at) =>
      line(
        (index) => {
          const entry = shown[index];
          if (!entry) return '';
          return entry.column.drawn
            ? entry.column.format(row, widths[index] ?? 0)
            : (entry.cells[at] ?? '');
        },
        (text, index) => shown[index]?.column.paint?.(text, row) ?? text,
      ),
    ),
  };
}

interface Filled<R> {
  column: Column<R>;
  cells: string[];
}

/** Natural widths; then long names give way, and drawings take what is left over. */
function fit<R>(shown: readonly Filled<R>[], width: number): number[] {
  const widths = shown.map(({ column, cells }) =>
    column.drawn
      ? column.drawn.min
      : cells.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(column.header)),
  );
  shown.forEach(({ column }, index) => {
    const excess = total(widths) - width;
    const own = widths[index] ?? 0;
    if (column.shrink !== undefined && excess > 0) {
      widths[index] = Math.max(Math.min(own, column.shrink), own - excess);
    }
  });
  shown.forEach(({ column }, index) => {
    if (!column.drawn) return;
    const spare = Math.max(0, width - total(widths));
    widths[index] = Math.min(column.drawn.max, column.drawn.min + spare);
  });
  return widths;
}

/** The last resort on a very narrow terminal: the widest column gives way, again and again. */
function squeeze(widths: number[], width: number): void {
  while (total(widths) > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 1) return;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + GAP * Math.max(0, widths.length - 1);
}
