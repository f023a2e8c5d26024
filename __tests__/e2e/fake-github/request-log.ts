/** One request as it came in, in the order of arrival. */
export interface LoggedRequest {
  /** Milliseconds on a monotonic clock. */
  at: number;
  host: 'api' | 'results' | 'blob';
  method: string;
  /** The description's key below the repository, or method and path where there is none. */
  route: string;
  /** Path with its query, as sent. */
  path: string;
  headers: Record<string, string>;
  /** Parsed JSON, or the text where it is none. */
  body: unknown;
  /** Of the answer; 0 when the connection was cut before one. */
  status: number;
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Ways of asking the log what a polite client does. */
export class RequestLog {
  readonly all: LoggedRequest[] = [];

  /** Those of one route, or of all routes of the API. */
  of(route: string): LoggedRequest[] {
    return this.all.filter((request) => request.route === route);
  }

  routes(): string[] {
    return this.all.map(({ route }) => route);
  }

  /** Requests that change something; asking by GraphQL is a POST that changes nothing. */
  writes(): LoggedRequest[] {
    return this.all.filter(
      ({ host, method, route }) =>
        host === 'api' && !READS.has(method) && route !== 'POST /graphql',
    );
  }

  /** What GitHub asks of clients and these requests did not do; empty is right. */
  impoliteness(leastGap = 1000): string[] {
    const writes = this.writes();
    const hasty = writes.slice(1).flatMap((write, index) => {
      const gap = write.at - (writes[index]?.at ?? 0);
      // Clocks of two processes and a socket lie between: 5 % off is still a second.
      return gap < leastGap * 0.95
        ? [`${write.route} came ${Math.round(gap)} ms after a write`]
        : [];
    });
    const nameless = this.all
      .filter(({ host }) => host === 'api')
      .flatMap(({ headers, route }) =>
        ['user-agent', ...(route === 'POST /graphql' ? [] : ['x-github-api-version'])]
          .filter((header) => headers[header] === undefined)
          .map((header) => `${route} has no ${header}`),
      );
    const indiscreet = this.all
      .filter(({ host, headers }) => host === 'blob' && headers['authorization'] !== undefined)
      .map(({ path }) => `${path} sent its token to the blob host`);
    return [...hasty, ...nameless, ...indiscreet];
  }
}
