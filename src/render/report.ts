import type { Decision, Row } from '../model/decision.js';
import type { Result } from '../model/result.js';
import { commitText, machineText, method, reproduction } from './background.js';
import { failureLines } from './failures.js';
import { gateTable, informationLines } from './gates.js';
import { counted } from './quantity.js';
import { sentence } from './sentence.js';
import { coloursOf, finish, paragraphs, type Terminal } from './terminal.js';
import { plain, wrap } from './text.js';
import { byVerdict, face, outcomeFace, paintVerdict, tally } from './verdict.js';

export interface ReportOptions extends Terminal {
  /** Every gate in words, complete logs, nothing left out. */
  verbose: boolean;
}

/** The report of a run for a terminal: the answer first, then why, then how. */
export function renderReport(result: Result, decision: Decision, options: ReportOptions): string {
  const benchmarks = new Map(result.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
  return finish(
    paragraphs([
      headline(decision, options),
      caveats(result, decision, options),
      gateTable(decision, benchmarks, options),
      inWords(decision, options),
      titled('For information', informationLines(decision, options), options),
      titled('What went wrong', failureLines(result, options, options.verbose), options),
      titled('Notes', bullets(noteTexts(result, decision), options), options),
      titled('This run', background(result, options), options),
    ]),
    options,
  );
}

function headline(decision: Decision, terminal: Terminal): string[] {
  const colours = coloursOf(terminal);
  const { icon, word, colour } = outcomeFace(decision.outcome);
  const text = `${icon} ${word}: ${plain(decision.headline, 500)}`;
  const gates = decision.benchmarks.flatMap(({ rows }) => rows.filter(({ gate }) => gate));
  const count =
    gates.length === 0
      ? 'No gate was judged.'
      : `${counted(gates.length, 'gate')}: ${tally(gates)}.`;
  return [
    ...wrap(text, terminal.width, '  ').map((line) => colours.bold(colours[colour](line))),
    ...wrap(count, terminal.width - 2).map((line) => `  ${line}`),
  ];
}

/** What changes the meaning of the whole report, said before any number. */
function caveats(result: Result, decision: Decision, terminal: Terminal): string[] {
  const colours = coloursOf(terminal);
  return caveatTexts(result, decision).flatMap((text) =>
    wrap(`! ${text}`, terminal.width, '  ').map((line) => colours.yellow(line)),
  );
}

export function caveatTexts(result: Result, decision: Decision): string[] {
  const named = (presence: 'new' | 'removed') =>
    decision.benchmarks
      .filter((each) => each.presence === presence)
      .map(({ name }) => plain(name, 60));
  const removed = named('removed');
  const added = named('new');
  const texts: string[] = [];
  if (result.state === 'cancelled') texts.push('This run was cancelled before it was complete.');
  if (result.state === 'measuring')
    texts.push('This run ended half-way: what follows is what it had saved.');
  if (removed.length > 0)
    texts.push(`Head removes ${counted(removed.length, 'benchmark')}: ${listed(removed)}.`);
  if (added.length > 0) {
    texts.push(
      `Only head has ${counted(added.length, 'benchmark')}: ${listed(added)}. Budgets apply, there is nothing to compare with.`,
    );
  }
  for (const { name, changedRules } of result.benchmarks) {
    if (changedRules.length === 0) continue;
    const rules = changedRules.map((rule) => plain(rule, 300)).join('; ');
    texts.push(
      `Head changes the gate of ${plain(name, 60)}, which takes effect after merge: ${rules}.`,
    );
  }
  return texts;
}

function listed(names: readonly string[], max = 10): string {
  const rest = names.length - max;
  return names.slice(0, max).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

const SENTENCES = 10;

/** The rows that matter in whole sentences, bad news first. */
function inWords(decision: Decision, { verbose, ...terminal }: ReportOptions): string[] {
  const colours = coloursOf(terminal);
  const entries = decision.benchmarks
    .flatMap((benchmark) => benchmark.rows.map((row) => ({ benchmark, row })))
    .filter(({ row }) => row.gate && (verbose || matters(row)))
    .sort((a, b) => byVerdict(a.row, b.row));
  const shown = verbose ? entries : entries.slice(0, SENTENCES);
  const lines = shown.flatMap(({ benchmark, row }) => {
    const { head, text } = sentence(row);
    const { icon } = face(row.verdict);
    const [first = '', ...rest] = wrap(
      `${icon} ${plain(benchmark.name, 60)}: ${head} ${text}`,
      terminal.width,
      '  ',
    );
    return [paintVerdict(row.verdict, first.slice(0, 1), colours) + first.slice(1), ...rest];
  });
  const hidden = entries.length - shown.length;
  return hidden > 0 ? [...lines, `… and ${hidden} more in the table.`] : lines;
}

function matters({ verdict }: Row): boolean {
  return verdict !== 'within' && verdict !== 'information';
}

/** Everything else that must be known; each said once. */
export function noteTexts(result: Result, decision: Decision): string[] {
  const texts = [...decision.notes, ...result.notes].map((note) => plain(note, 1000));
  for (const { name, notes } of decision.benchmarks) {
    texts.push(...notes.map((note) => `${plain(name, 60)}: ${plain(note, 500)}`));
  }
  for (const { name, differences } of result.benchmarks) {
    texts.push(
      ...differences.map(
        (each) => `${plain(name, 60)}: base and head answer differently: ${plain(each, 500)}`,
      ),
    );
  }
  return [...new Set(texts)];
}

function bullets(texts: readonly string[], terminal: Terminal): string[] {
  return texts.flatMap((text) => wrap(`· ${text}`, terminal.width, '  '));
}

function background(result: Result, terminal: Terminal): string[] {
  const fact = (name: string, text: string) =>
    wrap(`${name.padEnd(9)} ${text}`, terminal.width, ' '.repeat(10));
  return [
    ...fact('base', commitText(result.commits.base)),
    ...fact('head', commitText(result.commits.head)),
    ...fact('machine', machineText(result.machine)),
    ...fact('decided', method(result).join(' ')),
    ...reproduction(result.commits, result.seed).flatMap((command) => fact('repeat', command)),
  ];
}

function titled(title: string, lines: readonly string[], terminal: Terminal): string[] {
  if (lines.length === 0) return [];
  return [coloursOf(terminal).bold(title), ...lines];
}
