// Measures Paceline itself and writes docs/performance.md: `npm run bench` (about two minutes).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const here = path.dirname(fileURLToPath(import.meta.url));
const page = path.join(here, '..', 'docs', 'performance.md');
const PARTS = [
  [
    'generator.mjs',
    'Load generator',
    'The sliced driver and plain continuous autocannon load the same server in turn.',
  ],
  [
    'command.mjs',
    'Where the time of a run goes',
    'A comparison of two equal commits of a small service.',
  ],
  ['deciding.mjs', 'Deciding', 'From a Result in memory to all verdicts.'],
  [
    'startup.mjs',
    'Start-up and size',
    'Medians of nine starts; what the bundles are made of, before bundling.',
  ],
];

const sections = [];
let missed = 0;
for (const [script, title, about] of PARTS) {
  console.log(title);
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(here, script)], {
    encoding: 'utf8',
  });
  const lines = stdout
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  if (lines.length === 0) throw new Error(`${script} measured nothing: ${stderr}`);
  for (const { what, value, target, met } of lines) {
    console.log(`  ${what}: ${value}${target ? ` (${target}${met ? '' : ': MISSED'})` : ''}`);
  }
  missed += lines.filter(({ met }) => !met).length;
  const rows = lines.map(
    ({ what, value, target, met }) => `| ${what} | ${value} | ${target}${met ? '' : ' (missed)'} |`,
  );
  sections.push(
    [
      `## ${title}`,
      '',
      about,
      '',
      '| what | measured | target |',
      '|---|---|---|',
      ...rows,
      '',
    ].join('\n'),
  );
}

const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const text = `# Speed and size

Written by \`npm run bench\`. Times hold for the machine and the minute they were measured in (${machine}, shared
with others); ratios are made within one run.

${sections.join('\n')}`;
writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
console.log(`written to ${path.relative(process.cwd(), page)}`);
if (missed > 0) process.exitCode = 1;
