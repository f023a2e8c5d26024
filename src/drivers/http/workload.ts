import { UserError } from '../../model/user-error.js';
import type { Expectation, HttpOptions, RequestOptions } from './options.js';

/** Everything the load generator must know, ready to be sent to its process. Times in ms. */
export interface Workload {
  requests: WorkloadRequest[];
  connections: number;
  pipelining: number;
  keepAlive: boolean;
  timeout: number;
  /** Requests per second that arrive whatever happens; null for the closed loop. */
  rate: number | null;
}

export interface WorkloadRequest {
  /** How reports call it: without values from the environment, which may be secret. */
  label: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
  expect: Expectation;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Fills in what comes from the environment. Throws a UserError for a variable that is not set. */
export function workload(options: HttpOptions, env: Environment): Workload {
  return {
    requests: options.requests.map((request) => fill(request, env)),
    connections: options.connections,
    pipelining: options.pipelining,
    keepAlive: options.keepAlive,
    timeout: options.timeout * 1000,
    rate: options.rate,
  };
}

export function label(request: Pick<RequestOptions, 'method' | 'path'>): string {
  return `${request.method} ${request.path}`;
}

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

function fill(request: RequestOptions, env: Environment): WorkloadRequest {
  const name = label(request);
  const insert = (text: string) => substitute(text, env, name);
  const path = insert(request.path);
  if (!/^\/[!-"$-~]*$/.test(path)) {
    throw new UserError(`The path of ${name} is not a path once the environment is filled in.`, {
      advice: 'Percent-encode spaces and other special characters in the variable.',
    });
  }
  const headers: Record<string, string> = {};
  for (const [header, value] of Object.entries(request.headers)) {
    const filled = insert(value);
    // A line break would end the header and begin another.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(filled)) {
      throw new UserError(
        `The header ${header} of ${name} holds a line break or another character that headers cannot carry.`,
        {
          advice: 'Look for a line break at the end of the variable that it takes its value from.',
        },
      );
    }
    headers[header] = filled;
  }
  const given = request.body;
  let body: string | null = null;
  if (given?.kind === 'text') body = insert(given.text);
  if (given?.kind === 'json') {
    body = JSON.stringify(insertDeep(given.value, insert));
    if (!has(headers, 'content-type')) headers['Content-Type'] = 'application/json';
  }
  if (!body && WITH_BODY.has(request.method)) headers['Content-Length'] = '0';
  return { label: name, method: request.method, path, headers, body, expect: request.expect };
}

/** `$NAME` and `${NAME}` are variables, `$$` is a dollar; any other dollar stays. */
export function substitute(text: string, env: Environment, where: string): string {
  return text.replace(
    /\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g,
    (_, dollar?: string, braced?: string, bare?: string) => {
      if (dollar) return '$';
      const name = (braced ?? bare)!;
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      if (value === undefined) {
        throw new UserError(
          `The request ${where} needs the environment variable ${name}, which is not set.`,
          {
            advice: `Set ${name}, or write $$ where a dollar is meant.`,
          },
        );
      }
      return value;
    },
  );
}

/** Inserts into every text of a JSON value, so that quotes in a variable stay part of the text. */
function insertDeep(value: unknown, insert: (text: string) => string): unknown {
  if (typeof value === 'string') return insert(value);
  if (Array.isArray(value)) return value.map((item) => insertDeep(item, insert));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, insertDeep(item, insert)]),
    );
  }
  return value;
}

function has(headers: Record<string, string>, name: string): boolean {
  return Object.keys(headers).some((header) => header.toLowerCase() === name);
}
