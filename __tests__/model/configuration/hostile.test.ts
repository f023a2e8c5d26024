import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseConfiguration } from '../../../src/model/configuration/parse.js';
import { formatProblem } from '../../../src/model/configuration/problem.js';
import { FAKES, file, problemsOf } from './fake-driver.js';

describe('a file that does harm', () => {
  test.each<[string, string, string]>([
    ['10 MB', 'x'.repeat(10_000_000), '1:1  the file has 10.0 MB; at most 1 MB is read'],
    [
      'binary',
      'a: 1\n\u0000\u0001\u0002',
      '2:1  this is not a text file (UTF-8); write it with a text editor',
    ],
    ['not UTF-8', 'a: \ufffd', '1:1  this is not a text file (UTF-8); write it with a text editor'],
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
        .join('\n')}`,
      '1:1  the aliases (*name) repeat too much; write the values out',
    ],
    [
      'thousands of aliases',
      `a: &a 1\nb: [${'*a,'.repeat(20_000)}]`,
      '1:1  the aliases (*name) repeat too much; write the values out',
    ],
    ['an alias inside of itself', 'a: &a [*a]', '1:8  *a stands inside of itself'],
    ['an alias of nothing', 'a: *x', '1:4  nothing is called &x'],
    ['nested without end', '['.repeat(20_000), 'maps and lists are nested too deeply'],
    ['a tab', 'a:\n\tb: 1', '2:1  a tab indents this line; YAML wants spaces'],
    [
      'several documents',
      'a: 1\n---\nb: 1',
      '2:1  a second document begins (---); the file must hold one',
    ],
    [
      'a tag',
      'a: !!binary aGk=',
      '1:4  a tag (!name) stands here; Paceline knows plain values only',
    ],
    ['a key that is a list', '? [a]\n: 1', '1:3  a key must be plain text'],
    [
      'the key __proto__',
      '__proto__: { benchmarks: 1 }',
      '1:1  __proto__: this name cannot be used',
    ],
    [
      'a benchmark called __proto__',
      file().replace('users', '__proto__'),
      '3:3  benchmarks › __proto__: this name cannot be used',
    ],
    ['no YAML', 'a: b: c', '1:4  a second ": " stands in this line; put the value in quotes'],
    ['quotes without end', 'a: "b', '1:6  missing closing "quote'],
  ])('%s is a problem with a line', (_, text, message) => {
    expect(problemsOf(text).join('\n')).toContain(message);
  });

  test('one with many problems shows a hundred of them and the number of the rest', () => {
    const text = Array.from({ length: 5000 }, (_, i) => `key${i}: 1`).join('\n');
    const problems = problemsOf(text);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatch(/and 4901 more problems$/);
  });

  test('one with more benchmarks than a run can hold says so', () => {
    const many = Array.from({ length: 501 }, (_, i) => `  b${i}: { web: GET / }`).join('\n');
    expect(problemsOf(`service: { start: x }\nbenchmarks:\n${many}\n`)).toEqual([
      'paceline.yml:3:3  benchmarks: expected at most 500 benchmarks',
    ]);
  });

  test('cannot write to the terminal what the terminal obeys', () => {
    const printed = problemsOf('"\\e[2Jx\\u202e": 1\nservice: "\\e[31m"\ntime: "\\u2066\\a"\n');
    expect(printed.join('\n')).toContain('\\u001b[2Jx\\u202e');
    // eslint-disable-next-line no-control-regex
    expect(printed.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });
});

describe('any text', () => {
  const answers = (text: string) => {
    const parsed = parseConfiguration(text, 'paceline.yml', FAKES);
    if ('configuration' in parsed) return parsed.configuration.benchmarks.length > 0;
    return (
      parsed.problems.length > 0 &&
      parsed.problems.every((problem) =>
        /^paceline\.yml:[1-9]\d*:[1-9]\d* {2}./.test(formatProblem(problem)),
      )
    );
  };

  test('gets a configuration with benchmarks, or problems that all have a line', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: 'binary' }), answers), {
      numRuns: 300,
    });
  });

  test('that is YAML, too', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => answers(stringify(value))),
      { numRuns: 200 },
    );
  });

  test('that is nearly right, too', () => {
    const word = fc.constantFrom(
      ...['service', 'services', 'start', 'benchmarks', 'users', 'web', 'tool', 'tolerance'],
      ...['budgets', 'targets', 'p99', 'errors', 'time', 'ready', 'command', 'env', 'policy', 'x'],
    );
    const leaf = fc.oneof(
      fc.constantFrom('GET /', '5%', '100ms', 'off', 'api', 'fail', '2m', '/x', 5, true, null),
      fc.string({ maxLength: 8 }),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'medium', withCrossShrink: true },
        leaf,
        fc.dictionary(word, tie('tree'), { maxKeys: 6 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    const top = fc.dictionary(word, tree, { minKeys: 1, maxKeys: 8 });
    fc.assert(
      fc.property(top, (value) => answers(stringify(value))),
      { numRuns: 300 },
    );
  });
});
