/** Drawings for the report: plain SVG that follows the reader's light or dark setting. */

const WIDTH = 720;
const FONT = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif';
const STYLE = `<style>
  .ground { fill: #ffffff; } text { fill: #1f2328; font: 12px ${FONT}; } .dim { fill: #59636e; }
  .grid { stroke: #d1d9e0; } .limit { stroke: #59636e; stroke-dasharray: 5 4; stroke-width: 1.5; }
  .s0 { --c: #0969da; } .s1 { --c: #bc4c00; } .s2 { --c: #8250df; } .s3 { --c: #1a7f37; }
  .curve { fill: none; stroke: var(--c); stroke-width: 2; } .dashed { stroke-dasharray: 6 4; }
  .dot { fill: var(--c); } .whisker { stroke: var(--c); stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } text { fill: #f0f6fc; } .dim { fill: #9198a1; } .grid { stroke: #3d444d; }
    .limit { stroke: #9198a1; }
    .s0 { --c: #58a6ff; } .s1 { --c: #f0883e; } .s2 { --c: #bc8cff; } .s3 { --c: #3fb950; }
  }
</style>`;

export interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Which colour; series of one colour belong together. */
  colour: number;
  dashed?: boolean;
}

export interface Axis {
  label: string;
  from: number;
  to: number;
  ticks: readonly number[];
  written: (value: number) => string;
}

const AREA = { left: 64, right: 172, top: 34, bottom: 52, height: 360 };

/** Lines over a common axis; `mark` is a vertical line with words, such as the tolerance. */
export function lines(
  title: string,
  x: Axis,
  y: Axis,
  series: readonly Series[],
  mark: { at: number; words: string },
): string {
  const { left, right, top, bottom, height } = AREA;
  const inner = WIDTH - left - right;
  const atX = (value: number) => left + (inner * (value - x.from)) / (x.to - x.from);
  const atY = (value: number) =>
    height - bottom - ((height - top - bottom) * (value - y.from)) / (y.to - y.from);
  const parts = [
    ...y.ticks.map((tick) => {
      const words = text(left - 8, atY(tick) + 4, y.written(tick), 'end', 'dim');
      return `${segment(left, atY(tick), WIDTH - right, atY(tick), 'grid')}${words}`;
    }),
    ...x.ticks.map((tick) =>
      text(atX(tick), height - bottom + 18, x.written(tick), 'middle', 'dim'),
    ),
    text(left + inner / 2, height - 12, x.label, 'middle'),
    text(left, 18, y.label, 'start'),
    segment(atX(mark.at), top, atX(mark.at), height - bottom, 'limit'),
    text(atX(mark.at) + 5, top + 10, mark.words, 'start', 'dim'),
    ...series.map(({ points, colour, dashed }) => {
      const path = points.map(([a, b]) => `${digits(atX(a))} ${digits(atY(b))}`).join('L');
      return `<path class="curve s${colour}${dashed ? ' dashed' : ''}" d="M${path}"/>`;
    }),
    ...series.map(({ name, colour, dashed }, i) => {
      const [from, row] = [WIDTH - right + 14, top + 14 + 20 * i];
      const line = `<path class="curve s${colour}${dashed ? ' dashed' : ''}" d="M${from} ${row - 4}h24"/>`;
      return `${line}${text(from + 30, row, name, 'start')}`;
    }),
  ];
  return picture(title, height, parts);
}

export interface Estimate {
  name: string;
  value: number;
  error: number;
  /** 0: as promised; 1: nothing is promised. */
  colour: number;
}

/** Estimates with two standard errors to both sides, one below the other, against a limit. */
export function estimates(
  title: string,
  x: Axis,
  rows: readonly Estimate[],
  mark: { at: number; words: string },
): string {
  const [left, right, top, row] = [320, 24, 34, 24];
  const height = top + rows.length * row + 44;
  const atX = (value: number) =>
    left + ((WIDTH - left - right) * (Math.min(x.to, value) - x.from)) / (x.to - x.from);
  const floor = height - 40;
  const parts = [
    ...x.ticks.map(
      (tick) =>
        `${segment(atX(tick), top - 8, atX(tick), floor, 'grid')}${text(atX(tick), floor + 16, x.written(tick), 'middle', 'dim')}`,
    ),
    text(WIDTH - right, height - 8, x.label, 'end'),
    segment(atX(mark.at), top - 12, atX(mark.at), floor, 'limit'),
    text(atX(mark.at), top - 17, mark.words, 'middle', 'dim'),
    ...rows.map(({ name, value, error, colour }, i) => {
      const y = top + row * i + 8;
      const low = atX(Math.max(x.from, value - 2 * error));
      return [
        text(left - 12, y + 4, name, 'end'),
        segment(low, y, atX(value + 2 * error), y, `whisker s${colour}`),
        `<circle class="dot s${colour}" cx="${digits(atX(value))}" cy="${y}" r="4.5"/>`,
      ].join('');
    }),
  ];
  return picture(title, height, parts);
}

function picture(title: string, height: number, parts: readonly string[]): string {
  const size = `viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`;
  const words = escaped(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${words}">
<title>${words}</title>
${STYLE}
<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>
${parts.join('\n')}
</svg>
`;
}

function segment(x1: number, y1: number, x2: number, y2: number, kind: string): string {
  return `<path class="${kind}" d="M${digits(x1)} ${digits(y1)}L${digits(x2)} ${digits(y2)}"/>`;
}

function text(x: number, y: number, words: string, anchor: string, kind = ''): string {
  const named = kind === '' ? '' : ` class="${kind}"`;
  return `<text${named} x="${digits(x)}" y="${digits(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function digits(value: number): string {
  return String(Math.round(value * 10) / 10);
}
