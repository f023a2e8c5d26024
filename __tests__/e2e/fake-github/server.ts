import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { actionsRoutes } from './actions.js';
import { ArtifactService, type RunOfToken } from './artifact-service.js';
import { BlobHost } from './blobs.js';
import { checkRoutes } from './checks.js';
import { commentRoutes } from './comments.js';
import { ApiDescription, type Match } from './description.js';
import { ANSWERS, Faults } from './faults.js';
import { gitRoutes } from './git.js';
import { answerQuery } from './graphql.js';
import { headersOf, parseBody, readBody } from './incoming.js';
import { pullRoutes } from './pulls.js';
import { RequestLog, type LoggedRequest } from './request-log.js';
import { NOT_FOUND, type Reply, type Routes } from './route.js';
import { rateHeaders, sendReply } from './sending.js';
import { Store } from './store.js';
import { acceptedPermissions, refusal, type Token } from './tokens.js';

const BELOW = '/repos/{owner}/{repo}';
const ROUTES: Routes = {
  ...actionsRoutes,
  ...checkRoutes,
  ...commentRoutes,
  ...gitRoutes,
  ...pullRoutes,
};

let description: ApiDescription | undefined;

/**
 * GitHub on 127.0.0.1: its REST interface held to GitHub's own description, the comments' part of
 * GraphQL, the artifact service and its storage. What a request or an answer of ours does wrong is
 * in `violations`; a test ends with `expect(github.violations).toEqual([])`.
 */
export class FakeGitHub {
  readonly store = new Store();
  readonly log = new RequestLog();
  readonly violations: string[] = [];
  readonly faults = new Faults();
  readonly #tokens = new Map<string, Token>();
  readonly #blobs = new BlobHost(this.log, this.violations);
  readonly #artifacts = new ArtifactService(this.store, this.#blobs, this.violations);
  readonly #description = (description ??= new ApiDescription());
  readonly #server: Server;
  readonly #prefix: string;
  #remaining = 1000;

  /** `isEnterprise`: under /api/v3 and /api/graphql, as on a server of one's own. */
  private constructor(isEnterprise: boolean) {
    this.#prefix = isEnterprise ? '/api/v3' : '';
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch((error: unknown) => {
        this.violations.push(`the fake GitHub failed: ${String(error)}`);
        response.destroy();
      });
    });
  }

  static async start({ isEnterprise = false } = {}): Promise<FakeGitHub> {
    const github = new FakeGitHub(isEnterprise);
    await github.#blobs.start();
    await new Promise<void>((resolve) => github.#server.listen(0, '127.0.0.1', resolve));
    return github;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#blobs.stop();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.port}${this.#prefix}`;
  }

  /**
   * The environment by which a job finds this server. `*.localhost` passes for GitHub's own host,
   * the bare address for a server of one's own, on which there is no artifact service.
   */
  environment(run?: RunOfToken): Record<string, string> {
    const graphql = this.apiUrl.replace(/\/v3$/, '');
    const results = `http://127.0.0.1:${this.port}/`;
    return {
      GITHUB_SERVER_URL: `http://${this.#prefix === '' ? 'gh.localhost' : '127.0.0.1'}:${this.port}`,
      GITHUB_API_URL: this.apiUrl,
      GITHUB_GRAPHQL_URL: `${graphql}/graphql`,
      ...(run === undefined
        ? {}
        : {
            ACTIONS_RESULTS_URL: results,
            ACTIONS_RUNTIME_TOKEN: this.#artifacts.runtimeToken(run),
          }),
    };
  }

  addToken(token: Token): Token {
    this.#tokens.set(token.value, token);
    return token;
  }

  /** Every route below a repository that has an answer here. */
  routes(): string[] {
    return Object.keys(ROUTES);
  }

  /** Everything that must be empty at the end of a test. */
  problems(): string[] {
    return [...this.violations, ...this.log.impoliteness(), ...this.faults.unmet()];
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const method = request.method ?? '';
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${this.port}`);
    const isResults = this.#artifacts.isFor(url.pathname);
    const path = url.pathname.slice(isResults ? 0 : this.#prefix.length);
    const isGraph = url.pathname === `${this.#prefix.replace(/\/v3$/, '')}/graphql`;
    const isRest = !isResults && !isGraph && url.pathname.startsWith(this.#prefix);
    const match = isRest ? this.#description.match(method, path) : undefined;
    const route = isGraph
      ? 'POST /graphql'
      : (match?.key.replace(BELOW, '') ?? `${method} ${url.pathname}`);
    const entry: LoggedRequest = {
      ...{ at, host: isResults ? 'results' : 'api', method, route, status: 0 },
      ...{ path: request.url ?? '', headers: headersOf(request), body: undefined },
    };
    this.log.all.push(entry);
    entry.body = parseBody(await readBody(request));

    const fault = this.faults.next(route);
    if (fault?.delay !== undefined) {
      // Longer than the test, when it stands for an answer that never comes.
      await new Promise((resolve) => setTimeout(resolve, fault.delay).unref());
    }
    await fault?.before?.();
    if (fault?.cut === 'before' && fault.isApplied !== true) {
      response.destroy();
      return;
    }
    const answer = (): Reply => {
      if (isResults) {
        return this.#artifacts.answer(path, request.headers.authorization, entry.body);
      }
      return isGraph ? this.#graph(entry) : this.#rest(entry, match, url);
    };
    const reply = fault?.answer === undefined || fault.isApplied === true ? answer() : undefined;
    await fault?.after?.();
    this.#remaining = Math.max(1, this.#remaining - 1);
    entry.status = sendReply(response, reply, fault, rateHeaders(this.#remaining, isGraph));
  }

  #graph(entry: LoggedRequest): Reply {
    const viewer = this.#viewer(entry);
    if (viewer === undefined) return { ...ANSWERS.badCredentials };
    const { query, variables = {} } = entry.body as {
      query: string;
      variables?: Record<string, unknown>;
    };
    const body = answerQuery(this.store, viewer, query, variables);
    for (const { message } of body.errors ?? []) this.violations.push(`GraphQL: ${message}`);
    return { status: 200, body };
  }

  #rest(entry: LoggedRequest, match: Match | undefined, url: URL): Reply {
    const route = match === undefined ? undefined : ROUTES[entry.route];
    if (match?.template === '/rate_limit') return { status: 200, body: this.#rateLimit() };
    if (match === undefined || route === undefined) {
      this.violations.push(`unknown route ${entry.method} ${entry.path}`);
      return NOT_FOUND;
    }
    if (entry.headers['user-agent'] === undefined) {
      return { status: 403, body: { message: 'Request forbidden: no User-Agent' } };
    }
    const viewer = this.#viewer(entry);
    if (viewer === undefined && entry.headers['authorization'] !== undefined) {
      return { ...ANSWERS.badCredentials };
    }
    const { owner = '', repo = '' } = match.params;
    const repository = this.store.repositories.get(`${owner}/${repo}`);
    if (repository === undefined) return NOT_FOUND;
    const isWrite = entry.method !== 'GET';
    const refused = refusal(viewer, isWrite, route.scopes, repository.isPrivate);
    const accepted = {
      'x-accepted-github-permissions': acceptedPermissions(isWrite, route.scopes),
    };
    if (refused !== undefined) {
      const { status, message } = refused;
      return { status, body: { message, status: String(status) }, headers: accepted };
    }
    const problems = this.#description.requestProblems(match, url.searchParams, entry.body);
    if (problems.length > 0) {
      this.violations.push(...problems.map((problem) => `${entry.route}: ${problem}`));
      return { status: 422, body: { message: 'Validation Failed', errors: problems } };
    }
    const reply = route.answer({
      ...{ params: match.params, query: url.searchParams, url, apiUrl: this.apiUrl },
      ...{ store: this.store, repository, viewer, description: this.#description },
      body: (entry.body ?? {}) as Record<string, unknown>,
      accept: entry.headers['accept'] ?? '',
      blobUrl: (bytes) => this.#blobs.publish(bytes),
    });
    if (reply.raw === undefined) {
      const wrong = this.#description.responseProblems(match, reply.status, reply.body);
      this.violations.push(...wrong.map((problem) => `our answer to ${entry.route}: ${problem}`));
    }
    return { ...reply, headers: { ...accepted, ...reply.headers } };
  }

  #viewer({ headers }: LoggedRequest): Token | undefined {
    return this.#tokens.get(headers['authorization']?.replace(/^(?:token|bearer) /i, '') ?? '');
  }

  #rateLimit(): unknown {
    return this.#description.sample('rate-limit-overview', {
      rate: { limit: 1000, remaining: this.#remaining },
    });
  }
}
