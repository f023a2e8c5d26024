/** What a scripted fault sends instead of the real answer. Never checked against the schema. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Text is sent as HTML unless `headers` say otherwise, anything else as JSON. */
  body?: unknown;
}

export interface Fault {
  /** As in the request log: `POST /issues/{issue_number}/comments`, `POST /graphql`. */
  route: string;
  /** How many requests it hits; 1 when left out. */
  times?: number;
  /** How many requests pass before the first hit. */
  skip?: number;
  /** Milliseconds before anything happens. */
  delay?: number;
  /** Runs when the request is there and nothing has happened yet; a promise holds it. */
  before?: () => unknown;
  /** Runs when the change is made and nothing has been answered yet; a promise holds it. */
  after?: () => unknown;
  /** Instead of doing anything, or with `isApplied` after having done it. */
  answer?: Answer;
  isApplied?: boolean;
  /** `before`: no byte of an answer. `body`: half of it, then a reset. `short`: half of it, ended. */
  cut?: 'before' | 'body' | 'short';
}

export class Faults {
  readonly #faults: (Fault & { seen: number })[] = [];

  add(fault: Fault): void {
    this.#faults.push({ ...fault, seen: 0 });
  }

  /** The first fault that hits this request; all of the route's faults count it. */
  next(route: string): Fault | undefined {
    const hits = this.#faults
      .filter((fault) => fault.route === route)
      .filter((fault) => {
        const index = fault.seen - (fault.skip ?? 0);
        fault.seen += 1;
        return index >= 0 && index < (fault.times ?? 1);
      });
    return hits[0];
  }

  /** Faults that no request met: a test that scripts one expects it to happen. */
  unmet(): string[] {
    return this.#faults
      .filter(({ seen, skip = 0 }) => seen <= skip)
      .map(({ route }) => `no request met the fault of ${route}`);
  }
}

/** Holds a request until the test opens it, for interleavings of two runs. */
export class Gate {
  #arrive = (): void => undefined;
  #open = (): void => undefined;
  /** Fulfilled when a request stands at the gate. */
  readonly arrived = new Promise<void>((resolve) => {
    this.#arrive = resolve;
  });
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  /** For a fault's `before` or `after`. */
  readonly wait = (): Promise<void> => {
    this.#arrive();
    return this.#opened;
  };

  open(): void {
    this.#open();
  }
}

const DOCS = 'https://docs.github.com/rest';

/** Answers as GitHub gives them. */
export const ANSWERS = {
  badCredentials: {
    status: 401,
    body: { message: 'Bad credentials', documentation_url: DOCS, status: '401' },
  },
  notAccessible: (accepted: string): Answer => ({
    status: 403,
    headers: { 'x-accepted-github-permissions': accepted },
    body: { message: 'Resource not accessible by integration', documentation_url: DOCS },
  }),
  secondaryLimit: (retryAfter?: number, status: 403 | 429 = 403): Answer => ({
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes.',
      documentation_url: `${DOCS}/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits`,
    },
  }),
  primaryLimit: (resetInSeconds: number): Answer => ({
    status: 403,
    headers: {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + resetInSeconds),
    },
    body: { message: 'API rate limit exceeded for installation.', documentation_url: DOCS },
  }),
  notFound: { status: 404, body: { message: 'Not Found', documentation_url: DOCS } },
  gone: { status: 410, body: { message: 'This issue was deleted', documentation_url: DOCS } },
  locked: {
    status: 403,
    body: { message: 'Unable to create comment because issue is locked.', documentation_url: DOCS },
  },
  invalid: {
    status: 422,
    body: { message: 'Validation Failed', errors: [{ code: 'custom' }], documentation_url: DOCS },
  },
  serverError: { status: 500, body: { message: 'Server Error' } },
  badGateway: { status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>' },
  unavailable: { status: 503, body: { message: 'Service unavailable' } },
  /** A proxy's log-in page: success by its status, and no JSON. */
  html: { status: 200, body: '<!DOCTYPE html><html><body>Please sign in</body></html>' },
} as const;
