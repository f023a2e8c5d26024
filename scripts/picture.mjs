// Draws what `paceline decide` prints of a saved Result as an SVG for the README:
// node scripts/picture.mjs docs/pictures/demo-result.json docs/pictures/demo.svg
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const [result, picture, last = 'For information'] = process.argv.slice(2);
if (!result || !picture)
  throw new Error('usage: picture.mjs RESULT PICTURE [FIRST LINE TO LEAVE OUT]');

const { stdout } = spawnSync(
  process.execPath,
  [path.join(root, 'dist', 'cli', 'index.js'), 'decide', result],
  { encoding: 'utf8', env: { PATH: process.env.PATH, FORCE_COLOR: '1', LANG: 'C.UTF-8' } },
);
const lines = ['$ paceline compare --base main', '', ...stdout.split('\n')];
// eslint-disable-next-line no-control-regex -- colours begin with an escape character
const plain = (line) => line.replace(/\u001b\[[0-9;]*m/g, '');
const end = lines.findIndex((line) => plain(line).startsWith(last));
const shown = lines.slice(0, end < 0 ? lines.length : end);
while (shown.at(-1) === '') shown.pop();

const CHARACTER = 7.83;
const LINE = 18;
const COLOURS = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
};

/** One line as SVG text: every run of characters with one style is placed by its column. */
function drawn(line, row) {
  const spans = [];
  let column = 0;
  let style = { colour: null, bold: false, dim: false };
  // eslint-disable-next-line no-control-regex -- colours begin with an escape character
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    // eslint-disable-next-line no-control-regex -- colours begin with an escape character
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1];
    if (codes !== undefined) {
      for (const code of codes.split(';').map(Number)) style = styled(style, code);
      continue;
    }
    if (part.trim() !== '') {
      const indent = part.length - part.trimStart().length;
      const x = 20 + (column + indent) * CHARACTER;
      const fill = style.colour ?? (style.dim ? '#8b949e' : '#e6edf3');
      const weight = style.bold ? ' font-weight="bold"' : '';
      const text = part.trimStart().replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      const width = (part.trimStart().length * CHARACTER).toFixed(1);
      spans.push(
        `<text x="${x.toFixed(1)}" y="${48 + row * LINE}" fill="${fill}"${weight} textLength="${width}" xml:space="preserve">${text}</text>`,
      );
    }
    column += part.length;
  }
  return spans.join('');
}

function styled(style, code) {
  if (code === 0) return { colour: null, bold: false, dim: false };
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, colour: null };
  return code in COLOURS ? { ...style, colour: COLOURS[code] } : style;
}

const columns = Math.max(...shown.map((line) => plain(line).length));
const width = Math.ceil(columns * CHARACTER + 40);
const height = shown.length * LINE + 60;
writeFileSync(
  picture,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" role="img" aria-label="Output of paceline compare: verdict, table of gates with ranges, explanation">
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="5" fill="#ff5f57"/><circle cx="38" cy="18" r="5" fill="#febc2e"/><circle cx="56" cy="18" r="5" fill="#28c840"/>
${shown.map(drawn).filter(Boolean).join('\n')}
</svg>
`,
);
