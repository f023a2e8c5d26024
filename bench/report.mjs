// One line of a benchmark: what was measured, its value with unit, and the target where there is one.
/** @param {{what: string, value: number, unit: 's'|'ms'|'%'|'MB'|'kB'|'ratio'|'', most?: number, least?: number}} line */
export function report({ what, value, unit, most, least }) {
  const target =
    most !== undefined
      ? `at most ${shown(most, unit)}`
      : least !== undefined
        ? `at least ${shown(least, unit)}`
        : '';
  const met = !(value > (most ?? Infinity)) && !(value < (least ?? -Infinity));
  console.log(JSON.stringify({ what, value: shown(value, unit), target, met }));
  if (!met) process.exitCode = 1;
}

function shown(value, unit) {
  switch (unit) {
    case '%':
      return `${(100 * value).toFixed(1)} %`;
    case 'ms':
      return `${Math.round(value * 1000)} ms`;
    case 's':
      return `${value.toFixed(2)} s`;
    case 'MB':
      return `${Math.round(value / 1e6)} MB`;
    case 'kB':
      return `${Math.round(value / 1e3)} kB`;
    case 'ratio':
      return value.toFixed(2);
    default:
      return String(value);
  }
}
