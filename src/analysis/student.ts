import { gammaln } from 'simple-statistics';
import { normalTailQuantile } from './normal.js';

/**
 * Student's t distribution: upper tail and its inverse. Relative error below 3e-14 over 1 to 100
 * degrees of freedom and tails down to 1e-8 (statistics.md §3).
 */

/** P(T > t) with `df` degrees of freedom. */
export function studentTail(t: number, df: number): number {
  if (t < 0) return 1 - studentTail(-t, df);
  if (t === Infinity) return 0;
  const x = df / (df + t * t);
  const y = (t * t) / (df + t * t);
  // The fraction converges quickly on one side of the mean of the beta distribution only.
  return x < (df / 2 + 1) / (df / 2 + 2.5)
    ? incompleteBeta(x, y, df / 2, 0.5) / 2
    : (1 - incompleteBeta(y, x, 0.5, df / 2)) / 2;
}

function studentDensity(t: number, df: number): number {
  return (
    Math.exp(-logBeta(df / 2, 0.5) - ((df + 1) / 2) * Math.log1p((t * t) / df)) / Math.sqrt(df)
  );
}

/**
 * The t with P(T > t) = p: Newton's method for the logarithm of the tail as a function of log t,
 * nearly a straight line far out, kept inside a bracket that shrinks with every step.
 */
export function studentTailQuantile(p: number, df: number): number {
  if (p > 0.5) return -studentTailQuantile(1 - p, df);
  if (p === 0.5) return 0;
  if (p <= 0) return Infinity;
  let low = -Infinity;
  let high = Infinity;
  const z = normalTailQuantile(p);
  let logT = Math.log(z + (z * z * z + z) / (4 * df));
  for (let i = 0; i < 100; i += 1) {
    const t = Math.exp(logT);
    const tail = studentTail(t, df);
    const excess = Math.log(tail / p);
    if (excess > 0) low = logT;
    else high = logT;
    const step = (excess * tail) / (t * studentDensity(t, df));
    const aim = logT + step;
    const next = aim > low && aim < high ? aim : inside(low, high, logT);
    if (Math.abs(next - logT) < 1e-15 * Math.max(1, Math.abs(logT)) || Math.abs(step) < 2e-16)
      break;
    logT = next;
  }
  return Math.exp(logT);
}

function inside(low: number, high: number, at: number): number {
  if (low === -Infinity) return at - 1;
  if (high === Infinity) return at + 1;
  return (low + high) / 2;
}

function logBeta(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

/** Regularised incomplete beta function of x = 1 - y by Lentz's continued fraction (DLMF 8.17.22). */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x === 0) return 0;
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m <= 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * fraction;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
