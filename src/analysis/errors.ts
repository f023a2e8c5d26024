import type { Benchmark, Session, Slices } from '../model/result.js';
import { DEFAULT_SHARE_TOLERANCE } from '../model/rule.js';
import { bothSides, type Side, type Sides } from '../model/side.js';
import { type Count, sessionCount, total } from './share.js';

/** Failed requests as a condition for everything else: failing fast must never look fast. */

export const ERRORS = 'errors';

/** The hard stop of statistics.md §1.6: no statistics needed. */
const BROKEN_SHARE = 0.5;
const HEALTHY_SHARE = 0.01;
/** One failed request of a slow service is half of a slice, but not a broken service. */
const FEWEST_TRIALS = 10;

/** Why head is broken beyond doubt: most of one of its slices failed, while base is healthy. */
export function brokenHead(benchmark: Benchmark): string | null {
  if (benchmark.presence !== 'both') return null;
  if ((errorShares(benchmark).base ?? 1) >= HEALTHY_SHARE) return null;
  let worst = 0;
  for (const { slices } of benchmark.sessions) {
    for (const { events, trials } of sliceCounts(slices.head)) {
      if (trials >= FEWEST_TRIALS) worst = Math.max(worst, events / trials);
    }
  }
  if (worst <= BROKEN_SHARE) return null;
  return `head is broken: ${percent(worst)} of the requests of one slice failed`;
}

/** Share of failed requests per side over all sessions; null for a side without requests. */
export function errorShares({ sessions }: Benchmark): Sides<number | null> {
  return bothSides((side) => {
    const { events, trials } = total(sessions.map((session) => errorCount(session, side)));
    return trials > 0 ? events / trials : null;
  });
}

/** Sessions in which head fails a larger share than base. */
export function sessionsHeadFailsMore({ sessions }: Benchmark): number {
  const rate = ({ events, trials }: Count) => (trials > 0 ? events / trials : 0);
  return sessions.filter(
    (session) => rate(errorCount(session, 'head')) > rate(errorCount(session, 'base')),
  ).length;
}

/** The share of failures that is ignored: the benchmark's own tolerance, at least 0.1 %. */
export function errorLimit({ rules }: Benchmark): number {
  const own = rules.find(({ metric }) => metric === ERRORS)?.tolerance ?? 0;
  return Math.max(own, DEFAULT_SHARE_TOLERANCE);
}

function errorCount(session: Session, side: Side): Count {
  return sessionCount(session, ERRORS, side) ?? total(sliceCounts(session.slices[side]));
}

function sliceCounts({ shares, responses, failures }: Slices): Count[] {
  const errors = shares[ERRORS];
  if (errors) {
    return errors.trials.map((trials, i) => ({ events: errors.events[i] ?? trials, trials }));
  }
  return responses.map((succeeded, i) => {
    const events = Object.values(failures).reduce((sum, column) => sum + (column[i] ?? 0), 0);
    return { events, trials: succeeded + events };
  });
}

export function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 10 ? value.toFixed(0) : Number(value.toPrecision(2))} %`;
}
