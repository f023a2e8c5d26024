import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRunDirectory } from '../../src/bench/run-directory.js';
import { UserError } from '../../src/model/user-error.js';
import { temporaryFolder } from './repositories.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('a run directory is private, has a name of its own, and is removed with everything in it', async () => {
  const first = await makeRunDirectory(folder.path);
  const second = await makeRunDirectory(folder.path);
  expect(first.path).not.toBe(second.path);
  expect(statSync(first.path).mode & 0o777).toBe(0o700);
  mkdirSync(join(first.path, 'go/modules'), { recursive: true });
  writeFileSync(join(first.path, 'go/modules/x.go'), '');
  chmodSync(join(first.path, 'go/modules'), 0o555);
  expect(await first.remove()).toBeNull();
  expect(existsSync(first.path)).toBe(false);
  expect(existsSync(second.path)).toBe(true);
  expect(await second.remove()).toBeNull();
});

test('a parent that does not exist is an error of the user', async () => {
  await expect(makeRunDirectory(join(folder.path, 'nowhere'))).rejects.toBeInstanceOf(UserError);
});

test('a disk that is nearly full is told before anything is written', async () => {
  const parent = join(folder.path, 'full');
  mkdirSync(parent);
  await expect(makeRunDirectory(parent, Number.MAX_VALUE)).rejects.toThrow(
    /^only \d+ MiB are free/,
  );
  expect(readdirSync(parent)).toEqual([]);
});
