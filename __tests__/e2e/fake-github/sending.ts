import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Answer, Fault } from './faults.js';
import { NOT_FOUND, type Reply } from './route.js';

/** What GitHub says of the rate with every answer. */
export function rateHeaders(remaining: number, isGraph: boolean): Record<string, string> {
  return {
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(1000 - remaining),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
    'x-ratelimit-resource': isGraph ? 'graphql' : 'core',
  };
}

/**
 * Sends the fault's answer where there is one, else `reply`, whole or cut.
 * Returns the status that was sent; 0 when no byte was.
 */
export function sendReply(
  response: ServerResponse,
  reply: Reply | undefined,
  fault: Fault | undefined,
  common: Record<string, string>,
): number {
  if (fault?.cut === 'before') {
    response.destroy();
    return 0;
  }
  const given: Answer & Reply = fault?.answer ?? reply ?? NOT_FOUND;
  const bytes = given.raw ?? bytesOf(given.body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const sent = fault?.cut === 'short' ? half : bytes;
  const type = typeof given.body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(given.status, {
    'content-type': `${type}; charset=utf-8`,
    'x-github-request-id': randomUUID(),
    ...common,
    ...(given.status === 204 ? {} : { 'content-length': String(sent.length) }),
    ...given.headers,
  });
  if (fault?.cut !== 'body') {
    response.end(given.status === 204 ? undefined : sent);
    return given.status;
  }
  // The reset follows only when the first half has left, or the client would see no answer at all.
  response.write(half, () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
  return given.status;
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
