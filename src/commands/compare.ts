import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { announcerFor, type Announcer } from './announcer.js';
import { Cancelled, EXIT, type Edges } from './edges.js';
import { measure } from './measurement.js';
import { planFor, type PlanRequest } from './plan.js';
import { draftResult } from './result-draft.js';
import { terminalOf } from './terminal.js';
import { decide } from '../analysis/decide.js';
import { resolveCommits } from '../bench/commits.js';
import { planPinning } from '../bench/pinning.js';
import { Recorder } from '../bench/recorder.js';
import { makeRunDirectory } from '../bench/run-directory.js';
import { saveFile } from '../bench/saved-file.js';
import type { Decision } from '../model/decision.js';
import { timeShortages } from '../model/plan.js';
import { renderHtml } from '../render/html.js';
import { renderReport } from '../render/report.js';

export interface CompareRequest extends Omit<PlanRequest, 'directory'> {
  base: string | undefined;
  head: string | undefined;
  exactBase: boolean;
  seed: number | undefined;
  /** Where the Result and the HTML report go. */
  json: string | undefined;
  html: string | undefined;
  verbose: boolean;
}

/**
 * Measures head against base and says whether it is slower. Resolves with the exit code of
 * the README. Whatever happens, what was measured is saved and nothing is left running.
 */
export async function compare(request: CompareRequest, edges: Edges): Promise<number> {
  const cancel = new AbortController();
  const stopListening = edges.onCancel((signal) => cancel.abort(new Cancelled(signal)));
  const announcer = announcerFor(edges);
  const parent = edges.environment.RUNNER_TEMP || edges.environment.TMPDIR || tmpdir();
  const run = await makeRunDirectory(parent);
  try {
    return await compareIn(run.path, request, edges, announcer, cancel.signal);
  } finally {
    announcer.end();
    const left = await run.remove();
    if (left) edges.errors.write(`${left}\n`);
    stopListening();
  }
}

async function compareIn(
  runDirectory: string,
  request: CompareRequest,
  edges: Edges,
  announcer: Announcer,
  signal: AbortSignal,
): Promise<number> {
  const { directory } = edges;
  const { notes, repository, ...commits } = await resolveCommits({
    directory,
    runDirectory,
    base: request.base,
    head: request.head,
    exactBase: request.exactBase,
    signal,
  });
  const plan = await planFor({ ...request, directory }, repository, commits);
  const pinning = planPinning(plan.pin);
  const seed = request.seed ?? Math.floor(Math.random() * 2 ** 31);
  const places = await outputPlaces(request, repository.root, directory);
  const recorder = new Recorder(draftResult(plan, commits, seed, pinning, notes), places.json);
  await recorder.save();
  for (const shortage of timeShortages(plan)) edges.errors.write(`${shortage}\n`);

  let cancelled: Cancelled | null = null;
  try {
    await measure(plan, recorder, {
      repository,
      runDirectory,
      environment: edges.environment,
      pinning,
      signal,
      announce: (event) => announcer.announce(event),
    });
    recorder.result.state = 'complete';
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    cancelled = error;
    announcer.announce({ kind: 'cancelled' });
    recorder.result.state = 'cancelled';
  } finally {
    await recorder.save();
  }
  announcer.end();
  const decision = decide(recorder.result);
  report(recorder, decision, request.verbose, edges);
  await saveHtml(places.html, recorder, decision, edges);
  if (recorder.saveProblem === null) edges.output.write(`Result: ${places.json}\n`);
  else edges.errors.write(`${recorder.saveProblem}\n`);
  return cancelled ? EXIT.cancelled : exitCode(decision);
}

/** 0 pass or neutral, 1 the gate says no, 2 the set-up stood in the way (docs/decisions/0005). */
export function exitCode(decision: Decision): number {
  if (decision.setupFailed) return EXIT.setup;
  return decision.outcome === 'fail' ? EXIT.gate : EXIT.pass;
}

function report(recorder: Recorder, decision: Decision, verbose: boolean, edges: Edges): void {
  const terminal = terminalOf(edges.output, edges.environment);
  edges.output.write(renderReport(recorder.result, decision, { ...terminal, verbose }));
}

async function saveHtml(
  place: string,
  recorder: Recorder,
  decision: Decision,
  edges: Edges,
): Promise<void> {
  try {
    await saveFile(place, renderHtml(recorder.result, decision));
    edges.output.write(`Report: ${place}\n`);
  } catch (error) {
    edges.errors.write(`the HTML report could not be saved to ${place}: ${String(error)}\n`);
  }
}

/** Below `.paceline/` of the repository unless said otherwise; that folder ignores itself in git. */
async function outputPlaces(
  request: Pick<CompareRequest, 'json' | 'html'>,
  root: string,
  directory: string,
): Promise<{ json: string; html: string }> {
  const folder = path.join(root, '.paceline');
  if (request.json === undefined || request.html === undefined) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, '.gitignore'), '*\n');
  }
  return {
    json: request.json ? path.resolve(directory, request.json) : path.join(folder, 'result.json'),
    html: request.html ? path.resolve(directory, request.html) : path.join(folder, 'report.html'),
  };
}
