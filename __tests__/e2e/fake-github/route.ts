import type { ApiDescription } from './description.js';
import type { Repository, Store } from './store.js';
import type { Scope, Token } from './tokens.js';

/** One request that passed authentication and the schema. */
export interface Call {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** The request's Accept header. */
  accept: string;
  store: Store;
  repository: Repository;
  viewer: Token | undefined;
  description: ApiDescription;
  /** Origin and prefix of the API, without a slash at the end. */
  apiUrl: string;
  /** The request's URL, for links to further pages. */
  url: URL;
  /** Where the bytes of an artifact can be fetched for a short time. */
  blobUrl: (bytes: Buffer) => string;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as they are instead of `body`, outside of the schema. */
  raw?: Buffer;
}

export interface Route {
  /** Any one of these allows the request. */
  scopes: readonly Scope[];
  answer: (call: Call) => Reply;
}

/** Keys such as `GET /pulls/{pull_number}`, below /repos/{owner}/{repo}. */
export type Routes = Record<string, Route>;

export const NOT_FOUND: Reply = { status: 404, body: { message: 'Not Found', status: '404' } };

export function invalid(message: string, errors: unknown[] = []): Reply {
  return { status: 422, body: { message, errors, status: '422' } };
}

/** One page of `items` with GitHub's Link header; `wrap` puts it into an object with a total. */
export function page<T>(
  { query, url }: Call,
  items: readonly T[],
  show: (item: T) => unknown,
  wrap?: string,
): Reply {
  const size = Number(query.get('per_page') ?? 30);
  const number = Number(query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const shown = items.slice((number - 1) * size, number * size).map(show);
  const link = (target: number, rel: string): string => {
    const to = new URL(url);
    to.searchParams.set('page', String(target));
    return `<${to.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ];
  return {
    status: 200,
    body: wrap === undefined ? shown : { total_count: items.length, [wrap]: shown },
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}
