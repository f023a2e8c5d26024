/** Random numbers of one stream; the seed and the name of the stream decide them. */
export class Draws {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * Streams with different names do not overlap in practice: the state has 128 bits and every name
   * starts somewhere else. A run draws some thousand million numbers in all, too many for the
   * 32-bit generator that draws orders (src/model/random.ts).
   */
  constructor(seed: number, stream: string) {
    this.#a = hash(seed, stream, 1);
    this.#b = hash(seed, stream, 2);
    this.#c = hash(seed, stream, 3);
    for (let i = 0; i < 16; i += 1) this.#next();
  }

  /** One of 2^32 integers: the small fast counting generator sfc32 (PractRand, public domain). */
  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** In (0, 1), both ends left out. */
  uniform(): number {
    return (this.#next() + 0.5) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Student's t with 3 degrees of freedom, scaled to variance 1, by Bailey's method (1994). */
  heavyTailed(): number {
    const radius = Math.sqrt(3 * (this.uniform() ** (-2 / 3) - 1));
    return (radius * Math.cos(2 * Math.PI * this.uniform())) / Math.sqrt(3);
  }

  /** Exponential with mean 0 and variance 1: most values a little below, few far above. */
  skewed(): number {
    return -Math.log(this.uniform()) - 1;
  }

  /** How many of `trials` happen, each with `probability`: by the gaps between them. */
  binomial(trials: number, probability: number): number {
    if (probability <= 0) return 0;
    const logMiss = Math.log1p(-probability);
    let events = 0;
    for (let at = this.#gap(logMiss); at < trials; at += 1 + this.#gap(logMiss)) events += 1;
    return events;
  }

  #gap(logMiss: number): number {
    return Math.floor(Math.log(this.uniform()) / logMiss);
  }

  /** Beta with the given mean and intraclass correlation: probabilities that come in clusters. */
  beta(mean: number, correlation: number): number {
    const total = (1 - correlation) / correlation;
    const x = this.#gamma(mean * total);
    return x / (x + this.#gamma((1 - mean) * total));
  }

  /** Gamma with scale 1 (Marsaglia and Tsang 2000). */
  #gamma(shape: number): number {
    if (shape < 1) return this.#gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  }
}

/** 32 bits of seed, text and index (FNV-1a, then the MurmurHash3 finaliser). */
function hash(seed: number, text: string, index: number): number {
  let x = 0x811c9dc5 ^ seed;
  for (const character of `${index} ${text}`) {
    x = Math.imul(x ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}
