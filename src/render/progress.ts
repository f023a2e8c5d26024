import type { BenchmarkDecision, Decision, Row } from '../model/decision.js';
import type { Side } from '../model/side.js';
import { bar, gaugeOf, progressBar } from './bar.js';
import { rowCells, rowInBrief } from './cells.js';
import { counted, duration } from './quantity.js';
import { layOut, type Column } from './table.js';
import { coloursOf, finish, type Terminal } from './terminal.js';
import { harmless, plain, shorten } from './text.js';
import { face, paintVerdict } from './verdict.js';

/** What happens during a run, as it happens. Times are seconds of measuring. */
export type ProgressEvent =
  | { kind: 'checkout'; side: Side; ref: string; sha: string }
  | { kind: 'build'; side: Side; service: string }
  /** A session begins; `elapsed` of at most `seconds` have passed. */
  | { kind: 'session'; number: number; elapsed: number; seconds: number }
  | { kind: 'warm-up' }
  | { kind: 'benchmark'; name: string }
  /** What the observations so far say. */
  | { kind: 'decision'; decision: Decision }
  | { kind: 'saving'; path: string }
  | { kind: 'stopping' }
  | { kind: 'cancelled' };

/** Everything that a live frame shows: what the events so far add up to. */
export interface ProgressState {
  phase: string;
  session: { number: number; elapsed: number; seconds: number } | null;
  decision: Decision | null;
}

export const NO_PROGRESS: ProgressState = { phase: 'starting', session: null, decision: null };

export function advance(state: ProgressState, event: ProgressEvent): ProgressState {
  switch (event.kind) {
    case 'session': {
      const { number, elapsed, seconds } = event;
      return { ...state, phase: phaseOf(event), session: { number, elapsed, seconds } };
    }
    case 'decision':
      return { ...state, decision: event.decision };
    default:
      return { ...state, phase: phaseOf(event) };
  }
}

function phaseOf(event: Exclude<ProgressEvent, { kind: 'decision' }>): string {
  switch (event.kind) {
    case 'checkout':
      return `checking out ${event.side} ${commit(event)}`;
    case 'build':
      return `building ${event.side} of ${plain(event.service, 60)}`;
    case 'session':
      return 'starting both sides';
    case 'warm-up':
      return 'warming up';
    case 'benchmark':
      return `loading ${plain(event.name, 60)}`;
    case 'saving':
      return 'saving';
    case 'stopping':
      return 'stopping';
    case 'cancelled':
      return 'cancelled, stopping what runs';
  }
}

function commit({ ref, sha }: { ref: string; sha: string }): string {
  const name = plain(ref, 60);
  const short = plain(sha, 64).slice(0, 10);
  return name === '' || sha.startsWith(name) ? short : `${short} (${name})`;
}

export interface FrameOptions extends Terminal {
  /** Seconds since the command began. */
  seconds: number;
  /** Most gates to show; those still open come first. */
  gates?: number;
}

/** The whole live display: one line of progress, then each gate as it stands. No line ends after it. */
export function progressFrame(state: ProgressState, options: FrameOptions): string {
  const lines = [
    phaseLine(state, options),
    ...(state.decision ? gateLines(state.decision, options) : []),
  ];
  return finish(lines, options).trimEnd();
}

function phaseLine({ phase, session }: ProgressState, options: FrameOptions): string {
  const colours = coloursOf(options);
  const clock = duration(Math.floor(options.seconds));
  if (!session) return shorten(`${phase} · ${clock}`, options.width);
  const { number, elapsed, seconds } = session;
  const drawing = progressBar(elapsed / seconds, 20);
  const text = ` session ${number} · ${duration(elapsed)} of at most ${duration(seconds)} · ${phase} · ${clock} in all`;
  return colours.cyan(drawing) + shorten(text, Math.max(1, options.width - drawing.length));
}

interface Open {
  benchmark: BenchmarkDecision;
  row: Row;
}

const MOST_GATES = 12;

function gateLines(decision: Decision, options: FrameOptions): string[] {
  const colours = coloursOf(options);
  const gates = gatesOf(decision);
  const ordered = [...gates].sort((a, b) => Number(a.row.settled) - Number(b.row.settled));
  const shown = ordered.slice(0, options.gates ?? MOST_GATES);
  const painted = (text: string, { row }: Open) => paintVerdict(row.verdict, text, colours);
  const columns: Column<Open>[] = [
    { header: '', format: ({ row }) => face(row.verdict).icon, paint: painted },
    { header: '', format: ({ benchmark }) => plain(benchmark.name), shrink: 10 },
    { header: '', format: ({ row }) => rowCells(row).metric, shrink: 11 },
    { header: '', format: ({ row }) => rowCells(row).range, align: 'right', drop: 2 },
    {
      header: '',
      format: ({ row }, width) => {
        const gauge = gaugeOf(row);
        return gauge && width > 0 ? bar(gauge, width) : '';
      },
      drawn: { min: 11, max: 25 },
      drop: 1,
      paint: painted,
    },
    { header: '', format: ({ row }) => standing(row) },
  ];
  const hidden = ordered.length - shown.length;
  return [
    ...layOut(columns, shown, options.width).lines,
    ...(hidden > 0 ? [colours.dim(`… and ${counted(hidden, 'more gate')}`)] : []),
  ];
}

function standing(row: Row): string {
  if (row.settled) return rowCells(row).verdict;
  return row.futile ? 'more time will not help' : 'not decided yet';
}

function gatesOf(decision: Decision): Open[] {
  return decision.benchmarks.flatMap((benchmark) =>
    benchmark.rows.filter(({ gate }) => gate).map((row) => ({ benchmark, row })),
  );
}

/** The same for a log without a terminal: a line when there is news, null otherwise. */
export function progressLine(event: ProgressEvent): string | null {
  const line = newsOf(event);
  return line === null ? null : harmless(line);
}

function newsOf(event: ProgressEvent): string | null {
  switch (event.kind) {
    case 'checkout':
      return `Checking out ${event.side}: ${commit(event)}`;
    case 'build':
      return `Building ${event.side}: ${plain(event.service, 60)}`;
    case 'session':
      return `Session ${event.number}: ${duration(event.elapsed)} of at most ${duration(event.seconds)} measured`;
    case 'decision':
      return settledLine(event.decision);
    case 'saving':
      return null;
    case 'stopping':
      return 'Stopping the services';
    case 'cancelled':
      return 'Cancelled: stopping what runs, keeping what was measured';
    case 'warm-up':
    case 'benchmark':
      return null;
  }
}

/** `  2 of 3 gates settled; open: list users p99 latency 3.42 → 3.52 ms (−2.0 … +8.7 %)`. */
function settledLine(decision: Decision): string | null {
  const gates = gatesOf(decision);
  const open = gates.filter(({ row }) => !row.settled);
  const count = `  ${gates.length - open.length} of ${counted(gates.length, 'gate')} settled`;
  const [next] = open;
  if (gates.every(({ row }) => rowCells(row).range === '')) return null;
  if (!next) return count;
  return `${count}; open: ${plain(next.benchmark.name, 60)}, ${rowInBrief(next.row)}`;
}
