import { stripVTControlCharacters } from 'node:util';

const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 256 * 1024;
const LINE_LENGTH = 2_000;

/**
 * What a program printed: the first 64 KiB and the last 256 KiB, however much it was. A circular
 * buffer, because a program that prints single bytes must not cost an object for each of them.
 */
export class Log {
  #head: Buffer | null = null;
  #tail: Buffer | null = null;
  #bytes = 0;

  push(chunk: Buffer): void {
    let rest = chunk;
    if (this.#bytes < HEAD_BYTES) {
      this.#head ??= Buffer.allocUnsafe(HEAD_BYTES);
      const copied = rest.copy(this.#head, this.#bytes);
      this.#bytes += copied;
      rest = rest.subarray(copied);
    }
    while (rest.length > 0) {
      this.#tail ??= Buffer.allocUnsafe(TAIL_BYTES);
      const copied = rest.copy(this.#tail, (this.#bytes - HEAD_BYTES) % TAIL_BYTES);
      this.#bytes += copied;
      rest = rest.subarray(copied);
    }
  }

  /** Everything that was printed, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Everything that was kept, in the order of printing, for a log file. */
  kept(): Buffer {
    const head = this.#head?.subarray(0, Math.min(this.#bytes, HEAD_BYTES)) ?? Buffer.alloc(0);
    if (!this.#tail) return head;
    const inTail = this.#bytes - HEAD_BYTES;
    if (inTail <= TAIL_BYTES) return Buffer.concat([head, this.#tail.subarray(0, inTail)]);
    const cut = inTail % TAIL_BYTES;
    const gap = Buffer.from(`\n… ${inTail - TAIL_BYTES} bytes left out …\n`);
    return Buffer.concat([head, gap, this.#tail.subarray(cut), this.#tail.subarray(0, cut)]);
  }

  /** The last lines with something on them, safe to print: no control characters, 2,000 long. */
  last(count: number): string[] {
    return printable(this.kept())
      .filter((line) => line.trim() !== '')
      .slice(-count);
  }
}

/** Bytes of a program nobody trusts, as lines of text: wrong UTF-8 becomes U+FFFD. */
export function printable(bytes: Buffer): string[] {
  return stripVTControlCharacters(new TextDecoder().decode(bytes))
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => {
      // eslint-disable-next-line no-control-regex -- these are the characters to take out
      const clean = line.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '');
      if (clean.length <= LINE_LENGTH) return clean;
      // A cut must not leave half of a surrogate pair.
      return clean.slice(0, LINE_LENGTH - 1).replace(/[\ud800-\udbff]$/, '') + '…';
    });
}
