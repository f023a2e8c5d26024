import { parsePairs } from '../runner/file-commands.js';
import { LineSplitter } from '../runner/line-splitter.js';
import { StepOutput } from '../runner/step-output.js';
import { COMMANDS, parseCommand } from '../runner/workflow-command.js';

const registered = new Set(COMMANDS);
const summary = (line: string): unknown => {
  const command = parseCommand(line, registered);
  return command === undefined ? 'text' : [command.name, command.properties, command.data];
};

describe('a line of a log', () => {
  it.each([
    ['::error::broken', ['error', {}, 'broken']],
    ['::ERROR::broken', ['error', {}, 'broken']],
    ['  \t\u00a0\u2028::error::broken', ['error', {}, 'broken']],
    ['\u0085::error::broken', ['error', {}, 'broken']],
    ['\ufeff::error::broken', 'text'],
    ['::error file=a.ts,line=1::broken', ['error', { file: 'a.ts', line: '1' }, 'broken']],
    ['::error title=a%2Cb%3Ac::x%0Ay%25', ['error', { title: 'a,b:c' }, 'x\ny%']],
    ['::error::%250A', ['error', {}, '%0A']],
    ['::error title=::x', ['error', {}, 'x']],
    ['::error title=a=b::x', ['error', { title: 'a=b' }, 'x']],
    ['::error::a::b', ['error', {}, 'a::b']],
    ['::set-output name=a::1', ['set-output', { name: 'a' }, '1']],
    ['::stop-commands::token', ['stop-commands', {}, 'token']],
    ['prefix ::error::broken', 'text'],
    ['::error', 'text'],
    ['::unknown::x', 'text'],
    [':\u200b:error::x', 'text'],
    ['std::vector::size', 'text'],
    ['##[error]broken', ['error', {}, 'broken']],
    ['[server] ##[error]broken', ['error', {}, 'broken']],
    ['x##[set-output name=a;b=c]1', ['set-output', { name: 'a', b: 'c' }, '1']],
    ['##[error]a%5D%3B', ['error', {}, 'a];']],
    ['##[error', 'text'],
    ['##\u200b[error]x', 'text'],
    ['##[unknown]x', 'text'],
    ['::unknown::##[error]x', ['error', {}, 'x']],
    ['', 'text'],
  ])('%j is %j', (line, expected) => {
    expect(summary(line)).toEqual(expected);
  });
});

describe('the output of a step', () => {
  const outputOf = (...lines: string[]): StepOutput => {
    const output = new StepOutput(new Set());
    lines.forEach((line) => output.receive(line, 'stdout'));
    return output;
  };

  it('shows ten annotations of a level and cuts long messages', () => {
    const output = outputOf(...new Array<string>(12).fill(`::warning::${'x'.repeat(5000)}`));
    output.receive('::error::once', 'stderr');
    expect(output.annotations).toHaveLength(11);
    expect(output.annotations[0]?.message).toHaveLength(4096);
    expect(output.shown).toHaveLength(13);
  });

  it('replaces masked values in everything that follows', () => {
    const output = outputOf('::add-mask::secret%0Asecond', 'a secret', '::error::the second');
    expect(output.shown).toEqual(['a ***', '##[error]the ***']);
    expect(output.raw).toContain('a secret');
  });

  it('takes no commands between stop-commands and its token', () => {
    const lines = ['::stop-commands::abc', '::error::no', '##[set-output name=a]1', '::abc::'];
    const output = outputOf(...lines, '::error::yes', '::abc::');
    expect(output.annotations.map(({ message }) => message)).toEqual(['yes']);
    expect(output.outputs).toEqual({});
  });

  it.each(['::set-env name=A::b', '##[add-path]/x', '::stop-commands::error', '::set-output::1'])(
    'fails the step by %s',
    (line) => {
      expect(outputOf(line).hasFailed).toBe(true);
    },
  );

  it('keeps outputs and state of the old commands', () => {
    const output = outputOf('::set-output name=a::1', '::save-state name=b::2');
    expect([output.outputs, output.state, output.hasFailed]).toEqual([
      { a: '1' },
      { b: '2' },
      false,
    ]);
  });
});

describe('a stream', () => {
  it.each([1, 2, 3, 1000])('is cut at every kind of line end, in chunks of %d', (size) => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    const bytes = Buffer.from('a\r\nb\rc\n\nä€\r::error::x\r');
    for (let at = 0; at < bytes.length; at += size) splitter.write(bytes.subarray(at, at + size));
    splitter.end();
    expect(lines).toEqual(['a', 'b', 'c', '', 'ä€', '::error::x']);
  });

  it('may hold bytes that are no text', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    splitter.write(Buffer.from([0x61, 0xff, 0x0a, 0xe2, 0x82]));
    splitter.end();
    expect(lines).toEqual(['a\ufffd', '\ufffd']);
  });
});

describe('a file of names and values', () => {
  it('is read as lines and as blocks', () => {
    const text = 'a=1\nb<<E\nx\n\ny=2\nE\nc=d<<e\n\ne<<E\nE\n';
    expect(parsePairs(text)).toEqual({ a: '1', b: 'x\n\ny=2', c: 'd<<e', e: '' });
  });

  it.each(['a<<E\nx', 'a', '=1', '<<E\nE', 'a<<\n'])('is refused: %j', (text) => {
    expect(() => parsePairs(text)).toThrow(/Invalid|delimiter/);
  });
});
