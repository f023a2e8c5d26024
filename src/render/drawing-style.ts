import { html } from './markup.js';

/** The style of the drawings in the HTML report; the colours are those of the page. */
export const DRAWING_STYLE = html`<style>
  svg {
    display: block;
  }
  svg.plot {
    width: 100%;
    height: auto;
    max-width: 640px;
  }
  .plots {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr));
    gap: 4px 36px;
  }
  svg text {
    fill: var(--dim);
    font-size: 11.5px;
  }
  .axis,
  .grid {
    stroke: var(--edge);
    stroke-width: 1;
  }
  .band {
    fill: var(--band);
    stroke: none;
  }
  .zero {
    stroke: var(--dim);
    stroke-width: 1;
  }
  .limit {
    stroke: var(--text);
    stroke-width: 2;
  }
  .line {
    stroke: var(--colour);
    stroke-width: 4;
    stroke-linecap: round;
  }
  .fill {
    fill: var(--colour);
  }
  .curve {
    fill: none;
    stroke-width: 2.2;
    stroke-linejoin: round;
  }
  .curve.base {
    stroke: var(--base);
  }
  .curve.head {
    stroke: var(--head);
  }
  .spread {
    opacity: 0.16;
  }
  .spread.base,
  i.base {
    fill: var(--base);
    background: var(--base);
  }
  .spread.head,
  i.head {
    fill: var(--head);
    background: var(--head);
  }
  .dots {
    stroke: var(--head);
    stroke-width: 4;
    stroke-linecap: round;
    opacity: 0.38;
  }
  .dashes {
    stroke: var(--text);
    stroke-width: 2.2;
    stroke-linecap: round;
  }
  .key {
    color: var(--dim);
    font-size: 13px;
    margin: 4px 0 6px;
  }
  .key i {
    display: inline-block;
    width: 18px;
    height: 4px;
    border-radius: 2px;
    margin: 0 6px 3px 0;
  }
  .key span {
    margin-right: 18px;
  }
</style>`;
