import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceEdges } from '../../src/bench/service.js';
import type { ServicePlan } from '../../src/model/plan.js';

/** A Node program that answers on PORT; `node server.js` in the checkout that is given. */
export const SERVER = `
const http = require('node:http');
http.createServer((request, response) => {
  if (request.url === '/environment') return response.end(JSON.stringify(process.env));
  response.statusCode = request.url === '/broken' ? 503 : 200;
  response.end('ok');
}).listen(process.env.PORT, process.env.HOST);
`;

export function servicePlan(overrides: Partial<ServicePlan> = {}): ServicePlan {
  return {
    name: 'api',
    directory: '.',
    build: null,
    start: 'exec node server.js',
    prepare: null,
    ready: { kind: 'path', path: '/' },
    env: {},
    buildTimeout: 10,
    startTimeout: 10,
    ...overrides,
  };
}

export function serviceEdges(folder: string, overrides: Partial<ServiceEdges> = {}): ServiceEdges {
  const checkout = join(folder, 'checkout');
  mkdirSync(checkout, { recursive: true });
  if (!existsSync(join(checkout, 'server.js'))) writeFileSync(join(checkout, 'server.js'), SERVER);
  return {
    checkout,
    caches: join(folder, 'caches'),
    downloads: 'own',
    inherited: process.env,
    cores: null,
    signal: new AbortController().signal,
    ...overrides,
  };
}

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The pid that a process wrote into a file, once it is there. */
export async function pidIn(file: string): Promise<number> {
  return Number((await contentOf(file)).trim());
}

export async function contentOf(file: string): Promise<string> {
  for (let i = 0; i < 500; i += 1) {
    if (existsSync(file)) {
      const text = readFileSync(file, 'utf8');
      if (text.endsWith('\n')) return text;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nobody wrote ${file}`);
}
