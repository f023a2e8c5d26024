import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../model/user-error.js';
import { parseResult, type Result } from '../model/result.js';

/** A Result of 2,000 benchmarks with 40 sessions each stays below this. */
const LARGEST_RESULT = 512 * 1024 * 1024;

/** Reads a saved Result, from this run or from anybody. Rejects with a UserError that says what is wrong. */
export async function readResult(file: string, directory: string): Promise<Result> {
  const place = path.resolve(directory, file);
  const value = await readJson(place, file);
  const parsed = parseResult(value);
  if ('result' in parsed) return parsed.result;
  const shown = parsed.problems.slice(0, 10).map((problem) => `  ${problem}`);
  const more = parsed.problems.length - shown.length;
  throw new UserError(
    [
      `${file} is not a Paceline Result:`,
      ...shown,
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join('\n'),
    { advice: 'Name a file that `paceline compare` saved, of this version or an older one.' },
  );
}

async function readJson(place: string, file: string): Promise<unknown> {
  let text: string;
  try {
    const { size } = await stat(place);
    if (size > LARGEST_RESULT)
      throw new UserError(`${file} is too large to be a Result (${size} bytes)`);
    text = await readFile(place, 'utf8');
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new UserError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** A tolerance of the command line: for one metric, or for all that are compared as ratios. */
export interface ToleranceOverride {
  metric: string | null;
  tolerance: number;
}

/** The Result with other tolerances on the gates that it has; which metrics are gates stays. */
export function withTolerances(result: Result, overrides: readonly ToleranceOverride[]): Result {
  for (const { metric } of overrides) {
    const known = result.benchmarks.some((b) => b.rules.some((rule) => rule.metric === metric));
    if (metric !== null && !known) {
      const gates = new Set(result.benchmarks.flatMap((b) => b.rules.map((rule) => rule.metric)));
      throw new UserError(`no gate of this Result is on ${metric}`, {
        advice: `Gates are on ${[...gates].join(', ') || 'nothing'}.`,
      });
    }
  }
  return {
    ...result,
    benchmarks: result.benchmarks.map((benchmark) => ({
      ...benchmark,
      rules: benchmark.rules.map((rule) => {
        if (rule.tolerance === null) return rule;
        const share = benchmark.metrics.find((m) => m.name === rule.metric)?.kind === 'share';
        const own = overrides.findLast(({ metric }) => metric === rule.metric);
        const all = share ? undefined : overrides.findLast(({ metric }) => metric === null);
        return { ...rule, tolerance: (own ?? all)?.tolerance ?? rule.tolerance };
      }),
    })),
  };
}
