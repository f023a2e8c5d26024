/**
 * The normal distribution far out in its upper tail, where published approximations lose all their
 * digits. Relative error below 3e-14 for tails from 0.5 down to 1e-15 (statistics.md §3).
 */

const INVERSE_ROOT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

export function normalDensity(z: number): number {
  return INVERSE_ROOT_TWO_PI * Math.exp(-0.5 * z * z);
}

/** P(Z > z), the SF of statistics.md: erfc(z/√2)/2. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  if (z === Infinity) return 0;
  return z < 2.5 ? 0.5 - normalDensity(z) * series(z) : normalDensity(z) / continuedFraction(z);
}

/** (Φ(z) - 1/2)/φ(z) = z + z³/3 + z⁵/(3·5) + … (Abramowitz & Stegun 26.2.11). */
function series(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; term > 1e-17 * sum; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** φ(z)/P(Z > z) = z + 1/(z + 2/(z + 3/(z + …))) (Abramowitz & Stegun 26.2.14), from the inside out. */
function continuedFraction(z: number): number {
  let value = z;
  for (let k = Math.ceil(5 + 410 / (z * z)); k >= 1; k -= 1) value = z + k / value;
  return value;
}

/**
 * The z with P(Z > z) = p, for 0 < p < 1: Newton's method on the logarithm of the tail, which is
 * nearly a parabola, started from Abramowitz & Stegun 26.2.23.
 */
export function normalTailQuantile(p: number): number {
  if (p > 0.5) return -normalTailQuantile(1 - p);
  if (p === 0.5) return 0;
  if (p <= 0) return Infinity;
  const t = Math.sqrt(-2 * Math.log(p));
  let z =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let i = 0; i < 4; i += 1) {
    const tail = normalTail(z);
    z += (Math.log(tail / p) * tail) / normalDensity(z);
  }
  return z;
}
