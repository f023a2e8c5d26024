import { UserError } from '../../src/model/user-error.js';
import { renderDefect, renderProblem } from '../../src/render/problems.js';
import { HOSTILE } from './cases.js';

const OPTIONS = { width: 80, colour: false, unicode: true };

describe('a problem that the user can put right', () => {
  it('says what happened and what to do now', () => {
    const error = new UserError('Building base: npm ci ended with code 1.', {
      advice: 'Run npm ci in a fresh clone of base.',
    });
    expect(renderProblem(error, OPTIONS)).toBe(
      '✗ Building base: npm ci ended with code 1.\n  → Run npm ci in a fresh clone of base.\n',
    );
  });

  it('keeps the lines and marks of a list of problems', () => {
    const message =
      'paceline.yml has 1 problem\nline 3, column 5: unknown key\n    budget: 5\n    ^^^^^^';
    expect(renderProblem({ message, advice: undefined }, OPTIONS)).toBe(
      '✗ paceline.yml has 1 problem\n  line 3, column 5: unknown key\n      budget: 5\n      ^^^^^^\n',
    );
  });

  it('cannot take over the terminal', () => {
    const text = renderProblem({ message: `${HOSTILE}\n::error::x`, advice: HOSTILE }, OPTIONS);
    expect(text).not.toMatch(/[^\P{Cc}\n]|^\s*::/mu);
  });

  it('is bounded', () => {
    const message = Array.from({ length: 10_000 }, (_, index) => `problem ${index}`).join('\n');
    expect(renderProblem({ message, advice: undefined }, OPTIONS).split('\n').length).toBeLessThan(
      110,
    );
  });
});

describe('a defect', () => {
  it('is called one, with its stack', () => {
    const text = renderDefect(new Error('boom'), OPTIONS);
    expect(text).toContain('This is a defect of Paceline: boom');
    expect(text).toContain('problems.test');
  });

  it.each([[undefined], [null], ['text'], [{ code: 1 }]])(
    'is told when %p was thrown',
    (thrown) => {
      expect(renderDefect(thrown, OPTIONS)).toContain('This is a defect of Paceline');
    },
  );
});
