// Writes schema/paceline.schema.json from the sources, with the part of every driver. A test
// compares the committed file with the sources.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { transpiled } from './sources.mjs';

const target = join(
  fileURLToPath(new URL('..', import.meta.url)),
  'schema',
  'paceline.schema.json',
);

const sources = await transpiled('schema');
const { jsonSchema } = await sources.load('model/configuration/json-schema.js');
const { DRIVERS } = await sources.load('drivers/registry.js');
const options = { ...(await resolveConfig(target)), parser: 'json' };
await mkdir(dirname(target), { recursive: true });
await writeFile(target, await format(JSON.stringify(jsonSchema(DRIVERS)), options));
await sources.remove();
console.log('schema/paceline.schema.json is up to date with the sources.');
