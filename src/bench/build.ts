import { describeExit, runCommand } from './command.js';
import { commandEnvironment } from './environment.js';
import { ProcessTree } from './process-tree.js';
import type { ServiceEdges } from './service.js';
import { LOG_LINES, ServiceFailure } from './service-failure.js';
import { stopTree } from './stop-ladder.js';
import { workingDirectory } from './working-directory.js';
import type { ServicePlan } from '../model/plan.js';
import type { Side } from '../model/side.js';

/** A build that is over. */
export interface Built {
  seconds: number;
  /** Processes that the build left behind and that could not be ended, in words. */
  leaks: string[];
}

/** Build tools keep daemons for the next time; there is none, and they would disturb. */
const GRACE_SECONDS = 1;

/**
 * Builds one service on one side, on all cores. Rejects with a ServiceFailure that holds the last
 * lines, or with the reason of the signal; nothing is left running. A service without a build
 * command is built already.
 */
export async function buildSide(
  plan: ServicePlan,
  side: Side,
  edges: Omit<ServiceEdges, 'cores'>,
): Promise<Built> {
  if (plan.build === null) return { seconds: 0, leaks: [] };
  const directory = workingDirectory(plan, side, edges.checkout, 'build');
  const tree = new ProcessTree();
  const env = commandEnvironment(
    { ...edges, side },
    { literals: plan.env, port: null, marker: tree.marker },
  );
  const command = { directory, env, cores: null, tree };
  let leaks: string[] = [];
  const finished = await runCommand(plan.build, command, plan.buildTimeout, edges.signal).finally(
    async () => {
      ({ leaks } = await stopTree(tree, edges.checkout, GRACE_SECONDS));
    },
  );
  if (finished.exit?.code !== 0) {
    const what = finished.exit
      ? describeExit(finished.exit)
      : `did not end within ${plan.buildTimeout} s`;
    throw new ServiceFailure(
      side,
      'build',
      `build of ${side} failed: \`${plan.build}\` ${what}`,
      finished.log.last(LOG_LINES),
    );
  }
  return { seconds: finished.seconds, leaks };
}
