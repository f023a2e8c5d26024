import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { compare, exitCode } from './compare.js';
import { readResult, withTolerances, type ToleranceOverride } from './decide.js';
import { demo } from './demo.js';
import { Cancelled, EXIT, type Edges } from './edges.js';
import { CONFIGURATION_FILE, planOf, readConfiguration } from './plan.js';
import { terminalOf } from './terminal.js';
import { decide } from '../analysis/decide.js';
import { findDriver } from '../drivers/registry.js';
import { readQuantity } from '../model/configuration/quantity.js';
import { UserError } from '../model/user-error.js';
import { PACELINE_VERSION } from '../model/version.js';
import { renderPlan } from '../render/plan.js';
import { renderDefect, renderProblem } from '../render/problems.js';
import { renderReport } from '../render/report.js';

/** The command line: parses, runs one command, and turns whatever happens into an exit code. */
export async function run(edges: Edges): Promise<number> {
  let code: number = EXIT.pass;
  const program = commands(edges, (outcome) => {
    code = outcome;
  });
  try {
    await program.parseAsync([...edges.arguments], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, edges);
  }
}

/** The one catch at the top: nothing that is thrown ends green. */
function explain(error: unknown, edges: Edges): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.setup;
  const terminal = terminalOf(edges.errors, edges.environment);
  if (error instanceof Cancelled) {
    edges.errors.write('Cancelled.\n');
    return EXIT.cancelled;
  }
  if (error instanceof UserError) {
    edges.errors.write(renderProblem(error, terminal));
    return EXIT.setup;
  }
  edges.errors.write(renderDefect(error, terminal));
  return EXIT.defect;
}

function commands(edges: Edges, done: (code: number) => void): Command {
  const program = new Command('paceline')
    .description('Says whether a change makes your service slower, and is right about it.')
    .version(PACELINE_VERSION)
    .exitOverride()
    .showHelpAfterError('(`paceline --help` lists everything)')
    .configureOutput({
      writeOut: (text) => void edges.output.write(text),
      writeErr: (text) => void edges.errors.write(text),
      getOutHasColors: () => terminalOf(edges.output, edges.environment).colour,
      getErrHasColors: () => terminalOf(edges.errors, edges.environment).colour,
    });

  program
    .command('compare')
    .description('build, run and load two commits, and decide')
    .option('--base <ref>', 'what to compare with (default: where head left the main branch)')
    .option('--head <ref>', 'a commit, or `worktree` for uncommitted files', 'HEAD')
    .option('--exact-base', 'compare with base itself, not with where head left it', false)
    .option('--config <file>', 'a configuration that replaces those of both commits')
    .option('--time <duration>', 'measuring time per benchmark, for example 2m', duration)
    .option('--only <name>', 'run only this benchmark (can be repeated)', collect, [])
    .option('--seed <number>', 'repeat the order of an earlier run', wholeNumber)
    .option('--json <file>', 'where the Result goes (default: .paceline/result.json)')
    .option('--html <file>', 'where the report goes (default: .paceline/report.html)')
    .option('--verbose', 'every gate in words, complete logs', false)
    .action(async (options: Parameters<typeof compare>[0]) => done(await compare(options, edges)));

  program
    .command('check')
    .description('check the configuration without running anything, and print the plan')
    .option('--config <file>', 'the configuration', CONFIGURATION_FILE)
    .action(async ({ config }: { config: string }) => {
      const plan = planOf(await readConfiguration(config, edges.directory));
      const describe = ({ driver, options }: (typeof plan.benchmarks)[number]) =>
        findDriver(driver)?.describe(options) ?? driver;
      const terminal = terminalOf(edges.output, edges.environment);
      edges.output.write(renderPlan(plan, { ...terminal, describe }));
    });

  program
    .command('decide')
    .description('decide again from a saved Result')
    .argument('<result>', 'a file that `compare` saved')
    .option(
      '--tolerance <tolerance>',
      'for all ratio gates (3%) or one metric (p99=8%)',
      tolerance,
      [],
    )
    .option('--json', 'print the decision with the numbers behind it as JSON', false)
    .option('--verbose', 'every gate in words, complete logs', false)
    .action(async (file: string, options: DecideOptions) => {
      const saved = await readResult(file, edges.directory);
      const result = withTolerances(saved, options.tolerance);
      const decision = decide(result);
      const terminal = terminalOf(edges.output, edges.environment);
      edges.output.write(
        options.json
          ? `${JSON.stringify(decision, null, 2)}\n`
          : renderReport(result, decision, { ...terminal, verbose: options.verbose }),
      );
      done(exitCode(decision));
    });

  program
    .command('demo')
    .description('see it work on a sample service with a planted regression (under two minutes)')
    .action(async () => done(await demo(edges)));

  return program;
}

interface DecideOptions {
  tolerance: ToleranceOverride[];
  json: boolean;
  verbose: boolean;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function duration(text: string): number {
  return quantity(text, 'duration');
}

function tolerance(text: string, before: ToleranceOverride[]): ToleranceOverride[] {
  const [first = '', second] = text.split('=');
  const value = quantity(second ?? first, 'share');
  if (value <= 0 || value >= 1)
    throw new InvalidArgumentError('Expected more than 0 % and less than 100 %.');
  return [...before, { metric: second === undefined ? null : first, tolerance: value }];
}

function quantity(text: string, kind: 'duration' | 'share'): number {
  const reading = readQuantity(text, [kind]);
  if ('problem' in reading) throw new InvalidArgumentError(reading.problem);
  return reading.value;
}
