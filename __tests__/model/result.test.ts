import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { parseResult, resultJsonSchema } from '../../src/model/result.js';
import { result, sessions, benchmark } from '../analysis/result-builder.js';

const FILE = path.join(import.meta.dirname, '..', '..', 'schema', 'result.schema.json');

describe('the Result', () => {
  const schema = JSON.parse(readFileSync(FILE, 'utf8')) as object;
  const ajv = new Ajv2020({ strict: false });
  formats.default.default(ajv);
  const conforms = ajv.compile(schema);
  const good = JSON.parse(JSON.stringify(result([benchmark({ sessions: sessions(2) })]))) as Record<
    string,
    unknown
  >;

  it('has a committed JSON Schema that is what the sources say', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(resultJsonSchema())));
  });

  it.each<[string, boolean, (value: Record<string, unknown>) => unknown]>([
    ['as it was written', true, (value) => value],
    ['with an unknown key', false, (value) => ({ ...value, verdict: 'pass' })],
    ['without commits', false, ({ commits: _, ...rest }) => rest],
    ['of another version', false, (value) => ({ ...value, version: 2 })],
    ['with a state nobody knows', false, (value) => ({ ...value, state: 'green' })],
    ['that is a list', false, () => []],
    ['that is text', false, () => 'result'],
  ])('%s is judged alike by reader and schema', (_name, isGood, change) => {
    const value = change(good);
    expect('result' in parseResult(value)).toBe(isGood);
    expect(conforms(value)).toBe(isGood);
  });

  it('is accepted when it is whole, and refused with the place of each problem', () => {
    expect(parseResult(good)).toHaveProperty('result');
    expect(parseResult({ ...good, seed: -1, state: 'green' })).toEqual({
      problems: [expect.stringMatching(/^seed: /), expect.stringMatching(/^state: /)],
    });
  });
});
