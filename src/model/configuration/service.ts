import type { SourceDocument } from './document.js';
import { checkValue } from './issues.js';
import type { Path, Problems } from './problem.js';
import { serviceSchema, type ServiceSource } from './schema.js';
import type { Ready, ServicePlan } from '../plan.js';

/** Deadlines when the file says nothing. */
const DEFAULT_BUILD_SECONDS = 600;
const DEFAULT_START_SECONDS = 60;

/** What Paceline sets itself, so that base and head do not meet. */
const OWN = /^(PORT|PACELINE_.*)$/;

/** Reads one service. Problems are added; null when there are any. */
export function readService(
  name: string,
  source: unknown,
  path: Path,
  document: SourceDocument,
  problems: Problems,
): ServicePlan | null {
  checkValue(serviceSchema, source, path, problems);
  checkEnvironment(source, path, problems);
  const parsed = serviceSchema.safeParse(source);
  if (!parsed.success) return null;
  const service = parsed.data;
  return {
    name,
    directory: folder(service.directory ?? '.'),
    build: service.build ?? null,
    start: service.start,
    prepare: service.prepare ?? null,
    ready: readiness(service.ready),
    env: environment(service.env ?? {}, [...path, 'env'], document),
    buildTimeout: service['build-timeout'] ?? DEFAULT_BUILD_SECONDS,
    startTimeout: service['start-timeout'] ?? DEFAULT_START_SECONDS,
  };
}

function checkEnvironment(source: unknown, path: Path, problems: Problems): void {
  const env = (source as { env?: unknown } | null)?.env;
  if (typeof env !== 'object' || env === null) return;
  for (const name of Object.keys(env)) {
    if (!OWN.test(name)) continue;
    const message = 'Paceline sets this variable itself; {port} and {side} stand for the values';
    problems.add([...path, 'env', name], message, { at: 'key', found: name });
  }
}

/** Numbers go on as they were typed: VERSION: 1.10 is not 1.1. */
function environment(
  env: Record<string, string | number>,
  path: Path,
  document: SourceDocument,
): Record<string, string> {
  const typed = (name: string, value: string | number) =>
    typeof value === 'string' ? value : (document.typed([...path, name]) ?? String(value));
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, typed(name, value)]));
}

function folder(directory: string): string {
  const parts = directory.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '.' : parts.join('/');
}

function readiness(ready: ServiceSource['ready']): Ready {
  if (ready === undefined) return { kind: 'port' };
  return typeof ready === 'string'
    ? { kind: 'path', path: ready }
    : { kind: 'command', command: ready.command };
}
