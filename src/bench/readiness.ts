import { get } from 'node:http';
import { describeExit, runCommand, type CommandEdges } from './command.js';
import { acceptsConnection } from './listeners.js';
import type { Ready } from '../model/plan.js';

/** null: ready. Otherwise why not yet, as a phrase that follows "it". */
export type NotReady = string | null;

/** Successive good answers before a service counts as ready: the first may come from half of it. */
export const ANSWERS_NEEDED = 2;
const ANSWER_SECONDS = 2;
const COMMAND_SECONDS = 10;

/** Asks once whether the service is ready, in the way that the configuration says. */
export async function askReady(
  ready: Ready,
  port: number,
  command: CommandEdges,
  signal: AbortSignal,
): Promise<NotReady> {
  switch (ready.kind) {
    case 'port':
      return (await acceptsConnection(port, ANSWER_SECONDS))
        ? null
        : `does not accept connections on port ${port}`;
    case 'path':
      return askPath(port, ready.path, signal);
    case 'command': {
      const { exit } = await runCommand(ready.command, command, COMMAND_SECONDS, signal);
      if (exit === null) return `lets \`${ready.command}\` hang for ${COMMAND_SECONDS} s`;
      return exit.code === 0 ? null : `makes \`${ready.command}\` fail (${describeExit(exit)})`;
    }
  }
}

/** A status below 400 counts: `/` may well redirect to a page that needs a login. */
function askPath(port: number, path: string, signal: AbortSignal): Promise<NotReady> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path, agent: false, signal, timeout: ANSWER_SECONDS * 1000 },
      (response) => {
        const status = response.statusCode ?? 0;
        response.on('error', () => request.destroy());
        response.resume();
        resolve(status < 400 ? null : `answers GET ${path} with status ${status}`);
      },
    );
    request.on('timeout', () => {
      resolve(`does not answer GET ${path} within ${ANSWER_SECONDS} s`);
      request.destroy();
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'ECONNREFUSED'
          ? `does not accept connections on port ${port}`
          : `fails to answer GET ${path} (${error.code ?? error.message})`,
      ),
    );
  });
}
