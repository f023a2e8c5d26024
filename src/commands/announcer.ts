import { createLogUpdate } from 'log-update';
import type { RunEvent } from './measurement.js';
import type { Edges } from './edges.js';
import { terminalOf } from './terminal.js';
import {
  advance,
  NO_PROGRESS,
  progressFrame,
  progressLine,
  type ProgressEvent,
} from '../render/progress.js';

/** Tells how a run gets on: a live display on a terminal, sparse plain lines in a log. */
export interface Announcer {
  announce(event: RunEvent | ProgressEvent): void;
  /** Takes the live display away, so that other text can be written. */
  end(): void;
}

/** Often enough to see it live, seldom enough not to disturb what is measured. */
const REDRAW_MS = 1000;

export function announcerFor(edges: Edges): Announcer {
  const terminal = terminalOf(edges.errors, edges.environment);
  return edges.errors.isTTY && edges.environment.CI === undefined
    ? liveAnnouncer(edges, terminal)
    : plainAnnouncer(edges);
}

function plainAnnouncer(edges: Edges): Announcer {
  return {
    announce(event) {
      const progress = progressOf(event);
      const line = progress && progressLine(progress);
      if (line) edges.errors.write(`${line}\n`);
    },
    end: () => undefined,
  };
}

function liveAnnouncer(edges: Edges, terminal: ReturnType<typeof terminalOf>): Announcer {
  const display = createLogUpdate(edges.errors as NodeJS.WriteStream);
  const began = performance.now();
  let state = NO_PROGRESS;
  const draw = () =>
    display(progressFrame(state, { ...terminal, seconds: (performance.now() - began) / 1000 }));
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    announce(event) {
      const progress = progressOf(event);
      if (!progress) return;
      state = advance(state, progress);
      draw();
    },
    end() {
      clearInterval(timer);
      display.clear();
      display.done();
    },
  };
}

/** What of a run's events is progress in the eyes of a reader. */
function progressOf(event: RunEvent | ProgressEvent): ProgressEvent | null {
  switch (event.kind) {
    case 'checkout':
      return 'commit' in event
        ? { kind: 'checkout', side: event.side, ref: event.commit.ref, sha: event.commit.sha }
        : event;
    case 'benchmark':
      if (!('phase' in event)) return event;
      return event.phase === 'warm-up'
        ? { kind: 'warm-up' }
        : { kind: 'benchmark', name: event.name };
    case 'saved':
      return null;
    default:
      return event;
  }
}
