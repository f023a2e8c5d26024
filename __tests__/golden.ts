import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'golden');

/**
 * Compares a whole text with the file of that name under golden/. A text that differs is left
 * beside it as `.got`, and the test fails; UPDATE_GOLDEN=1 takes it as the new truth.
 */
export function expectGolden(name: string, text: string): void {
  const file = path.join(FOLDER, name);
  const { dir, name: stem, ext } = path.parse(file);
  const got = path.join(dir, `${stem}.got${ext}`);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dir, { recursive: true });
    writeFileSync(file, text);
  }
  const wanted = existsSync(file) ? readFileSync(file, 'utf8') : null;
  if (wanted === text) rmSync(got, { force: true });
  else writeFileSync(got, text);
  expect(text).toBe(wanted);
}
