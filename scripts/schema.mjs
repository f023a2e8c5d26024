// Writes the JSON Schemas in schema/ from the sources: paceline.yml with the part of every driver,
// and the Result. Tests compare the committed files with the sources.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { transpiled } from './sources.mjs';

const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'schema');

const sources = await transpiled('schema');
const { jsonSchema } = await sources.load('model/configuration/json-schema.js');
const { resultJsonSchema } = await sources.load('model/result.js');
const { DRIVERS } = await sources.load('drivers/registry.js');
await mkdir(folder, { recursive: true });
await write('paceline.schema.json', jsonSchema(DRIVERS));
await write('result.schema.json', resultJsonSchema());
await sources.remove();

async function write(name, schema) {
  const target = join(folder, name);
  const options = { ...(await resolveConfig(target)), parser: 'json' };
  await writeFile(target, await format(JSON.stringify(schema), options));
  console.log(`schema/${name} is up to date with the sources.`);
}
