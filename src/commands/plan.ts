import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readFileAt } from '../bench/checkout.js';
import { describeMachine } from '../bench/machine.js';
import type { Repository } from '../bench/repository.js';
import { DRIVERS } from '../drivers/registry.js';
import type { Configuration } from '../model/configuration/configuration.js';
import { parseConfiguration } from '../model/configuration/parse.js';
import { makePlan } from '../model/configuration/plan.js';
import { formatProblem, nearestWord } from '../model/configuration/problem.js';
import { timeShortages, type Plan } from '../model/plan.js';
import type { Commit } from '../model/result.js';
import type { Sides } from '../model/side.js';
import { UserError } from '../model/user-error.js';

export const CONFIGURATION_FILE = 'paceline.yml';
const LARGEST_FILE = 1024 * 1024;

export interface PlanRequest {
  /** A file that replaces those of both commits; undefined: theirs count. */
  config: string | undefined;
  /** Names of the benchmarks to run; empty: all. */
  only: readonly string[];
  /** Measuring time per benchmark in seconds; undefined: as the file says. */
  time: number | undefined;
  directory: string;
}

/**
 * Whose configuration counts: docs/decisions/0007. Rejects with a UserError that lists every
 * problem of the files.
 */
export async function planFor(
  request: PlanRequest,
  repository: Repository,
  commits: Sides<Commit>,
): Promise<Plan> {
  const machine = describeMachine(null);
  const { head, base, notes } = await configurations(request, repository, commits);
  const plan = makePlan(head, base, machine);
  return withTimeNotes(narrowed({ ...plan, notes: [...notes, ...plan.notes] }, request));
}

interface Configurations {
  head: Configuration;
  base: Configuration | null;
  notes: string[];
}

async function configurations(
  { config, directory }: PlanRequest,
  repository: Repository,
  commits: Sides<Commit>,
): Promise<Configurations> {
  if (config !== undefined) {
    const own = parsed(await readLocal(path.resolve(directory, config), config), config);
    return { head: own, base: own, notes: [`The rules of both sides are those of ${config}.`] };
  }
  const [base, head] = await Promise.all([
    readFileAt(repository, commits.base.sha, CONFIGURATION_FILE),
    readFileAt(repository, commits.head.sha, CONFIGURATION_FILE),
  ]);
  if (head !== null) {
    return { head: parsed(head, CONFIGURATION_FILE), ...baseConfiguration(base) };
  }
  if (base !== null) {
    throw new UserError(`head (${commits.head.ref}) has no ${CONFIGURATION_FILE}, but base has`, {
      advice: 'Head would leave the gate. Keep the file, or name one with --config FILE.',
    });
  }
  const local = path.join(repository.root, CONFIGURATION_FILE);
  const own = parsed(await readLocal(local, CONFIGURATION_FILE), CONFIGURATION_FILE);
  return {
    head: own,
    base: own,
    notes: [
      `${CONFIGURATION_FILE} is not committed yet: the file as it is now counts for both sides.`,
    ],
  };
}

/**
 * Base's file as far as it has one. One that cannot be read holds no rules, as if there were none:
 * otherwise no change could repair it. A change cannot break base's file, so nothing is loosened.
 */
function baseConfiguration(text: string | null): Pick<Configurations, 'base' | 'notes'> {
  if (text === null) return { base: null, notes: [] };
  const answer = parseConfiguration(text, `base:${CONFIGURATION_FILE}`, DRIVERS);
  if ('configuration' in answer) return { base: answer.configuration, notes: [] };
  const [first] = answer.problems;
  const problem = first ? ` (${formatProblem(first)})` : '';
  return { base: null, notes: [`Base's ${CONFIGURATION_FILE} cannot be used${problem}.`] };
}

/** The plan with only the benchmarks that were asked for, and the time that was asked for. */
function narrowed(plan: Plan, { only, time }: PlanRequest): Plan {
  const names = plan.benchmarks.map(({ name }) => name);
  for (const name of only) {
    if (names.includes(name)) continue;
    const nearest = nearestWord(name, names);
    throw new UserError(`no benchmark is called "${name}"`, {
      advice: nearest ? `Did you mean "${nearest}"?` : `There are: ${names.join(', ')}.`,
    });
  }
  const kept = plan.benchmarks.filter(({ name }) => only.length === 0 || only.includes(name));
  return {
    ...plan,
    benchmarks: kept.map((benchmark) => ({ ...benchmark, seconds: time ?? benchmark.seconds })),
    notes:
      kept.length < names.length
        ? [...plan.notes, `Only ${kept.length} of ${names.length} benchmarks were run, as asked.`]
        : plan.notes,
  };
}

/** Reads and checks a configuration of the working directory, for `check`. */
export async function readConfiguration(file: string, directory: string): Promise<Configuration> {
  return parsed(await readLocal(path.resolve(directory, file), file), file);
}

/** The plan of one file alone, as if both sides had it. */
export function planOf(configuration: Configuration): Plan {
  return withTimeNotes(makePlan(configuration, configuration, describeMachine(null)));
}

function withTimeNotes(plan: Plan): Plan {
  return { ...plan, notes: [...plan.notes, ...timeShortages(plan)] };
}

function parsed(text: string, file: string): Configuration {
  const answer = parseConfiguration(text, file, DRIVERS);
  if ('configuration' in answer) return answer.configuration;
  const { problems } = answer;
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  throw new UserError(
    [`${file} has ${count}:`, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join(
      '\n',
    ),
    { advice: 'Every key is explained in docs/configuration.md.' },
  );
}

async function readLocal(place: string, shown: string): Promise<string> {
  try {
    const { size } = await stat(place);
    if (size > LARGEST_FILE) {
      throw new UserError(
        `${shown} is too large for a configuration (${size} bytes; at most 1 MiB)`,
      );
    }
    return await readFile(place, 'utf8');
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UserError(`there is no ${shown}`, {
        advice: `Write one (five lines are enough, see the README), or name it with --config FILE.`,
      });
    }
    throw new UserError(`cannot read ${shown}: ${(cause as Error).message}`, { cause });
  }
}
