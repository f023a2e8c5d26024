import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PACELINE_VERSION } from '../../src/model/version.js';

it('is the version of the package', () => {
  const file = path.join(import.meta.dirname, '..', '..', 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  expect(PACELINE_VERSION).toBe(manifest.version);
});
