import type { Probe } from '../driver.js';
import { Connection } from './connection.js';
import { header } from './response.js';
import type { Outcome } from './tally.js';
import type { Workload } from './workload.js';

/** Sends every request once, in order, and says what came back. Nothing of it is measured. */
export async function probe(
  workload: Workload,
  target: { hostname: string; port: number },
): Promise<Probe[]> {
  let over: (outcome: Outcome) => void = () => undefined;
  const connection = new Connection(
    { ...workload, pipelining: 1 },
    target,
    { over: (outcome) => over(outcome), free: () => undefined },
    { keepBodies: true },
  );
  const watch = setInterval(
    () => connection.expire(performance.now() - workload.timeout),
    Math.min(500, Math.max(5, workload.timeout / 20)),
  );
  const probes: Probe[] = [];
  try {
    for (const { label } of workload.requests) {
      probes.push(
        await new Promise<Probe>((resolve) => {
          over = (outcome) => resolve(describe(label, outcome, connection));
          connection.send(null, 0);
        }),
      );
    }
  } finally {
    clearInterval(watch);
    connection.close();
  }
  return probes;
}

function describe(request: string, outcome: Outcome, connection: Connection): Probe {
  if (outcome.failure === 'timeout' || outcome.failure === 'socket') {
    return { request, failure: outcome.detail, status: null, contentType: null, bytes: null };
  }
  const { head, bytes } = connection.answer;
  return {
    request,
    failure: outcome.detail,
    status: head?.statusCode ?? null,
    contentType: head ? header(head, 'content-type') : null,
    bytes,
  };
}
