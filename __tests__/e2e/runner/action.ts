import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** What a runner takes from an action's metadata. */
export interface Action {
  main: string;
  post: string | undefined;
  postIf: string;
  /** Defaults as written, with expressions. */
  defaults: Record<string, string>;
}

/** Reads the `action.yml` of a folder; scripts become absolute paths. */
export function readAction(folder: string): Action {
  const text = readFileSync(path.join(folder, 'action.yml'), 'utf8');
  // Inputs are text: `default: 010` and `default: yes` stay as they are written.
  const { inputs, runs } = parse(text, { schema: 'failsafe' }) as {
    inputs?: Record<string, { default?: string } | null>;
    runs: { using: string; main: string; post?: string; 'post-if'?: string };
  };
  if (runs.using !== 'node24') throw new Error(`${folder}: runs.using is ${runs.using}`);
  return {
    main: path.resolve(folder, runs.main),
    post: runs.post === undefined ? undefined : path.resolve(folder, runs.post),
    postIf: runs['post-if'] ?? 'always()',
    defaults: Object.fromEntries(
      Object.entries(inputs ?? {}).map(([name, input]) => [name, input?.default ?? '']),
    ),
  };
}

/**
 * The inputs' part of a step's environment. `github` answers `${{ github.<name> }}`; any other
 * expression is an error, so that no default goes untested.
 */
export function inputEnvironment(
  { defaults }: Action,
  given: Record<string, string>,
  github: Record<string, string>,
): Record<string, string> {
  const evaluated = Object.entries(defaults).map(([name, text]) => {
    const value = text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
      const [, field = ''] = /^github\.(\w+)$/.exec(expression) ?? [];
      const known = github[field];
      if (known === undefined) throw new Error(`default of ${name}: ${expression}`);
      return known;
    });
    return [name, value] as const;
  });
  const entries = [...evaluated, ...Object.entries(given)].map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The warning that is all a runner says of a misspelt input. */
export function unexpectedInputs({ defaults }: Action, given: Record<string, string>): string[] {
  const unknown = Object.keys(given).filter((name) => !(name in defaults));
  if (unknown.length === 0) return [];
  const list = (names: string[]): string => names.map((name) => `'${name}'`).join(', ');
  return [
    `Unexpected input(s) ${list(unknown)}, valid inputs are [${list(Object.keys(defaults))}]`,
  ];
}

/** Whether the post step runs. */
export function isPostRun(
  condition: string,
  { hasFailed, isCancelled }: { hasFailed: boolean; isCancelled: boolean },
): boolean {
  switch (condition) {
    case 'always()':
      return true;
    case 'success()':
      return !hasFailed && !isCancelled;
    case 'failure()':
      return hasFailed && !isCancelled;
    case 'cancelled()':
      return isCancelled;
    case '!cancelled()':
      return !isCancelled;
    default:
      throw new Error(`post-if: ${condition}`);
  }
}
