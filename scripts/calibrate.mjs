// Simulates runs through the shipped decision code and writes docs/evidence/calibration*:
// node scripts/calibrate.mjs [--seed 1] [--scale 1] [--to docs/evidence]
// With a scale below 1 there are fewer replications: for a look, not for the evidence.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { transpiled } from './sources.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    to: {
      type: 'string',
      default: join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'evidence'),
    },
  },
});
const [seed, scale] = [Number(values.seed), Number(values.scale)];
if (!Number.isInteger(seed) || !(scale > 0)) {
  throw new Error('--seed takes a whole number, --scale a positive one');
}

const sources = await transpiled('calibrate', ['calibration']);
const { calibrate } = await sources.load('calibration.js', 'calibration');
await sources.remove();

const began = performance.now();
const note = process.stderr.isTTY
  ? (what) => process.stderr.write(`\r\u001b[K${seconds()} s  ${what}`)
  : () => {};
const files = calibrate(seed, scale, note);
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
await mkdir(values.to, { recursive: true });
for (const [name, text] of Object.entries(files)) {
  const file = join(values.to, name);
  await writeFile(file, name.endsWith('.md') ? await markdown(file, text) : text);
}
console.log(`${values.to}: ${Object.keys(files).join(', ')} in ${seconds()} s`);

async function markdown(file, text) {
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

function seconds() {
  return Math.round((performance.now() - began) / 1000);
}
