import { z } from 'zod';
import { duration, rate } from '../../model/configuration/quantity.js';
import { UserError } from '../../model/user-error.js';
import type { DriverConfiguration } from '../driver.js';

/** An http benchmark as its author wrote it, with every default filled in. Times in seconds. */
export interface HttpOptions {
  /** Sent in this order by every connection, over and over. */
  requests: RequestOptions[];
  connections: number;
  /** Requests under way on one connection; 1 is no pipelining. */
  pipelining: number;
  keepAlive: boolean;
  /** Longest wait for a complete response. */
  timeout: number;
  /** Requests per second; null: each connection sends when it has its answer (closed loop). */
  rate: number | null;
}

export interface RequestOptions {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: { kind: 'text'; text: string } | { kind: 'json'; value: unknown } | null;
  expect: Expectation;
}

export interface Expectation {
  status: StatusPattern[];
  /** Text that must be in the body. */
  contains: string | null;
}

/** 200, or all of a class: `2xx`. */
export type StatusPattern = number | string;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** They say where a message ends and what becomes of the connection, which is our business. */
const OWN_HEADERS = new Set([
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

// The address is always that of the service on 127.0.0.1: a benchmark cannot name another host.
const path = z
  .string()
  .max(8000)
  .regex(/^\/[!-"$-~]*$/, 'a path that begins with / and has no spaces, such as /users?page=2');
const short = z
  .string()
  .max(8000)
  .regex(
    new RegExp(`^(${METHODS.join('|')}) /[!-"$-~]*$`),
    `a method (${METHODS.join(', ')}) and a path, such as GET /users`,
  );
const headers = z.record(
  z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'a name of a header')
    .refine(
      (name) => !OWN_HEADERS.has(name.toLowerCase()),
      'a header that is not about the connection or the length of the body',
    ),
  z.union([z.string().max(16_000), z.number()]),
);
const status = z.union([
  z.number().int().min(200).max(599),
  z.string().regex(/^[2345]xx$/, 'a status such as 200, or a class such as 2xx'),
]);
const expect = z.strictObject({
  status: z
    .union([status, z.array(status).min(1).max(50)])
    .optional()
    .meta({
      description: 'Every other status is an error.',
      default: '2xx',
      examples: [200, [200, 304], '2xx'],
    }),
  contains: z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'A body without this text is an error.', examples: ['"ok":true'] }),
});
const request = z
  .strictObject({
    method: z.enum(METHODS).optional().meta({ description: 'HTTP method.', default: 'GET' }),
    path: path.meta({ description: 'Path and query; $NAME is filled in from the environment.' }),
    headers: headers.optional().meta({
      description: 'Headers; $NAME is filled in from the environment.',
      examples: [{ Authorization: 'Bearer $TOKEN' }],
    }),
    body: z.string().optional().meta({ description: 'Body as text, sent as it is.' }),
    json: z
      .json()
      .optional()
      .meta({
        description: 'Body as JSON, with its content type.',
        examples: [{ user: 'a', password: '$PASSWORD' }],
      }),
    expect: expect.optional().meta({ description: 'What a successful response looks like.' }),
  })
  .refine(
    (one) => one.body === undefined || one.json === undefined,
    'either body or json, not both',
  )
  .refine(
    (one) => one.method !== 'HEAD' || one.expect?.contains === undefined,
    'no contains with HEAD, whose response has no body',
  );
const requests = z.strictObject({
  requests: z
    .array(z.union([short, request]))
    .min(1)
    .max(100)
    .meta({ description: 'Sent one after the other by every connection, over and over.' }),
});
const value = z.union([short, requests, request]).meta({
  description: 'The request, or the requests.',
  examples: ['GET /users', { method: 'POST', path: '/login', json: { user: 'a' } }],
});

const siblings = {
  connections: z.number().int().min(1).max(1000).optional().meta({
    description: 'Connections that send at the same time.',
    default: 10,
  }),
  pipelining: z.number().int().min(1).max(100).optional().meta({
    description: 'Requests under way on one connection.',
    default: 1,
  }),
  'keep-alive': z.boolean().optional().meta({
    description: 'false: a new connection for every request.',
    default: true,
  }),
  timeout: duration('10ms', '2m', { default: '10s', examples: ['2s'] })
    .optional()
    .meta({
      description: 'Longest wait for a complete response; beyond it is an error.',
    }),
  rate: rate({ examples: ['500/s'] })
    .refine((perSecond) => perSecond <= 1_000_000, 'must be at most 1000000/s')
    .optional()
    .meta({
      description:
        'Requests arrive at this rate whatever the service does. Without it every connection sends its next request when it has its answer.',
    }),
};

/** The siblings once their schemas have read them: durations in seconds, rates per second. */
interface Siblings {
  connections?: number;
  pipelining?: number;
  'keep-alive'?: boolean;
  timeout?: number;
  rate?: number | null;
}

export const httpConfiguration: DriverConfiguration<HttpOptions> = {
  value,
  siblings,
  resolve(given, siblingsGiven) {
    const written = given as z.infer<typeof value>;
    const list =
      typeof written === 'object' && 'requests' in written ? written.requests : [written];
    const beside: Siblings = siblingsGiven;
    const { connections = 10, pipelining = 1, timeout = 10, rate = null } = beside;
    const keepAlive = beside['keep-alive'] ?? true;
    if (pipelining > 1 && !keepAlive) {
      throw new UserError(
        'pipelining means several requests on one connection, and keep-alive: false means one.',
        { advice: 'Remove one of the two.' },
      );
    }
    return {
      requests: list.map(resolveRequest),
      connections,
      pipelining,
      keepAlive,
      timeout,
      rate,
    };
  },
};

function resolveRequest(given: string | z.infer<typeof request>): RequestOptions {
  if (typeof given === 'string') {
    const [method, target] = given.split(' ') as [string, string];
    return { method, path: target, headers: {}, body: null, expect: resolveExpectation(undefined) };
  }
  let body: RequestOptions['body'] = null;
  if (given.body !== undefined) body = { kind: 'text', text: given.body };
  if (given.json !== undefined) body = { kind: 'json', value: given.json };
  return {
    method: given.method ?? 'GET',
    path: given.path,
    headers: Object.fromEntries(
      Object.entries(given.headers ?? {}).map(([name, text]) => [name, String(text)]),
    ),
    body,
    expect: resolveExpectation(given.expect),
  };
}

function resolveExpectation(given: z.infer<typeof expect> | undefined): Expectation {
  const wanted = given?.status ?? '2xx';
  return {
    status: Array.isArray(wanted) ? wanted : [wanted],
    contains: given?.contains ?? null,
  };
}
