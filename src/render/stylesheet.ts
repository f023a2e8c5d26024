import { html } from './markup.js';

/** The style of the HTML report, in light and in dark, on screen and on paper. */
export const STYLESHEET = html`<style>
  :root {
    color-scheme: light dark;
    --page: #f6f7f9;
    --card: #ffffff;
    --text: #1b2330;
    --dim: #5c6878;
    --edge: #dfe4ea;
    --band: #e9edf3;
    --base: #8492a6;
    --head: #3667d6;
    --bad: #c2332d;
    --good: #1d7d4f;
    --fine: #0f7c8c;
    --open: #a86400;
    --odd: #9a3a94;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #10141a;
      --card: #191f28;
      --text: #e4e9f0;
      --dim: #98a4b5;
      --edge: #2d3643;
      --band: #252e3b;
      --base: #8d9bb0;
      --head: #7ba2ff;
      --bad: #ff7b72;
      --good: #55c58a;
      --fine: #4fc3d3;
      --open: #e5a54b;
      --odd: #dc8ad6;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    background: var(--page);
    color: var(--text);
    font:
      15px/1.55 system-ui,
      -apple-system,
      'Segoe UI',
      'Liberation Sans',
      'DejaVu Sans',
      sans-serif;
  }
  main {
    max-width: 1200px;
    margin: 0 auto;
    padding: 32px 20px 64px;
  }
  header.outcome {
    border-left: 6px solid var(--colour);
    background: var(--card);
    border-radius: 8px;
    padding: 18px 24px;
    box-shadow: 0 1px 3px #0001;
  }
  header.outcome p {
    margin: 4px 0 0;
    color: var(--dim);
  }
  h1 {
    text-wrap: balance;
    font-size: 22px;
    line-height: 1.35;
    margin: 0;
    overflow-wrap: anywhere;
  }
  h1 b {
    color: var(--colour);
  }
  h2 {
    font-size: 18px;
    margin: 40px 0 12px;
    overflow-wrap: anywhere;
  }
  h2 small {
    font-weight: normal;
    color: var(--dim);
    font-size: 14px;
    margin-left: 8px;
  }
  h3 {
    font-size: 15px;
    margin: 20px 0 4px;
    overflow-wrap: anywhere;
  }
  .pass {
    --colour: var(--good);
  }
  .fail {
    --colour: var(--bad);
  }
  .neutral {
    --colour: var(--open);
  }
  .caveats {
    list-style: none;
    padding: 0;
    margin: 16px 0 0;
  }
  .caveats li {
    background: var(--card);
    border-left: 4px solid var(--open);
    border-radius: 6px;
    padding: 8px 16px;
    margin: 8px 0;
    overflow-wrap: anywhere;
  }
  .card {
    background: var(--card);
    border-radius: 8px;
    padding: 8px 20px 16px;
    box-shadow: 0 1px 3px #0001;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-variant-numeric: tabular-nums;
  }
  th {
    text-align: left;
    font-weight: 500;
    color: var(--dim);
    font-size: 13px;
    padding: 6px 8px;
    border-bottom: 1px solid var(--edge);
    white-space: nowrap;
  }
  td {
    padding: 7px 8px;
    border-bottom: 1px solid var(--edge);
    white-space: nowrap;
  }
  tr:last-child td {
    border-bottom: 0;
  }
  td.name {
    white-space: normal;
    overflow-wrap: anywhere;
    min-width: 7em;
    max-width: 20em;
  }
  td.number,
  th.number {
    text-align: right;
  }
  td.verdict {
    font-weight: 600;
  }
  td.dim {
    color: var(--dim);
  }
  .regressed,
  .over {
    --colour: var(--bad);
  }
  .within {
    --colour: var(--good);
  }
  .improved {
    --colour: var(--fine);
  }
  .inconclusive {
    --colour: var(--open);
  }
  .invalid {
    --colour: var(--odd);
  }
  .information {
    --colour: var(--dim);
  }
  td.verdict,
  li.said b {
    color: var(--colour);
  }
  ul.words {
    margin: 0;
    padding-top: 12px;
    list-style: none;
  }
  ul.words li {
    margin: 8px 0;
    overflow-wrap: anywhere;
  }
  pre {
    background: var(--band);
    border-radius: 6px;
    padding: 10px 14px;
    overflow-x: auto;
    font-size: 13px;
    line-height: 1.45;
  }
  code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
    font-size: 0.92em;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 6px 18px;
    margin: 8px 0;
  }
  dt {
    color: var(--dim);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  details > summary {
    cursor: pointer;
    color: var(--dim);
    margin: 12px 0;
  }
  @media print {
    body {
      background: none;
    }
    .card,
    header.outcome {
      box-shadow: none;
    }
  }
</style>`;
