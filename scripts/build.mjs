// Bundles every entry of src/ into dist/<name>/index.js. `node scripts/build.mjs [target folder]`
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.resolve(process.argv[2] ?? path.join(root, 'dist'));
const ncc = path.join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js');
const entries = readdirSync(path.join(root, 'src'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'));

rmSync(target, { recursive: true, force: true });
for (const entry of entries) {
  const out = path.join(target, entry);
  execFileSync(
    process.execPath,
    [
      ncc,
      'build',
      path.join('src', `${entry}.ts`),
      '--out',
      out,
      '--license',
      'licenses.txt',
      '--quiet',
      '--no-cache',
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const bundle = path.join(out, 'index.js');
  if (!existsSync(bundle)) throw new Error(`ncc made no ${bundle}`);
  chmodSync(bundle, 0o755);
  console.log(
    `${path.join(path.basename(target), entry)}/index.js ${Math.round(statSync(bundle).size / 1024)} kB`,
  );
}
