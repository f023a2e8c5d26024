import { ACTIONS_BOT, type Account } from './store.js';

export type Scope = 'actions' | 'checks' | 'contents' | 'issues' | 'pull_requests' | 'statuses';
export type Access = 'none' | 'read' | 'write';

export interface Token {
  value: string;
  account: Account;
  /** Slug of the app that its writes carry; a personal token has none. */
  app?: string;
  permissions: Partial<Record<Scope, Access>>;
}

/** Why a request is refused, as GitHub says it. */
export interface Refusal {
  status: 401 | 403 | 404;
  message: string;
}

const EVERYTHING: Scope[] = [
  'actions',
  'checks',
  'contents',
  'issues',
  'pull_requests',
  'statuses',
];

/** The token of a job whose `permissions:` give `access` to everything but what `except` says. */
export function jobToken(
  access: Access = 'write',
  except: Token['permissions'] = {},
  value = 'ghs_0123456789abcdefghijABCDEFGHIJ012345',
): Token {
  const permissions = Object.fromEntries(EVERYTHING.map((scope) => [scope, access]));
  return {
    value,
    account: ACTIONS_BOT,
    app: 'github-actions',
    permissions: { ...permissions, ...except },
  };
}

/** The newer format: about 520 characters with dots in them. */
export function longTokenValue(): string {
  const part = (length: number): string => 'aB3_-x'.repeat(length).slice(0, length);
  return `ghs_15368_${part(60)}.${part(300)}.${part(150)}`;
}

/**
 * Whether `token` may do something that any one of `scopes` allows.
 * No scopes: anybody may, as with the rate limit.
 */
export function refusal(
  token: Token | undefined,
  isWrite: boolean,
  scopes: readonly Scope[],
  isPrivate: boolean,
): Refusal | undefined {
  if (token === undefined) {
    if (isWrite) return { status: 401, message: 'Requires authentication' };
    return isPrivate ? { status: 404, message: 'Not Found' } : undefined;
  }
  if (scopes.length === 0 || (!isWrite && !isPrivate)) return undefined;
  const isAllowed = scopes.some((scope) => {
    const access = token.permissions[scope] ?? 'none';
    return access === 'write' || (access === 'read' && !isWrite);
  });
  if (isAllowed) return undefined;
  return { status: 403, message: 'Resource not accessible by integration' };
}

/** The header that names what would have been enough. */
export function acceptedPermissions(isWrite: boolean, scopes: readonly Scope[]): string {
  return scopes.map((scope) => `${scope}=${isWrite ? 'write' : 'read'}`).join('; ');
}
