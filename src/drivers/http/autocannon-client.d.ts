/** The parts of autocannon's HTTP client that Paceline builds on; checked at run time in client.ts. */
declare module 'autocannon/lib/httpClient.js' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  /** What http-parser-js passes on once the header of a response is complete. */
  interface ResponseHead {
    statusCode: number;
    versionMajor: number;
    versionMinor: number;
    /** Names and values in turn. */
    headers: string[];
    shouldKeepAlive: boolean;
  }

  interface Parser {
    /** An Error when the bytes are not HTTP. */
    execute(chunk: Buffer): number | Error;
    /** The connection ended: completes a response whose body lasts until then. */
    finish(): void;
    reinitialize(type: string): void;
    /** kOnHeadersComplete; a true answer means that no body follows. */
    2: (head: ResponseHead) => unknown;
    /** kOnMessageComplete */
    4: () => void;
  }

  interface BuiltRequest {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string;
    requestBuffer: Buffer;
  }

  class Client extends EventEmitter {
    constructor(options: {
      hostname: string;
      host: string;
      port: number;
      pipelining: number;
      requests: Omit<BuiltRequest, 'requestBuffer'>[];
      /** Called before the first connection is made. */
      setupClient(client: Client): void;
    });
    conn: Pick<Socket, 'write'>;
    readonly parser: Parser;
    readonly requestIterator: { readonly requests: BuiltRequest[] };
    readonly pipelinedRequests: {
      readonly pendingRequests: { req: BuiltRequest; bytes: number }[];
      addByteCount(count: number): void;
      addBody(data: Buffer): void;
      clear(): void;
    };
    timeoutTicker: { reschedule(ms: number): void; clear(): void };
    _connect(): void;
    _doRequest(): void;
  }

  export type { BuiltRequest, Client, ResponseHead };
  export default Client;
}
