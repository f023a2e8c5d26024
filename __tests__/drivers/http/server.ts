import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import type { Workload, WorkloadRequest } from '../../../src/drivers/http/workload.js';

export interface Service {
  url: string;
  port: number;
  server: Server;
  close(): Promise<void>;
}

/** A real HTTP service on a free port of 127.0.0.1. */
export async function serve(answer: RequestListener): Promise<Service> {
  const server = createServer(answer);
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, server, close: () => stop(server) };
}

/** A service that speaks bytes, for what no HTTP library would send. */
export async function serveBytes(
  answer: (socket: Socket) => void,
): Promise<Omit<Service, 'server'>> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    answer(socket);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: TcpServer): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

export function request(rest: Partial<WorkloadRequest> = {}): WorkloadRequest {
  const { method = 'GET', path = '/' } = rest;
  return {
    label: `${method} ${path}`,
    method,
    path,
    headers: {},
    body: null,
    expect: { status: ['2xx'], contains: null },
    ...rest,
  };
}

export function workload(rest: Partial<Workload> = {}): Workload {
  return {
    requests: [request()],
    connections: 4,
    pipelining: 1,
    keepAlive: true,
    timeout: 2000,
    rate: null,
    ...rest,
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
