import {
  advance,
  NO_PROGRESS,
  progressFrame,
  progressLine,
  type ProgressEvent,
} from '../../src/render/progress.js';
import { columns } from '../../src/render/text.js';
import { expectGolden } from '../golden.js';
import * as cases from './cases.js';

const OPTIONS = { width: 100, colour: false, unicode: true, seconds: 93.4 };

const EVENTS: ProgressEvent[] = [
  { kind: 'checkout', side: 'base', ref: 'main', sha: 'a'.repeat(40) },
  { kind: 'build', side: 'base', service: 'api' },
  { kind: 'session', number: 7, elapsed: 71.3, seconds: 240 },
  { kind: 'warm-up' },
  { kind: 'benchmark', name: 'list users' },
  { kind: 'decision', decision: cases.inconclusive().decision },
  { kind: 'saving', path: 'result.json' },
  { kind: 'stopping' },
  { kind: 'cancelled' },
];

describe('progress', () => {
  it('on a terminal is a frame that follows the events', () => {
    let state = NO_PROGRESS;
    const frames = EVENTS.map((event) => {
      state = advance(state, event);
      return `[${event.kind}]\n${progressFrame(state, OPTIONS)}\n`;
    });
    expectGolden('render/progress-frames.txt', frames.join('\n'));
  });

  it('in a log is a line where there is news', () => {
    const lines = EVENTS.map((event) => `[${event.kind}] ${progressLine(event) ?? '(nothing)'}\n`);
    expectGolden('render/progress-lines.txt', lines.join(''));
  });

  it('shows open gates first and no more than there is room for', () => {
    const state = advance(NO_PROGRESS, { kind: 'decision', decision: cases.manyRows().decision });
    const lines = progressFrame(state, { ...OPTIONS, gates: 8 }).split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[1]).toContain('not decided yet');
    expect(lines.at(-1)).toBe('… and 112 more gates');
  });

  it('keeps to the width, whatever names say', () => {
    let state = advance(NO_PROGRESS, { kind: 'session', number: 1, elapsed: 0, seconds: 120 });
    state = advance(state, { kind: 'benchmark', name: cases.HOSTILE });
    state = advance(state, { kind: 'decision', decision: cases.hostile().decision });
    for (const width of [40, 80, 120]) {
      for (const line of progressFrame(state, { ...OPTIONS, width }).split('\n')) {
        expect(columns(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('in a log cannot become a command for a CI runner', () => {
    for (const event of [
      { kind: 'checkout', side: 'head', ref: '::error::x\n::error::y', sha: 'b'.repeat(40) },
      { kind: 'build', side: 'head', service: '\n::error::x' },
    ] as const) {
      expect(progressLine(event)).not.toMatch(/^\s*::|\n/m);
    }
  });
});
