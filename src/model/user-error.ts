/**
 * Something the user can put right: shown without a stack. Every other error is our defect.
 * `message` says what we were doing and on which item, `advice` what to do now.
 */
export class UserError extends Error {
  readonly advice: string | undefined;

  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.advice = options.advice;
  }
}
