import type { BenchmarkDecision, Decision, Row } from '../model/decision.js';
import type { Benchmark, Result } from '../model/result.js';
import type { Sides } from '../model/side.js';
import { commitText, machineText, method, reproduction } from './background.js';
import { gaugeOf } from './bar.js';
import { rowCells } from './cells.js';
import { DRAWING_STYLE } from './drawing-style.js';
import { failureGroups, failureSentence } from './failures.js';
import { html, type Markup } from './markup.js';
import { counted } from './quantity.js';
import { caveatTexts, noteTexts } from './report.js';
import { sentence } from './sentence.js';
import { latencyCurves, pairChanges, type LatencyPoint } from './series.js';
import { STYLESHEET } from './stylesheet.js';
import { changeDrawing, gaugeDrawing, latencyDrawing } from './svg.js';
import { plain, shorten } from './text.js';
import { byVerdict, outcomeFace, tally } from './verdict.js';

/**
 * The report as one page that opens offline. It has no script and loads nothing, and its policy
 * forbids both: what a name or a log line says cannot do anything here.
 */
export function renderHtml(result: Result, decision: Decision): string {
  const benchmarks = new Map(result.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${outcomeFace(decision.outcome).word}: ${decision.headline}</title>
        ${STYLESHEET} ${DRAWING_STYLE}
      </head>
      <body>
        <main>
          ${headline(result, decision)} ${gates(decision)} ${words(decision)}
          ${decision.benchmarks.map((each) => benchmarkSection(each, benchmarks.get(each.name)))}
          ${failures(result)} ${notes(noteTexts(result, decision))} ${background(result)}
        </main>
      </body>
    </html> `;
  return page.text;
}

function headline(result: Result, decision: Decision): Markup {
  const { icon, word } = outcomeFace(decision.outcome);
  const gates = decision.benchmarks.flatMap(({ rows }) => rows.filter(({ gate }) => gate));
  const count =
    gates.length === 0
      ? 'No gate was judged.'
      : `${counted(gates.length, 'gate')}: ${tally(gates)}.`;
  const caveats = caveatTexts(result, decision);
  return html`<header class="outcome ${decision.outcome}">
      <h1><b>${icon} ${word}</b> ${decision.headline}</h1>
      <p>${count}</p>
      <p>base ${commitText(result.commits.base)}<br />head ${commitText(result.commits.head)}</p>
    </header>
    ${
      caveats.length === 0
        ? null
        : html`<ul class="caveats">
            ${caveats.map((text) => html`<li>${text}</li>`)}
          </ul>`
    }`;
}

function gates(decision: Decision): Markup | null {
  const rows = decision.benchmarks.flatMap((benchmark) =>
    benchmark.rows.filter(({ gate }) => gate).map((row) => ({ benchmark, row })),
  );
  if (rows.length === 0) return null;
  rows.sort((a, b) => byVerdict(a.row, b.row));
  return html`<h2>Gates</h2>
    <div class="card scroll">
      <table>
        <thead>
          <tr>
            <th>verdict</th>
            <th>benchmark</th>
            ${VALUE_HEADERS}
            <th class="number">limit</th>
            <th class="number">noise floor</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ benchmark, row }) => {
            const cells = rowCells(row);
            const { name, advisory } = benchmark;
            return html`<tr class="${row.verdict}">
              <td class="verdict">
                ${cells.icon} ${cells.verdict}${advisory ? ' (advisory)' : ''}
              </td>
              <td class="name">${shorten(plain(name), 60)}</td>
              ${valueCells(row)}
              <td class="number">${cells.limit}</td>
              <td class="number dim">${cells.noiseFloor}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    <p class="key">
      limit: the tolerance for a change for the worse, or the budget (≤, ≥). noise floor: the
      smallest worsening that this run finds 4 times out of 5. In the drawings the line in the
      middle is no change, or the budget; the band is the tolerance.
    </p>`;
}

const VALUE_HEADERS = html`<th>metric</th>
  <th class="number">base</th>
  <th class="number">head</th>
  <th class="number">change</th>
  <th class="number">range</th>
  <th></th>`;

function valueCells(row: Row): Markup {
  const { metric, base, head, change, range } = rowCells(row);
  const gauge = gaugeOf(row);
  const drawing = gauge ? gaugeDrawing(gauge, row.verdict, `${metric}: ${range}`) : null;
  return html`<td class="name">${metric}</td>
    <td class="number">${base}</td>
    <td class="number">${head}</td>
    <td class="number">${change}</td>
    <td class="number">${range}</td>
    <td>${drawing}</td>`;
}

function words(decision: Decision): Markup | null {
  const said = decision.benchmarks
    .flatMap(({ name, rows }) => rows.map((row) => ({ name, row })))
    .filter(({ row }) => row.gate && row.verdict !== 'within')
    .sort((a, b) => byVerdict(a.row, b.row));
  if (said.length === 0) return null;
  return html`<h2>In words</h2>
    <ul class="words card">
      ${said.map(({ name, row }) => {
        const { head, text } = sentence(row);
        return html`<li class="said ${row.verdict}">
          ${plain(name, 60)}: <b>${head}</b> ${text}
        </li>`;
      })}
    </ul>`;
}

function benchmarkSection(
  decided: BenchmarkDecision,
  benchmark: Benchmark | undefined,
): Markup | null {
  const { name, presence, advisory, sessions, rows } = decided;
  if (presence === 'removed' || !benchmark) return null;
  const facts = [
    benchmark.workload,
    counted(sessions, 'session'),
    presence === 'new' ? 'new: nothing to compare with' : '',
    advisory ? 'advisory: does not block' : '',
  ];
  const curves = latencyCurves(benchmark);
  const information = rows.filter(({ gate }) => !gate);
  return html`<section>
    <h2>${name} <small>${facts.filter(Boolean).join(' · ')}</small></h2>
    <div class="card">
      <div class="plots">
        ${curves ? latencySection(curves) : null}
        ${rows.map((row) => changeSection(row, benchmark))}
      </div>
      ${information.length === 0 ? null : informationTable(information)}
    </div>
  </section>`;
}

function latencySection(curves: Sides<LatencyPoint[]>): Markup {
  return html`<div>
    <h3>Latency by percentile</h3>
    <p class="key">
      <span><i class="base"></i>base</span><span><i class="head"></i>head</span> line: the middle of
      all sessions; shade: from the lowest to the highest
    </p>
    ${latencyDrawing(curves)}
  </div>`;
}

function changeSection(row: Row, benchmark: Benchmark): Markup | null {
  if (!row.gate || row.kind !== 'comparison') return null;
  const changes = pairChanges(benchmark, row.metric);
  if (changes.length === 0) return null;
  return html`<div>
    <h3>Change of ${row.metric.label}, pair by pair</h3>
    <p class="key">
      dot: a pair; dash: the middle of a session (numbered); band: the tolerance; at the right: what
      all sessions say
    </p>
    ${changeDrawing(row, changes)}
  </div>`;
}

function informationTable(rows: readonly Row[]): Markup {
  return html`<details open>
    <summary>For information</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${VALUE_HEADERS}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr class="${row.verdict}">
                ${valueCells(row)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function failures(result: Result): Markup | null {
  const groups = failureGroups(result);
  if (groups.length === 0) return null;
  return html`<h2>What went wrong</h2>
    <div class="card">
      ${groups.map((group) => {
        const { log } = group.failure;
        return html`<h3>${failureSentence(group)}</h3>
          ${log.length === 0 ? null : html`<pre><code>${log.map((line) => html`${line}`)}</code></pre>`}`;
      })}
    </div>`;
}

function notes(texts: readonly string[]): Markup | null {
  if (texts.length === 0) return null;
  return html`<h2>Notes</h2>
    <div class="card">
      <ul>
        ${texts.map((text) => html`<li>${text}</li>`)}
      </ul>
    </div>`;
}

function background(result: Result): Markup {
  return html`<h2>This run</h2>
    <div class="card">
      <dl>
        <dt>base</dt>
        <dd>${commitText(result.commits.base)}</dd>
        <dt>head</dt>
        <dd>${commitText(result.commits.head)}</dd>
        <dt>machine</dt>
        <dd>${machineText(result.machine)}</dd>
        <dt>started</dt>
        <dd>${result.started}</dd>
        <dt>decided</dt>
        <dd>${method(result).join(' ')}</dd>
        <dt>repeat</dt>
        <dd>
          ${reproduction(result.commits, result.seed).map((command) => html`<code>${command}</code>`)}
        </dd>
        <dt>version</dt>
        <dd>Paceline ${result.paceline}</dd>
      </dl>
    </div>`;
}
