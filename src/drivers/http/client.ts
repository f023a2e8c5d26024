import AutocannonClient, { type Client } from 'autocannon/lib/httpClient.js';
import type { Workload } from './workload.js';

/**
 * autocannon's HTTP client without its own timing of sends, its sockets and its time-outs.
 *
 * What is kept: building requests and their order, parsing responses, and one `response` event per
 * response with a floating-point duration. What is taken away, because it cannot pause and hides
 * failures (statistics.md §A.3): `_doRequest` is called by the client whenever it wants to send and
 * ends in `wantsToSend` here; `send` is the original. `_connect` does nothing: the caller sets
 * `conn`. These are private parts of one exact version, so `checkClient` tries them out.
 */
export interface GatedClient {
  readonly client: Client;
  /** Sends the next request of the list on `client.conn`. */
  readonly send: () => void;
}

export function createClient(
  workload: Pick<Workload, 'requests' | 'pipelining' | 'keepAlive'>,
  target: { hostname: string; port: number },
  wantsToSend: () => void,
): GatedClient {
  const client = new AutocannonClient({
    hostname: target.hostname,
    host: `${target.hostname}:${target.port}`,
    port: target.port,
    pipelining: workload.pipelining,
    requests: workload.requests.map(({ method, path, headers, body }) => ({
      method,
      path,
      headers: { ...headers },
      ...(body === null ? {} : { body }),
    })),
    setupClient(created) {
      created._connect = () => undefined;
      created._doRequest = wantsToSend;
    },
  });
  // It would reset parked connections, and a timer of ours looks after those under way.
  client.timeoutTicker.clear();
  client.timeoutTicker = { reschedule: () => undefined, clear: () => undefined };
  // Whole bodies as text cost time; whoever wants a body listens to the `body` event.
  client.pipelinedRequests.addBody = () => undefined;
  if (!workload.keepAlive) client.requestIterator.requests.forEach(askToClose);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- bound by call
  const send = AutocannonClient.prototype._doRequest;
  return { client, send: () => send.call(client) };
}

/** autocannon asks for keep-alive whatever the headers say. */
function askToClose(request: { requestBuffer: Buffer }): void {
  const line = 'Connection: keep-alive\r\n';
  const at = request.requestBuffer.indexOf(line);
  if (at < 0) throw changed('requests do not ask for keep-alive');
  request.requestBuffer = Buffer.concat([
    request.requestBuffer.subarray(0, at),
    Buffer.from('Connection: close\r\n'),
    request.requestBuffer.subarray(at + line.length),
  ]);
}

/**
 * Tries every private part on a socket that only remembers: nothing is sent before `send`, one
 * request then, and one `response` event with status, bytes and duration after its answer.
 * Throws when autocannon is not the version that Paceline was written for: a defect.
 */
export function checkClient(create: typeof createClient = createClient): void {
  const written: Buffer[] = [];
  const responses: unknown[][] = [];
  const wishes: unknown[] = [];
  const workload = {
    requests: [
      {
        label: '',
        method: 'GET',
        path: '/a',
        headers: {},
        body: null,
        expect: { status: [], contains: null },
      },
    ],
    pipelining: 1,
    keepAlive: true,
  };
  try {
    const { client, send } = create(
      workload,
      { hostname: '127.0.0.1', port: 1 },
      () => void wishes.push('send'),
    );
    client.conn = { write: (bytes: unknown) => written.push(bytes as Buffer) > 0 };
    client.on('response', (...event: unknown[]) => responses.push(event));
    const early = wishes.length;
    if (early !== 0) throw changed('it sends before it is connected');
    client.parser.reinitialize('RESPONSE');
    send();
    if (!written.join('').startsWith('GET /a HTTP/1.1\r\n')) throw changed('it writes no request');
    if (client.pipelinedRequests.pendingRequests.length !== 1) throw changed('it keeps no queue');
    const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    client.pipelinedRequests.addByteCount(answer.length);
    if (client.parser.execute(answer) !== answer.length) throw changed('it cannot read a response');
    const [status, bytes, duration] = responses[0] ?? [];
    if (responses.length !== 1 || status !== 200 || bytes !== answer.length)
      throw changed('its response event differs');
    if (typeof duration !== 'number' || !(duration > 0))
      throw changed('its durations are not fractions of a millisecond');
    if (wishes.length !== 1 || written.length !== 1)
      throw changed('it sends without being told to');
  } catch (error) {
    throw error instanceof TypeError ? changed(error.message, error) : error;
  }
}

function changed(what: string, cause?: unknown): Error {
  return new Error(
    `autocannon's HTTP client is not the one of version 9.0.0 that the http driver needs: ${what}`,
    { cause },
  );
}
