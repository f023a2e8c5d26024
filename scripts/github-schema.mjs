// Makes __tests__/fixtures/github/{api,webhooks}.json: the part of GitHub's OpenAPI description that
// the tests need, without its prose. `node scripts/github-schema.mjs`; a diff afterwards is a change
// of GitHub's API. The packages are 400 MB unpacked, so they live in a temporary directory.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const API = { name: '@octokit/openapi', version: '23.0.2' };
const WEBHOOKS = { name: '@octokit/openapi-webhooks', version: '12.1.0' };

/** Operations below /repos/{owner}/{repo}. */
const OPERATIONS = {
  '': ['get'],
  '/actions/artifacts/{artifact_id}': ['get'],
  '/actions/artifacts/{artifact_id}/{archive_format}': ['get'],
  '/actions/runs/{run_id}': ['get'],
  '/actions/runs/{run_id}/artifacts': ['get'],
  '/actions/runs/{run_id}/jobs': ['get'],
  '/activity': ['get'],
  '/check-runs': ['post'],
  '/check-runs/{check_run_id}': ['get', 'patch'],
  '/collaborators/{username}/permission': ['get'],
  '/commits/{commit_sha}/pulls': ['get'],
  '/commits/{ref}': ['get'],
  '/commits/{ref}/check-runs': ['get'],
  '/commits/{ref}/statuses': ['get'],
  '/contents/{path}': ['get'],
  '/git/blobs': ['post'],
  '/git/commits': ['post'],
  '/git/ref/{ref}': ['get'],
  '/git/refs': ['post'],
  '/git/refs/{ref}': ['patch'],
  '/git/trees': ['post'],
  '/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/issues/{issue_number}/comments': ['get', 'post'],
  '/issues/{issue_number}/events': ['get'],
  '/issues/{issue_number}/labels': ['get'],
  '/issues/{issue_number}/timeline': ['get'],
  '/labels': ['get'],
  '/pulls': ['get'],
  '/pulls/{pull_number}': ['get'],
  '/pulls/{pull_number}/commits': ['get'],
  '/pulls/{pull_number}/files': ['get'],
  '/statuses/{sha}': ['post'],
};

const EVENTS = [
  'issue-comment-created',
  'merge-group-checks-requested',
  'pull-request-closed',
  'pull-request-labeled',
  'pull-request-opened',
  'pull-request-synchronize',
  'push',
  'workflow-dispatch',
  'workflow-run-completed',
];

/** Keys that are prose or documentation. Inside `properties` they are names and stay. */
const PROSE = new Set([
  ...['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags'],
  ...['operationId', 'deprecated', 'discriminator', 'default', 'servers'],
]);
const NAME_MAPS = new Set(['properties', 'schemas', 'headers', 'parameters', 'responses']);

const target = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
  '__tests__',
  'fixtures',
  'github',
);
const temporary = mkdtempSync(path.join(tmpdir(), 'paceline-github-schema-'));
try {
  install([API, WEBHOOKS]);
  mkdirSync(target, { recursive: true });
  write('api.json', API, apiSubset(read(API)));
  write('webhooks.json', WEBHOOKS, webhookSubset(read(WEBHOOKS)));
  copyFileSync(path.join(folder(API), 'LICENSE'), path.join(target, 'LICENSE'));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function install(packages) {
  writeFileSync(path.join(temporary, 'package.json'), '{ "private": true }\n');
  const names = packages.map(({ name, version }) => `${name}@${version}`);
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...names], {
    cwd: temporary,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function folder({ name }) {
  return path.join(temporary, 'node_modules', name);
}

function read(source) {
  return JSON.parse(readFileSync(path.join(folder(source), 'generated', 'api.github.com.json')));
}

function apiSubset(description) {
  const paths = { '/rate_limit': pick(description, '/rate_limit', ['get']) };
  for (const [suffix, methods] of Object.entries(OPERATIONS)) {
    const route = `/repos/{owner}/{repo}${suffix}`;
    paths[route] = pick(description, route, methods);
  }
  return { paths, components: reachable(description, paths) };
}

function pick(description, route, methods) {
  const item = description.paths[route];
  if (item === undefined) throw new Error(`GitHub no longer describes ${route}`);
  return Object.fromEntries(
    methods.map((method) => {
      if (item[method] === undefined) throw new Error(`no ${method} on ${route}`);
      return [method, stripped(item[method])];
    }),
  );
}

function webhookSubset(description) {
  const events = Object.fromEntries(
    EVENTS.map((event) => {
      const content = description.webhooks[event]?.post.requestBody.content;
      if (content === undefined) throw new Error(`GitHub no longer describes the event ${event}`);
      return [event, stripped(content['application/json'].schema)];
    }),
  );
  return { events, components: reachable(description, events) };
}

/** Every component that `roots` refers to, directly or through another component. */
function reachable(description, roots) {
  const components = {};
  const queue = [...references(roots)];
  for (const reference of queue) {
    const [, , kind, name] = reference.split('/');
    if (components[kind]?.[name] !== undefined) continue;
    const component = stripped(description.components[kind][name]);
    (components[kind] ??= {})[name] = component;
    queue.push(...references(component));
  }
  return components;
}

function references(value) {
  return [...JSON.stringify(value).matchAll(/"\$ref":"(#[^"]+)"/g)].map(
    ([, reference]) => reference,
  );
}

function stripped(value, isNameMap = false) {
  if (Array.isArray(value)) return value.map((item) => stripped(item));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(
    ([key]) => isNameMap || (!PROSE.has(key) && !key.startsWith('x-')),
  );
  const object = Object.fromEntries(
    kept.map(([key, inner]) => [key, stripped(inner, !isNameMap && NAME_MAPS.has(key))]),
  );
  return isNameMap ? object : withNull(withDeletedFork(object));
}

/** GitHub says `nullable` beside a $ref, an anyOf or an enum, too, where JSON Schema ignores it. */
function withNull(schema) {
  if (schema.nullable !== true) return schema;
  if (schema.enum !== undefined) return { ...schema, enum: [...new Set([...schema.enum, null])] };
  if (schema.type !== undefined) return schema;
  const rest = Object.entries(schema).filter(([key]) => key !== 'nullable');
  return { anyOf: [{ type: 'null' }, Object.fromEntries(rest)] };
}

/** A pull request outlives its fork: then `head.repo` is null, which the description leaves out. */
function withDeletedFork(schema) {
  const head = schema.properties?.head?.properties;
  if (head?.repo === undefined || schema.properties.base === undefined) return schema;
  const repo = { anyOf: [{ type: 'null' }, head.repo] };
  const corrected = { ...schema.properties.head, properties: { ...head, repo } };
  return { ...schema, properties: { ...schema.properties, head: corrected } };
}

function write(file, source, content) {
  const text = `${JSON.stringify({ source: `${source.name} ${source.version}`, ...content })}\n`;
  writeFileSync(path.join(target, file), text);
  console.log(`${file} ${Math.round(text.length / 1000)} kB`);
}
