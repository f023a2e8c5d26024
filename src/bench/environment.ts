import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MARKER } from './process-tree.js';
import type { Side } from '../model/side.js';

/**
 * What a program under test may know of our environment: what tools need to work, by name. All
 * else stays here, since it may be a secret; a service gets its own by `env` in the configuration.
 */
const ALLOWED = [
  /^(PATH|HOME|SHELL|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|CI)$/,
  /^RUNNER_(OS|ARCH|TOOL_CACHE|TRACKING_ID)$/,
  /^(JAVA_HOME|GOROOT|ANDROID)(_\w+)?$/,
  /^(DOTNET_ROOT|PNPM_HOME|NVM_DIR|NVM_BIN|VOLTA_HOME|FNM_DIR|ASDF_DIR|ASDF_DATA_DIR|MISE_DATA_DIR)$/,
  /^(PYENV_ROOT|VIRTUAL_ENV|CONDA_PREFIX|RBENV_ROOT|GEM_HOME|GEM_PATH|BUNDLE_PATH)$/,
  /^(GOPATH|CARGO_HOME|RUSTUP_HOME|RUSTUP_TOOLCHAIN|BUN_INSTALL|DENO_INSTALL)$/,
  /^(M2_HOME|MAVEN_HOME|GRADLE_HOME|SDKMAN_DIR|COREPACK_HOME)$/,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/,
];

/** For commands that fetch packages. A proxy with a password in its address stays here. */
const PROXIES = /^(https?_proxy|no_proxy|all_proxy)$/i;

export interface EnvironmentEdges {
  side: Side;
  /** Root of the side's files. */
  checkout: string;
  /** The side's own folder for caches and temporary files. */
  caches: string;
  /**
   * `own`: package downloads of a side are its own, so that nothing a side's build plants reaches
   * the other one. `shared`: the user's download caches are used (npm, pip, Go modules), so that a
   * build without network works as it does without Paceline. What is compiled is never shared.
   */
  downloads: 'own' | 'shared';
  /** Our own environment, from which the allowed part is taken. */
  inherited: Readonly<Record<string, string | undefined>>;
}

export interface CommandEnvironment {
  /** `env` of the service in the configuration; its words win over what we inherited. */
  literals: Readonly<Record<string, string>>;
  /** null: a build, which has no port yet. */
  port: number | null;
  /** By which the processes are found again wherever they go. */
  marker: string;
}

/** The whole environment of one command of a side. Creates the folders that it names. */
export function commandEnvironment(
  edges: EnvironmentEdges,
  { literals, port, marker }: CommandEnvironment,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(edges.inherited)) {
    if (value !== undefined && passes(name, value, port === null)) env[name] = value;
  }
  for (const [name, folder] of Object.entries(folders(edges.downloads))) {
    env[name] = join(edges.caches, folder);
    mkdirSync(env[name], { recursive: true });
  }
  env.HOST = '127.0.0.1';
  if (port !== null) env.PORT = String(port);
  for (const [name, value] of Object.entries(literals)) {
    env[name] = value
      .replaceAll('{side}', edges.side)
      .replaceAll('{port}', port === null ? '' : String(port));
  }
  env.PACELINE_SIDE = edges.side;
  env.PACELINE_DIR = edges.checkout;
  env[MARKER] = marker;
  return env;
}

/** Names of our environment that no command gets to see, for the log of a run. */
export function withheld(inherited: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(inherited)
    .filter((name) => !ALLOWED.some((pattern) => pattern.test(name)))
    .sort();
}

function passes(name: string, value: string, building: boolean): boolean {
  if (ALLOWED.some((pattern) => pattern.test(name))) return true;
  return building && PROXIES.test(name) && !value.includes('@');
}

/**
 * CARGO_TARGET_DIR is not among them: without it cargo builds into `target` of the checkout, which
 * is the side's own anyway and where its start command expects the program. Nor is HOME: what tools
 * keep there (`~/.m2`, `~/.gradle`) is shared.
 */
function folders(downloads: 'own' | 'shared'): Record<string, string> {
  const compiled = { TMPDIR: 'tmp', GOCACHE: 'go-build', CCACHE_DIR: 'ccache' };
  if (downloads === 'shared') return compiled;
  return {
    ...compiled,
    XDG_CACHE_HOME: 'xdg',
    npm_config_cache: 'npm',
    YARN_CACHE_FOLDER: 'yarn',
    PIP_CACHE_DIR: 'pip',
    GOMODCACHE: 'go-modules',
  };
}
