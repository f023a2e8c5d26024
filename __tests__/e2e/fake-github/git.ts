import { createHash } from 'node:crypto';
import { invalid, NOT_FOUND, type Call, type Routes } from './route.js';

const SCOPES = ['contents'] as const;

export const gitRoutes: Routes = {
  'GET /contents/{path}': {
    scopes: SCOPES,
    answer: (call) => {
      const { defaultBranch, contents } = call.repository;
      const ref = call.query.get('ref') ?? defaultBranch;
      const file = call.params['path'] ?? '';
      const content = contents.get(`${ref}:${file}`);
      if (content === undefined) return NOT_FOUND;
      const bytes = Buffer.from(content);
      if (/application\/vnd\.github(?:\.v3)?\.raw/.test(call.accept)) {
        const type = 'application/vnd.github.raw+json; charset=utf-8';
        return { status: 200, raw: bytes, headers: { 'content-type': type } };
      }
      const body = call.description.sample('content-file', {
        type: 'file',
        encoding: 'base64',
        // GitHub breaks the lines of Base64.
        content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
        size: bytes.length,
        name: file.split('/').at(-1) ?? '',
        path: file,
        sha: digest(bytes),
      });
      return { status: 200, body };
    },
  },
  'GET /git/ref/{ref}': {
    scopes: SCOPES,
    answer: (call) => {
      const ref = `refs/${call.params['ref'] ?? ''}`;
      return call.repository.refs.has(ref) ? { status: 200, body: showRef(call, ref) } : NOT_FOUND;
    },
  },
  'POST /git/refs': {
    scopes: SCOPES,
    answer: (call) => {
      const { ref, sha } = call.body as { ref: string; sha: string };
      if (!/^refs\/[^/]+\/./.test(ref)) return invalid('Reference name must start with refs/');
      if (call.repository.refs.has(ref)) return invalid('Reference already exists');
      call.repository.refs.set(ref, sha);
      return { status: 201, body: showRef(call, ref) };
    },
  },
  'PATCH /git/refs/{ref}': {
    scopes: SCOPES,
    answer: (call) => {
      const ref = `refs/${call.params['ref'] ?? ''}`;
      const { sha, force } = call.body as { sha: string; force?: boolean };
      const current = call.repository.refs.get(ref);
      if (current === undefined) return invalid('Reference does not exist');
      const commit = call.repository.commits.get(sha);
      if (force !== true && !(commit?.parents.includes(current) ?? false)) {
        return invalid('Update is not a fast forward');
      }
      call.repository.refs.set(ref, sha);
      return { status: 200, body: showRef(call, ref) };
    },
  },
  'POST /git/blobs': {
    scopes: SCOPES,
    answer: (call) => {
      const { content, encoding } = call.body as { content: string; encoding?: string };
      const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
      const sha = digest(bytes);
      call.repository.objects.set(sha, bytes);
      return { status: 201, body: call.description.sample('short-blob', { sha }) };
    },
  },
  'POST /git/trees': {
    scopes: SCOPES,
    answer: (call) => {
      const sha = digest(JSON.stringify(call.body));
      call.repository.objects.set(sha, call.body);
      return { status: 201, body: call.description.sample('git-tree', { sha, tree: [] }) };
    },
  },
  'POST /git/commits': {
    scopes: SCOPES,
    answer: (call) => {
      const {
        message,
        tree,
        parents = [],
      } = call.body as {
        message: string;
        tree: string;
        parents?: string[];
      };
      if (!call.repository.objects.has(tree)) return invalid('Tree SHA does not exist');
      const sha = digest(JSON.stringify(call.body));
      call.repository.commits.set(sha, { parents, date: new Date().toISOString() });
      call.repository.objects.set(sha, call.body);
      const body = call.description.sample('git-commit', {
        sha,
        message,
        tree: { sha: tree },
        parents: parents.map((parent) => ({ sha: parent })),
      });
      return { status: 201, body };
    },
  },
};

function showRef(call: Call, ref: string): unknown {
  const sha = call.repository.refs.get(ref) ?? '';
  return call.description.sample('git-ref', { ref, object: { sha, type: 'commit' } });
}

/** Stands for a Git object id; nothing here compares it with a real one. */
function digest(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('hex');
}
