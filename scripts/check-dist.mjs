// Rebuilds the bundles beside the committed ones and compares every file, new and missing ones too.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const fresh = mkdtempSync(path.join(tmpdir(), 'paceline-dist-'));
try {
  execFileSync(process.execPath, [path.join(root, 'scripts', 'build.mjs'), fresh], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const committed = path.join(root, 'dist');
  const files = [...new Set([...filesIn(committed), ...filesIn(fresh)])].sort();
  const differing = files.filter((file) => read(committed, file) !== read(fresh, file));
  if (differing.length > 0) {
    console.error('dist/ is not what the sources build. Run `npm run build` and commit:');
    for (const file of differing) console.error(`  dist/${file}`);
    process.exitCode = 1;
  } else {
    console.log(`dist/ is what the sources build (${files.length} files).`);
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function filesIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
}

function read(directory, file) {
  try {
    return readFileSync(path.join(directory, file), 'latin1');
  } catch {
    // A file that one of the two lacks differs from every content.
    return null;
  }
}
