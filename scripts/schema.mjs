/**
 * Writes schema/paceline.schema.json from the sources: they are transpiled into build/schema and
 * asked for the schema of every driver. A test compares the committed file with the sources.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'src');
const built = join(root, 'build', 'schema');
const target = join(root, 'schema', 'paceline.schema.json');

await rm(built, { recursive: true, force: true });
for (const name of await readdir(sources, { recursive: true })) {
  if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue;
  const text = await readFile(join(sources, name), 'utf8');
  const { outputText } = ts.transpileModule(text, {
    fileName: name,
    compilerOptions: { target: 'ES2022', module: 'ESNext', verbatimModuleSyntax: true },
  });
  const file = join(built, name.replace(/\.ts$/, '.js'));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, outputText);
}

const load = (name) => import(pathToFileURL(join(built, name)).href);
const { jsonSchema } = await load('model/configuration/json-schema.js');
const { DRIVERS } = await load('drivers/registry.js');

const options = { ...(await resolveConfig(target)), parser: 'json' };
await mkdir(dirname(target), { recursive: true });
await writeFile(target, await format(JSON.stringify(jsonSchema(DRIVERS)), options));
await rm(built, { recursive: true, force: true });
console.log('schema/paceline.schema.json is up to date with the sources.');
