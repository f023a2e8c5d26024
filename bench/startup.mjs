// How long the command takes to say something, and what its bundles are made of.
// `node bench/startup.mjs`, after `npm run build`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { report } from './report.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const cli = path.join(root, 'dist', 'cli', 'index.js');
const scratch = mkdtempSync(path.join(tmpdir(), 'paceline-startup-'));
try {
  writeFileSync(
    path.join(scratch, 'paceline.yml'),
    'service: { start: x }\nbenchmarks: { a: { http: GET / } }\n',
  );
  for (const [what, args, most] of [
    ['an empty Node script, for comparison', ['--eval', '0'], undefined],
    ['`paceline --help`', [cli, '--help'], 0.4],
    ['`paceline check`', [cli, 'check'], 0.4],
  ]) {
    report({ what, value: median(Array.from({ length: 9 }, () => timed(args))), unit: 'ms', most });
  }
  for (const bundle of readdirSync(path.join(root, 'dist'))) {
    const { size } = statSync(path.join(root, 'dist', bundle, 'index.js'));
    report({ what: `dist/${bundle}/index.js`, value: size, unit: 'kB' });
    for (const [name, bytes] of partsOf(bundle).slice(0, 5)) {
      report({ what: `sources in dist/${bundle}: ${name}`, value: bytes, unit: 'kB' });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function timed(args) {
  const began = performance.now();
  execFileSync(process.execPath, args, { cwd: scratch, stdio: 'ignore' });
  return (performance.now() - began) / 1000;
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Bytes of source by package, largest first, as the bundler counts them. */
function partsOf(bundle) {
  const stats = path.join(scratch, `${bundle}.json`);
  const ncc = path.join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js');
  const out = path.join(scratch, bundle);
  execFileSync(
    process.execPath,
    [ncc, 'build', path.join('src', `${bundle}.ts`), '--out', out, '--stats-out', stats, '--quiet'],
    { cwd: root, stdio: 'ignore' },
  );
  const sizes = new Map();
  const visit = (module) => {
    if (module.modules) return module.modules.forEach(visit);
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module.name);
    const name = found ? found[1] : 'our sources';
    sizes.set(name, (sizes.get(name) ?? 0) + module.size);
  };
  JSON.parse(readFileSync(stats, 'utf8'))
    .modules.filter(({ name }) => !/^(external|webpack)/.test(name))
    .forEach(visit);
  return [...sizes].sort(([, a], [, b]) => b - a);
}
