/** The world as the command line sees it. Nothing below reads `process` by itself. */
export interface Edges {
  arguments: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  /** Where the command was started. */
  directory: string;
  output: TextStream;
  errors: TextStream;
  /** Calls back on the first SIGINT or SIGTERM; returns what takes the listener away again. */
  onCancel(listener: (signal: string) => void): () => void;
  /** Root of the installed package: examples live there. */
  packageDirectory: string;
}

export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Why a command ended early: the user, or the runner, said so. */
export class Cancelled extends Error {
  constructor(signal: string) {
    super(`cancelled by ${signal}`);
    this.name = 'Cancelled';
  }
}

export const EXIT = { pass: 0, gate: 1, setup: 2, defect: 3, cancelled: 130 } as const;
