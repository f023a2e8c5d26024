import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines as the runner's reader does: at `\r`, `\n` and `\r\n`. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #receive: (line: string) => void;
  #rest = '';

  constructor(receive: (line: string) => void) {
    this.#receive = receive;
  }

  write(bytes: Buffer): void {
    this.#cut(this.#rest + this.#decoder.write(bytes));
  }

  /** The last line, when it has no end. */
  end(): void {
    this.#cut(this.#rest + this.#decoder.end());
    if (this.#rest !== '') this.#receive(this.#rest.replace(/\r$/, ''));
    this.#rest = '';
  }

  #cut(text: string): void {
    // A carriage return at the end may be the first half of `\r\n`.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    lines.forEach(this.#receive);
  }
}
