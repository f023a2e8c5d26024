import type { ComparisonRow } from '../model/decision.js';
import type { Sides } from '../model/side.js';
import type { Gauge } from './bar.js';
import { html, type Markup } from './markup.js';
import { quantity, signedChange, trimmed } from './quantity.js';
import type { LatencyPoint, SessionChanges } from './series.js';

/** Drawings for the HTML report. Colours are classes of the style sheet; numbers are all our own. */

/** The interval of a row, like `bar`: band = tolerance, line = no change or the budget. */
export function gaugeDrawing(gauge: Gauge, verdict: string, words: string): Markup {
  const [width, height] = [150, 22];
  const at = (value: number) => {
    const share = Number.isNaN(value) ? 0 : Math.min(1, Math.max(-1, value / gauge.span));
    return round(width / 2 + share * (width / 2 - 7));
  };
  const beyond = (value: number) => Math.abs(value) > gauge.span;
  const arrow = (value: number) => {
    const [tip, foot] = value > 0 ? [width - 1, width - 8] : [1, 8];
    return html`<path class="fill ${verdict}" d="M${tip} 11L${foot} 6V16Z" />`;
  };
  const { tolerance, lo, hi } = gauge;
  const estimate = Math.min(Math.max(lo, hi), Math.max(Math.min(lo, hi), gauge.estimate));
  return html`<svg
    class="gauge"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="${words}"
  >
    <path class="axis" d="M0 11H${width}" />
    ${tolerance === null ? null : html`<path class="band" d="M${at(-tolerance)} 2H${at(tolerance)}V20H${at(-tolerance)}Z" />`}
    <path class="${tolerance === null ? 'limit' : 'zero'}" d="M${width / 2} 1V21" />
    <path class="line ${verdict}" d="M${at(lo)} 11H${at(hi)}" />
    ${[lo, hi].filter(beyond).map(arrow)}
    ${beyond(estimate) ? null : html`<circle class="fill ${verdict}" cx="${at(estimate)}" cy="11" r="4.5" />`}
  </svg>`;
}

const WIDTH = 560;
const HEIGHT = 230;
const LEFT = 64;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 30;
const MILLISECONDS = {
  name: 'ms',
  label: 'ms',
  unit: 'ms',
  better: 'lower',
  kind: 'ratio',
} as const;

/** Percentile curves of both sides; both axes logarithmic, so that the tail can be seen. */
export function latencyDrawing({ base, head }: Sides<LatencyPoint[]>): Markup {
  const points = [...base, ...head];
  const low = Math.min(...points.map(({ lo }) => lo));
  const high = Math.max(...points.map(({ hi }) => hi));
  const ticks = logTicks(low, high);
  const from = Math.log(Math.min(low, ticks[0] ?? low));
  const reach = Math.log(Math.max(high, ticks.at(-1) ?? high)) - from || 1;
  const y = (ms: number) =>
    round(HEIGHT - BOTTOM - ((Math.log(ms) - from) / reach) * (HEIGHT - TOP - BOTTOM));
  const x = (quantile: number) =>
    round(
      LEFT + (-Math.log10(Math.max(10 ** -LAST, 1 - quantile)) / LAST) * (WIDTH - LEFT - RIGHT),
    );
  const path = (side: LatencyPoint[], pick: 'lo' | 'middle' | 'hi') =>
    side.map((point) => `${x(point.quantile)} ${y(point[pick])}`);
  const band = (side: LatencyPoint[]) =>
    [...path(side, 'hi'), ...path(side, 'lo').reverse()].join('L');
  return frame(
    'Latency by percentile, base and head',
    html`${ticks.map((ms) => horizontal(y(ms), trimmed(quantity(MILLISECONDS, ms))))}
      ${PERCENTILES.map((quantile) => vertical(x(quantile), percentile(quantile)))}
      <path class="spread base" d="M${band(base)}Z" /><path
        class="spread head"
        d="M${band(head)}Z"
      />
      <path class="curve base" d="M${path(base, 'middle').join('L')}" />
      <path class="curve head" d="M${path(head, 'middle').join('L')}" />`,
  );
}

/** The slowest response stands at the place of 1 in 30,000. */
const LAST = 4.5;
const PERCENTILES = [0.5, 0.9, 0.99, 0.999, 0.9999];

function percentile(quantile: number): string {
  return quantile === 0.5 ? 'median' : `p${Number((quantile * 100).toPrecision(6))}`;
}

/** 1, 2, 5, 10 … that lie between the ends, thinned to at most eight. */
function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const all: number[] = [];
  for (let power = first; power <= last; power += 1) {
    for (const digit of last - first > 3 ? [1] : [1, 2, 5]) all.push(digit * 10 ** power);
  }
  const from = all.findLastIndex((tick) => tick <= low * 1.001);
  const to = all.findIndex((tick) => tick >= high * 0.999);
  return all.slice(Math.max(0, from), to < 0 ? undefined : to + 1);
}

/** Dots that a drawing may hold: more of them say nothing more and make the file large. */
const MOST_DOTS = 800;

/** Each pair as a dot, each session's middle as a dash, and at the right what was concluded. */
export function changeDrawing(row: ComparisonRow, sessions: readonly SessionChanges[]): Markup {
  const { metric, tolerance, change } = row;
  const all = sessions.flatMap(({ pairs }) => pairs.map(Math.abs)).sort((a, b) => a - b);
  const usual = all[Math.floor((all.length - 1) * 0.98)] ?? 0;
  const ends = change ? [change.lo, change.hi].filter(Number.isFinite).map(Math.abs) : [];
  const span = 1.15 * Math.max(usual, tolerance * 1.3, ...ends);
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  const y = (value: number) =>
    round(middle - Math.min(1, Math.max(-1, value / span)) * ((HEIGHT - TOP - BOTTOM) / 2));
  const right = WIDTH - RIGHT - 40;
  const room = (right - LEFT) / Math.max(1, sessions.length);
  const every = Math.ceil(all.length / MOST_DOTS);
  const dots = sessions.flatMap(({ pairs }, index) =>
    pairs.flatMap((pair, at) =>
      at % every === 0
        ? [`M${round(LEFT + room * (index + (at + 1) / (pairs.length + 1)))} ${y(pair)}h0`]
        : [],
    ),
  );
  const dashes = sessions.map(
    ({ middle: value }, index) =>
      `M${round(LEFT + room * (index + 0.12))} ${y(value)}h${round(room * 0.76)}`,
  );
  const step = Math.ceil(sessions.length / 20);
  const labels = sessions.filter((_, index) => index % step === 0);
  const place = WIDTH - RIGHT - 18;
  return frame(
    'Change of head relative to base, pair by pair',
    html`<path
        class="band"
        d="M${LEFT} ${y(tolerance)}H${WIDTH - RIGHT}V${y(-tolerance)}H${LEFT}Z"
      />
      ${[span / 1.15, tolerance, 0, -tolerance, -span / 1.15].map((value) => horizontal(y(value), signedChange(metric, value)))}
      <path class="zero" d="M${LEFT} ${y(0)}H${WIDTH - RIGHT}" />
      <path class="dots" d="${dots.join('')}" /><path class="dashes" d="${dashes.join('')}" />
      ${labels.map(({ session }, index) => label(round(LEFT + room * (index * step + 0.5)), String(session)))}
      ${label(place, 'all')}
      ${change === null ? null : html`<path class="line ${row.verdict}" d="M${place} ${y(change.lo)}V${y(change.hi)}" /><circle class="fill ${row.verdict}" cx="${place}" cy="${y(change.estimate)}" r="5" />`}`,
  );
}

function frame(words: string, content: Markup): Markup {
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words}">
    ${content}
  </svg>`;
}

function horizontal(y: number, text: string): Markup {
  return html`<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}" /><text
      x="${LEFT - 8}"
      y="${y + 4}"
      text-anchor="end"
      >${text}</text
    >`;
}

function vertical(x: number, text: string): Markup {
  return html`<path class="grid" d="M${x} ${TOP}V${HEIGHT - BOTTOM}" />${label(x, text)}`;
}

function label(x: number, text: string): Markup {
  return html`<text x="${x}" y="${HEIGHT - 10}" text-anchor="middle">${text}</text>`;
}

/** A tenth of a pixel is enough. Never anything but a finite number: it stands in an attribute. */
function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}
