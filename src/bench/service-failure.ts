import type { Side } from '../model/side.js';

/** A side that could not be built, prepared or started. Evidence about that side, not our defect. */
export class ServiceFailure extends Error {
  readonly side: Side;
  readonly phase: 'build' | 'prepare' | 'start';
  /** The last lines of what the program printed. */
  readonly log: string[];

  constructor(side: Side, phase: ServiceFailure['phase'], message: string, log: string[] = []) {
    super(message);
    this.name = 'ServiceFailure';
    this.side = side;
    this.phase = phase;
    this.log = log;
  }
}

/** Lines of the log that go with a failure. */
export const LOG_LINES = 50;
