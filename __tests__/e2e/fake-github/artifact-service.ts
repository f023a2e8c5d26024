import { createHash, randomUUID } from 'node:crypto';
import { Ajv, type ValidateFunction } from 'ajv';
import type { BlobHost } from './blobs.js';
import type { Artifact, Store } from './store.js';

/** Where artifacts of a runtime token go. */
export interface RunOfToken {
  repository: string;
  runId: number;
}

export interface TwirpReply {
  status: number;
  body: Record<string, unknown>;
}

const SERVICE = '/twirp/github.actions.results.api.v1.ArtifactService/';
const TEXT = { type: 'string', minLength: 1 };
const IDS = { workflow_run_backend_id: TEXT, workflow_job_run_backend_id: TEXT };

/** Requests as the service's protocol buffers write them in JSON: 64-bit numbers are strings. */
const REQUESTS: Record<string, ValidateFunction> = Object.fromEntries(
  Object.entries({
    CreateArtifact: [
      { ...IDS, name: TEXT, version: { const: 7 }, mime_type: TEXT, expires_at: TEXT },
      ['name', 'version'],
    ] as const,
    FinalizeArtifact: [
      { ...IDS, name: TEXT, size: { type: 'string', pattern: '^\\d+$' }, hash: TEXT },
      ['name', 'size', 'hash'],
    ] as const,
    ListArtifacts: [{ ...IDS, name_filter: TEXT, id_filter: TEXT }, []] as const,
    GetSignedArtifactURL: [{ ...IDS, name: TEXT }, ['name']] as const,
    DeleteArtifact: [{ ...IDS, name: TEXT }, ['name']] as const,
  }).map(([method, [properties, required]]) => {
    const schema = {
      type: 'object',
      properties,
      required: [...Object.keys(IDS), ...required],
      additionalProperties: false,
    };
    return [method, new Ajv().compile(schema)];
  }),
);

/** Characters that GitHub forbids in an artifact's name. */
const FORBIDDEN = /["<>|*?\r\n\\/:]/;

/** The results service that `ACTIONS_RESULTS_URL` points to, as far as artifacts go. */
export class ArtifactService {
  readonly #store: Store;
  readonly #blobs: BlobHost;
  readonly #violations: string[];
  readonly #runs = new Map<string, RunOfToken & { run: string; job: string }>();
  readonly #pending = new Map<string, ReturnType<BlobHost['reserve']>>();

  constructor(store: Store, blobs: BlobHost, violations: string[]) {
    this.#store = store;
    this.#blobs = blobs;
    this.#violations = violations;
  }

  /** An unsigned token as a job gets it in `ACTIONS_RUNTIME_TOKEN`. */
  runtimeToken(of: RunOfToken): string {
    const [run, job] = [randomUUID(), randomUUID()];
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { scp: `Actions.GenericRead:${run} Actions.Results:${run}:${job}` };
    const token = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.none`;
    this.#runs.set(token, { ...of, run, job });
    return token;
  }

  isFor(pathname: string): boolean {
    return pathname.startsWith('/twirp/');
  }

  answer(pathname: string, authorization: string | undefined, body: unknown): TwirpReply {
    const method = pathname.startsWith(SERVICE) ? pathname.slice(SERVICE.length) : '';
    const validate = REQUESTS[method];
    if (validate === undefined) {
      this.#violations.push(`unknown service method ${pathname}`);
      return refusal(404, 'bad_route', pathname);
    }
    const run = this.#runs.get(authorization?.replace(/^Bearer /, '') ?? '');
    if (run === undefined) return refusal(401, 'unauthenticated', 'invalid token');
    if (!validate(body)) {
      this.#violations.push(`${method}: ${JSON.stringify(validate.errors)}`);
      return refusal(400, 'malformed', 'malformed request');
    }
    const request = body as Record<string, string>;
    if (request['workflow_run_backend_id'] !== run.run) {
      return refusal(403, 'permission_denied', 'the token is of another run');
    }
    return this.#handle(method, request, run);
  }

  #handle(
    method: string,
    request: Record<string, string>,
    { repository, runId, job }: RunOfToken & { job: string },
  ): TwirpReply {
    const { artifacts } = this.#store.repository(repository);
    const name = request['name'] ?? request['name_filter'];
    const found = artifacts.filter(
      (one) => one.runId === runId && (name === undefined || one.name === name),
    );
    const [first] = found;
    if (method === 'ListArtifacts') {
      return ok({ artifacts: found.map((one) => monolith(one, request, job)) });
    }
    if (method === 'CreateArtifact') return this.#create(runId, name ?? '', first);
    if (method === 'FinalizeArtifact') return this.#finalize(repository, runId, request);
    if (first === undefined) return refusal(404, 'not_found', 'no such artifact');
    if (method === 'GetSignedArtifactURL') {
      return ok({ signed_url: this.#blobs.publish(first.zip) });
    }
    artifacts.splice(artifacts.indexOf(first), 1);
    return ok({ ok: true, artifact_id: String(first.id) });
  }

  #create(runId: number, name: string, existing: Artifact | undefined): TwirpReply {
    if (FORBIDDEN.test(name)) return refusal(400, 'invalid_argument', 'invalid artifact name');
    if (existing !== undefined) {
      return refusal(409, 'already_exists', `an artifact with this name already exists: ${name}`);
    }
    const blob = this.#blobs.reserve();
    this.#pending.set(`${runId}:${name}`, blob);
    return ok({ ok: true, signed_upload_url: blob.url });
  }

  #finalize(repository: string, runId: number, request: Record<string, string>): TwirpReply {
    const name = request['name'] ?? '';
    const zip = this.#pending.get(`${runId}:${name}`)?.read();
    if (zip === undefined) return refusal(404, 'not_found', 'nothing was uploaded');
    const hash = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
    if (request['size'] !== String(zip.length) || request['hash'] !== hash) {
      this.#violations.push(`size or hash of ${name} is not that of the bytes that were uploaded`);
    }
    const { id } = this.#store.addArtifact(repository, { runId, name, zip });
    return ok({ ok: true, artifact_id: String(id) });
  }
}

function monolith(artifact: Artifact, request: Record<string, string>, job: string): object {
  return {
    workflow_run_backend_id: request['workflow_run_backend_id'],
    workflow_job_run_backend_id: job,
    database_id: String(artifact.id),
    name: artifact.name,
    size: String(artifact.zip.length),
    created_at: artifact.createdAt,
  };
}

function ok(body: Record<string, unknown>): TwirpReply {
  return { status: 200, body };
}

function refusal(status: number, code: string, msg: string): TwirpReply {
  return { status, body: { code, msg } };
}
