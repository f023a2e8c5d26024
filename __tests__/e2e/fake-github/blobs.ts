import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody, headersOf } from './incoming.js';
import type { RequestLog } from './request-log.js';

/**
 * The storage beside GitHub, on a host of its own. Reading: signed addresses as GitHub redirects to.
 * Writing: block blobs as Azure takes them (Put Blob, Put Block, Put Block List).
 */
export class BlobHost {
  readonly #blobs = new Map<string, Buffer>();
  readonly #blocks = new Map<string, Buffer>();
  readonly #signatures = new Map<string, string>();
  readonly #server: Server;
  readonly #log: RequestLog;
  readonly #violations: string[];
  #origin = '';

  constructor(log: RequestLog, violations: string[]) {
    this.#log = log;
    this.#violations = violations;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        violations.push(`blob host: ${String(error)}`);
        response.destroy();
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A signed address under which nothing is stored yet. */
  reserve(): { url: string; read: () => Buffer | undefined } {
    // The storage client takes the first segment for the account when the host is an address.
    const path = `/account/artifacts/${randomBytes(8).toString('hex')}.zip`;
    const signature = randomBytes(16).toString('hex');
    this.#signatures.set(path, signature);
    return { url: `${this.#origin}${path}?sig=${signature}`, read: () => this.#blobs.get(path) };
  }

  /** A signed address that gives these bytes. */
  publish(bytes: Buffer): string {
    const { url } = this.reserve();
    this.#blobs.set(new URL(url).pathname, bytes);
    return url;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const url = new URL(request.url ?? '/', this.#origin);
    const bytes = await readBody(request);
    const status = this.#status(request, url, bytes);
    this.#log.all.push({
      at,
      host: 'blob',
      method: request.method ?? '',
      route: `${request.method ?? ''} blob`,
      path: request.url ?? '',
      headers: headersOf(request),
      body: bytes.length,
      status,
    });
    const blob = this.#blobs.get(url.pathname);
    response.setHeader('etag', '"0x1"');
    response.setHeader('last-modified', new Date().toUTCString());
    response.setHeader('x-ms-request-id', randomBytes(8).toString('hex'));
    if (status === 200) response.setHeader('content-type', 'application/zip');
    response.writeHead(status);
    response.end(status === 200 && request.method === 'GET' ? blob : undefined);
  }

  #status(request: IncomingMessage, url: URL, bytes: Buffer): number {
    if (request.headers.authorization !== undefined) {
      this.#violations.push('a request to the blob host carried an Authorization header');
      return 400;
    }
    if (this.#signatures.get(url.pathname) !== url.searchParams.get('sig')) return 403;
    if (request.method === 'GET') return this.#blobs.has(url.pathname) ? 200 : 404;
    if (request.method !== 'PUT') return 405;
    return this.#store(url, bytes);
  }

  #store(url: URL, bytes: Buffer): number {
    const block = (id: string): string => `${url.pathname}#${id}`;
    switch (url.searchParams.get('comp')) {
      case null:
        this.#blobs.set(url.pathname, bytes);
        return 201;
      case 'block':
        this.#blocks.set(block(url.searchParams.get('blockid') ?? ''), bytes);
        return 201;
      case 'blocklist': {
        const ids = [...bytes.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)];
        const parts = ids.map(([, id = '']) => this.#blocks.get(block(id)));
        const complete = parts.filter((part) => part !== undefined);
        if (complete.length < parts.length) return 400;
        this.#blobs.set(url.pathname, Buffer.concat(complete));
        return 201;
      }
      default:
        return 400;
    }
  }
}
