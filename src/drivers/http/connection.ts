import { connect, type Socket } from 'node:net';
import type { BuiltRequest, ResponseHead } from 'autocannon/lib/httpClient.js';
import { createClient, type GatedClient } from './client.js';
import type { Expectation } from './options.js';
import { closesConnection, judge } from './response.js';
import type { FailureClass, Outcome, Sent } from './tally.js';
import type { Workload } from './workload.js';

export interface ConnectionEvents {
  /** A request is over, one way or the other. */
  over(outcome: Outcome): void;
  /** There is a place for one more request, since `since` (ms, performance.now). */
  free(connection: Connection, since: number): void;
}

/** A refused connection fails in microseconds; without a rest it would be tried in a hot loop. */
const REST = 10;
const CUT_OFF = 'the connection was closed before the answer';
/** A server may close a connection that nothing was sent on for this long, in ms. */
const IDLE = 5;

/**
 * One connection: a socket at a time, the requests under way on it, and what becomes of them.
 * It sends only when told to, and every request it sends ends in exactly one `over`, followed by
 * one `free`.
 */
export class Connection {
  readonly #gated: GatedClient;
  readonly #workload: Workload;
  readonly #target: { hostname: string; port: number };
  readonly #events: ConnectionEvents;
  readonly #expectations: Map<BuiltRequest, Expectation>;
  #socket: Socket | null = null;
  #sent: Sent[] = [];
  readonly #rests = new Set<NodeJS.Timeout>();
  #head: ResponseHead | null = null;
  #expected: Expectation | null = null;
  #body: Buffer[] = [];
  /** Requests that the bytes just read can answer: those sent before they arrived. */
  #answerable = 0;
  /** The server sent more than it was asked for: nothing on this socket can be trusted. */
  #unasked = false;
  /** This socket has answered before, and when it last did. */
  #answered: number | null = null;
  /** The socket was idle before the requests now under way, so the server may be closing it. */
  #stale = false;
  /** The server closes the socket after this response. */
  #leaving = false;
  /** Places that become free once the socket has been left. */
  #owed = 0;

  constructor(
    workload: Workload,
    target: { hostname: string; port: number },
    events: ConnectionEvents,
    { keepBodies = workload.requests.some((request) => request.expect.contains !== null) } = {},
  ) {
    this.#workload = workload;
    this.#target = target;
    this.#events = events;
    this.#gated = createClient(workload, target, () => this.#placeFree());
    const { client } = this.#gated;
    this.#expectations = new Map(
      client.requestIterator.requests.map((built, i) => [built, workload.requests[i]!.expect]),
    );
    const { parser } = client;
    const readHead = parser[2].bind(parser);
    parser[2] = (head) => {
      readHead(head);
      return this.#readHead(head);
    };
    const complete = parser[4].bind(parser);
    parser[4] = () => {
      if (this.#isAnswer()) complete();
    };
    client.on('response', (status: number, bytes: number, duration: number) =>
      this.#judge(status, bytes, duration),
    );
    if (keepBodies) client.on('body', (part: Buffer) => this.#body.push(part));
  }

  /** Header and body of the response that is being judged in `over`. */
  get answer(): { head: ResponseHead | null; bytes: number } {
    return { head: this.#head, bytes: this.#body.reduce((sum, part) => sum + part.length, 0) };
  }

  /**
   * Resolves once the connection stands, or cannot be made; nothing is counted. A parked
   * connection that the server has closed meanwhile is made again here.
   */
  async ready(): Promise<void> {
    if (!this.#workload.keepAlive || this.#rests.size > 0) return;
    const socket = this.#socket ?? this.#connect();
    if (!socket.connecting) return;
    await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', resolve));
  }

  /** Sends the next request; on a new connection where there is none. */
  send(after: number | null, waited: number): void {
    const now = performance.now();
    if (!this.#socket) this.#connect();
    else if (this.#sent.length === 0)
      this.#stale = this.#answered !== null && now - this.#answered > IDLE;
    this.#sent.push({ at: now, after, waited });
    this.#gated.send();
  }

  /** Gives up on everything under way if the oldest was sent before `sentBefore`. */
  expire(sentBefore: number): void {
    const oldest = this.#sent[0];
    if (oldest && oldest.at <= sentBefore) this.#lose('timeout', 'there was no answer in time');
  }

  /** Lets go of the socket. What is under way is forgotten. */
  close(): void {
    this.#rests.forEach(clearTimeout);
    this.#rests.clear();
    this.#forget();
    this.#drop();
  }

  #connect(): Socket {
    const { client } = this.#gated;
    const socket = connect({ host: this.#target.hostname, port: this.#target.port, noDelay: true });
    const current = () => socket === this.#socket;
    socket.on('data', (chunk) => current() && this.#receive(chunk));
    socket.on('end', () => current() && this.#ended());
    socket.on('error', (error) => current() && this.#lose('socket', error.message));
    socket.on('close', () => current() && this.#lose('socket', 'the connection was closed'));
    this.#socket = socket;
    client.conn = socket;
    client.parser.reinitialize('RESPONSE');
    this.#body = [];
    this.#unasked = false;
    this.#answered = null;
    this.#stale = false;
    this.#leaving = false;
    return socket;
  }

  #receive(chunk: Buffer): void {
    const { pipelinedRequests, parser } = this.#gated.client;
    this.#answerable = this.#sent.length;
    pipelinedRequests.addByteCount(chunk.length);
    const read = parser.execute(chunk);
    if (typeof read !== 'number') this.#lose('socket', `the answer is not HTTP: ${read.message}`);
    else if (this.#unasked) this.#lose('socket', 'there were more answers than requests');
    else if (this.#owed > 0) this.#leave();
  }

  /** Returns true where no body follows, whatever the header says. */
  #readHead(head: ResponseHead): boolean {
    const toHead = this.#gated.client.pipelinedRequests.pendingRequests[0]?.req.method === 'HEAD';
    this.#head = head;
    this.#body = [];
    if (!this.#workload.keepAlive || closesConnection(head)) this.#leaving = true;
    return toHead;
  }

  /** false for an interim response (100, 103), and for one that nobody asked for. */
  #isAnswer(): boolean {
    const status = this.#head?.statusCode ?? 0;
    if (status >= 100 && status < 200 && status !== 101) return false;
    if (this.#answerable === 0) {
      this.#unasked = true;
      return false;
    }
    this.#answerable -= 1;
    const { req } = this.#gated.client.pipelinedRequests.pendingRequests[0]!;
    this.#expected = this.#expectations.get(req)!;
    return true;
  }

  #judge(status: number, bytes: number, duration: number): void {
    const sent = this.#sent.shift()!;
    const at = performance.now();
    this.#answered = at;
    this.#stale = false;
    const { failure, detail } = judge(status, this.#body, this.#expected!);
    this.#events.over({ failure, detail, at, duration, bytes, sent });
  }

  /** autocannon would send now. On a socket about to close, wait until it has been left. */
  #placeFree(): void {
    if (this.#leaving) this.#owed += 1;
    else this.#events.free(this, performance.now());
  }

  /** What was pipelined behind the last response has not been looked at: RFC 9112 §9.6. */
  #leave(): void {
    const owed = this.#owed;
    this.#owed = 0;
    this.#drop();
    if (this.#sent.length > 0 && !this.#sendAgain()) this.#lose('socket', CUT_OFF);
    const at = performance.now();
    for (let i = 0; i < owed; i++) this.#events.free(this, at);
  }

  /** The server has closed its half. A body without a length ends here too. */
  #ended(): void {
    this.#leaving = true;
    this.#answerable = this.#sent.length;
    this.#gated.client.parser.finish();
    if (this.#owed > 0) this.#leave();
    else this.#lose('socket', CUT_OFF);
  }

  #lose(failure: FailureClass, detail: string): void {
    this.#drop();
    if (failure === 'socket' && this.#stale && this.#sendAgain()) return;
    const lost = this.#forget();
    if (lost.length === 0) return;
    const at = performance.now();
    for (const sent of lost) {
      this.#events.over({ failure, detail, at, duration: at - sent.at, bytes: 0, sent });
    }
    const free = () => {
      for (let i = 0; i < lost.length; i++) this.#events.free(this, at);
    };
    if (failure === 'socket') this.#rest(free);
    else free();
  }

  #rest(then: () => void): void {
    const rest = setTimeout(() => {
      this.#rests.delete(rest);
      then();
    }, REST);
    this.#rests.add(rest);
  }

  /**
   * The server closed an idle connection at the moment we sent on it: nobody's fault, and every
   * HTTP client then sends again on a new connection (RFC 9110 §9.2.2, RFC 9112 §9.3.1). Once,
   * and only where not one byte of an answer had come.
   */
  #sendAgain(): boolean {
    const { pendingRequests } = this.#gated.client.pipelinedRequests;
    if (pendingRequests.length === 0 || pendingRequests[0]!.bytes > 0) return false;
    const socket = this.#connect();
    for (const { req } of pendingRequests) socket.write(req.requestBuffer);
    return true;
  }

  /** Empties autocannon's queue, which it does not do itself when a connection ends. */
  #forget(): Sent[] {
    const lost = this.#sent;
    this.#sent = [];
    this.#gated.client.pipelinedRequests.clear();
    return lost;
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }
}
