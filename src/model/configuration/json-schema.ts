import { z } from 'zod';
import type { DriverPart } from './driver-part.js';
import { benchmarkSchema, fileSchema } from './schema.js';

/**
 * The JSON Schema of paceline.yml for editors and other tools, from the schema that the parser
 * uses. The parser also holds rules between keys that a schema cannot say: docs/configuration.md
 * lists them.
 */
export function jsonSchema(drivers: readonly DriverPart[]): Record<string, unknown> {
  const [first, ...rest] = drivers.map(benchmarkSchema);
  if (!first) throw new Error('there is no driver');
  const benchmark = rest.length === 0 ? first : z.union([first, ...rest]);
  const { $schema, ...schema } = z.toJSONSchema(fileSchema(benchmark), {
    io: 'input',
    target: 'draft-07',
  });
  return {
    $schema,
    title: 'paceline.yml',
    description: 'What Paceline builds, starts and loads, and what it holds the result against.',
    ...schema,
  };
}
