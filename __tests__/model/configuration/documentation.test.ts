import { readFileSync } from 'node:fs';
import { DRIVERS } from '../../../src/drivers/registry.js';
import { jsonSchema } from '../../../src/model/configuration/json-schema.js';
import { parseConfiguration } from '../../../src/model/configuration/parse.js';
import { TARGETS } from '../../../src/model/configuration/targets.js';
import { METRICS } from '../../../src/model/metric.js';

const read = (name: string) =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const manual = read('configuration.md');

interface Node {
  default?: string | number | boolean;
  properties?: Record<string, Node>;
  additionalProperties?: Node;
  anyOf?: Node[];
}

/** Cells of the rows of all tables under a heading, code marks taken off the first one. */
function rows(text: string, heading: string): string[][] {
  const [, section = ''] = `\n${text}`.split(`\n${heading}\n`);
  return section
    .split(/\n#+ /)[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, key = '', ...cells]) => [key.replaceAll('`', ''), ...cells]);
}

const file = jsonSchema(DRIVERS) as Node;
const benchmark = file.properties?.benchmarks?.additionalProperties?.properties ?? {};
const driverKeys = [
  ...DRIVERS.map(({ name }) => name),
  ...DRIVERS.flatMap(({ configuration }) => Object.keys(configuration.siblings)),
];
const without = (keys: readonly string[]) =>
  Object.fromEntries(Object.entries(benchmark).filter(([key]) => !keys.includes(key)));
const only = (keys: readonly string[]) =>
  Object.fromEntries(Object.entries(benchmark).filter(([key]) => keys.includes(key)));

/** Keys of all maps inside of a node, at any depth. */
function keysWithin(node: Node): Record<string, Node> {
  const inner = [...(node.anyOf ?? []), ...Object.values(node.properties ?? {})];
  const items = (node as { items?: Node }).items;
  return Object.assign(
    { ...node.properties },
    ...[...inner, ...(items ? [items] : [])].map(keysWithin),
  ) as Record<string, Node>;
}

describe('docs/configuration.md', () => {
  test.each<[string, Record<string, Node>]>([
    ['## The file', file.properties ?? {}],
    ['## Service', file.properties?.service?.properties ?? {}],
    ['## Benchmark', without(driverKeys)],
    ['### http', { ...only(driverKeys), ...keysWithin(benchmark.http ?? {}) }],
    ['## Budgets', benchmark.budgets?.properties ?? {}],
    ['## Policy', file.properties?.policy?.properties ?? {}],
  ])('%s has every key of the schema and no other, with its default', (heading, keys) => {
    const table = rows(manual, heading);
    expect(table.map(([key]) => key).sort()).toEqual(Object.keys(keys).sort());
    for (const [key = '', standard = '', example = '', meaning = ''] of table) {
      const known = keys[key]?.default;
      if (known !== undefined) expect([key, standard]).toEqual([key, `\`${String(known)}\``]);
      expect([key, example, meaning]).not.toContain('');
    }
  });

  test('names the direction of every common metric', () => {
    const directions = METRICS.map(({ name, better }) => [
      name,
      better === 'higher' ? 'at least' : 'at most',
    ]);
    const table = rows(manual, '## Budgets');
    expect(table.map(([name, limit]) => [name, limit]).sort()).toEqual(directions.sort());
  });

  test('has budgets in its examples that can be written so', () => {
    const budgets = rows(manual, '## Budgets').map(
      ([name, , example = '']) => `${name}: ${example.replaceAll('`', '')}`,
    );
    expect(problems(`budgets: { ${budgets.join(', ')} }`)).toEqual([]);
  });
});

test('docs/targets.md is the table of targets', () => {
  const written = rows(read('targets.md'), '# Targets').map(([target, metric = '', budget = '']) =>
    [target, metric, budget].join(' ').replaceAll('`', ''),
  );
  const known = Object.entries(TARGETS).flatMap(([target, budgets]) =>
    Object.entries(budgets).map(([metric, budget]) => `${target} ${metric} ${budget}`),
  );
  expect(written).toEqual(known);
});

test.each(['configuration.md', 'targets.md'])('the examples of docs/%s are right', (name) => {
  const examples = [...read(name).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) {
    expect(parseConfiguration(example, name, DRIVERS)).toHaveProperty('configuration');
  }
});

function problems(keys: string): unknown[] {
  const text = `service: { start: x }\nbenchmarks: { a: { http: GET /, ${keys} } }`;
  const parsed = parseConfiguration(text, 'paceline.yml', DRIVERS);
  return 'problems' in parsed ? parsed.problems : [];
}
