import { STATUS_CODES } from 'node:http';
import type { ResponseHead } from 'autocannon/lib/httpClient.js';
import type { Expectation, StatusPattern } from './options.js';
import type { Outcome } from './tally.js';

/** Whether a complete response is the one that was hoped for, and if not why. */
export function judge(
  status: number,
  body: readonly Buffer[],
  { status: wanted, contains }: Expectation,
): Pick<Outcome, 'failure' | 'detail'> {
  if (!wanted.some((pattern) => matches(status, pattern))) {
    const was = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
    return { failure: 'status', detail: `it answered ${was}, not ${wanted.join(' or ')}` };
  }
  if (contains !== null && !Buffer.concat(body).includes(contains)) {
    return { failure: 'body', detail: `the body does not contain ${JSON.stringify(contains)}` };
  }
  return { failure: null, detail: null };
}

function matches(status: number, pattern: StatusPattern): boolean {
  return pattern === status || pattern === `${Math.floor(status / 100)}xx`;
}

/**
 * Whether the server says that it closes the connection after this response. (The parser also
 * takes it for closing where a body lasts until the end: then the end will tell. And it takes a
 * response to HEAD for one of those.)
 */
export function closesConnection(head: ResponseHead): boolean {
  if (head.shouldKeepAlive) return false;
  return (
    head.versionMajor < 1 ||
    head.versionMinor < 1 ||
    /close/i.test(header(head, 'connection') ?? '')
  );
}

/** The first header of that name, which is given in small letters. */
export function header({ headers }: ResponseHead, name: string): string | null {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? null : (headers[at + 1] ?? null);
}
