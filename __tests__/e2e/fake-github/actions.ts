import { createHash } from 'node:crypto';
import { NOT_FOUND, page, type Call, type Routes } from './route.js';
import type { Artifact } from './store.js';

const SCOPES = ['actions'] as const;

export const actionsRoutes: Routes = {
  'GET /actions/runs/{run_id}': {
    scopes: SCOPES,
    answer: (call) => {
      const id = Number(call.params['run_id']);
      const run = call.repository.runs.get(id);
      if (run === undefined) return NOT_FOUND;
      return { status: 200, body: call.description.sample('workflow-run', { id, ...run }) };
    },
  },
  'GET /actions/runs/{run_id}/jobs': {
    scopes: SCOPES,
    answer: (call) => {
      const id = Number(call.params['run_id']);
      const run = call.repository.runs.get(id);
      if (run === undefined) return NOT_FOUND;
      const jobs = (run['jobs'] ?? []) as Record<string, unknown>[];
      return page(
        call,
        jobs,
        (job) => call.description.sample('job', { run_id: id, ...job }),
        'jobs',
      );
    },
  },
  'GET /actions/runs/{run_id}/artifacts': {
    scopes: SCOPES,
    answer: (call) => {
      const id = Number(call.params['run_id']);
      if (!call.repository.runs.has(id)) return NOT_FOUND;
      const name = call.query.get('name');
      const artifacts = call.repository.artifacts
        .filter((artifact) => artifact.runId === id)
        .filter((artifact) => name === null || artifact.name === name)
        .sort((a, b) => b.id - a.id);
      return page(call, artifacts, (artifact) => show(call, artifact), 'artifacts');
    },
  },
  'GET /actions/artifacts/{artifact_id}': {
    scopes: SCOPES,
    answer: (call) => {
      const artifact = artifactOf(call);
      return artifact === undefined ? NOT_FOUND : { status: 200, body: show(call, artifact) };
    },
  },
  'GET /actions/artifacts/{artifact_id}/{archive_format}': {
    scopes: SCOPES,
    answer: (call) => {
      const artifact = artifactOf(call);
      if (artifact === undefined || call.params['archive_format'] !== 'zip') return NOT_FOUND;
      // Even a public repository's artifact needs a token that may read it.
      if (call.viewer === undefined || (call.viewer.permissions.actions ?? 'none') === 'none') {
        return { status: 403, body: { message: 'Resource not accessible by integration' } };
      }
      if (artifact.isExpired) return { status: 410, body: { message: 'Artifact has expired' } };
      return { status: 302, headers: { location: call.blobUrl(artifact.zip) } };
    },
  },
};

function show(call: Call, artifact: Artifact): unknown {
  const url = `${call.apiUrl}/repos/${call.repository.fullName}/actions/artifacts/${artifact.id}`;
  return call.description.sample('artifact', {
    id: artifact.id,
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    digest: `sha256:${createHash('sha256').update(artifact.zip).digest('hex')}`,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.isExpired,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    workflow_run: { id: artifact.runId, repository_id: call.repository.id },
    ...artifact.reported,
  });
}

function artifactOf({ params, repository }: Call): Artifact | undefined {
  return repository.artifacts.find((artifact) => artifact.id === Number(params['artifact_id']));
}
