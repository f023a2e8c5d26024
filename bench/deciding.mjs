// How long deciding takes: 100 benchmarks x 5 gates x 40 sessions, once with sessions shared by all
// benchmarks and once with looks of its own for each. `node bench/deciding.mjs`
import { report } from './report.mjs';
import { transpiled } from '../scripts/sources.mjs';

const BENCHMARKS = 100;
const SESSIONS = 40;
const PAIRS = 20;
const GATES = ['throughput', 'mean', 'p50', 'p95', 'cpu'];

const sources = await transpiled('deciding');
const { decide } = await sources.load('analysis/decide.js');
const { knownMetric } = await sources.load('model/metric.js');
const { seededRandom } = await sources.load('model/random.js');
await sources.remove();

for (const [shared, words] of [
  [true, 'all share their sessions'],
  [false, 'each has sessions of its own'],
]) {
  const result = syntheticResult(shared);
  const began = performance.now();
  const { gates } = decide(result);
  const seconds = (performance.now() - began) / 1000;
  report({
    what: `deciding ${BENCHMARKS} benchmarks with ${gates} gates and ${SESSIONS} sessions; ${words}`,
    value: seconds,
    unit: 's',
    most: 2,
  });
}

function syntheticResult(shared) {
  const random = seededRandom(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const column = (value) => Array.from({ length: PAIRS }, value);
  const side = (factor) => ({
    start: column((_, i) => i / 5),
    seconds: column(() => 0.1),
    responses: column(() => 400),
    failures: {},
    values: Object.fromEntries(
      GATES.map((name) => [name, column(() => 100 * factor * Math.exp(0.1 * normal()))]),
    ),
    shares: { errors: { events: column(() => 0), trials: column(() => 400) } },
    generator: { cpu: column(() => 0.4), lag: column(() => 1) },
    machine: { steal: column(() => 0), foreign: column(() => 0), idle: column(() => 0) },
  });
  const session = (number, offset) => ({
    number,
    elapsed: number * 11.7 + offset,
    startedFirst: 'base',
    loadedFirst: 'base',
    warmUp: 7,
    merged: {},
    slices: { base: side(1), head: side(Math.exp(0.05 * normal())) },
    latency: { base: [], head: [] },
  });
  const benchmark = (_, index) => ({
    name: `benchmark ${index}`,
    driver: 'http',
    service: shared ? 'service' : `service ${index}`,
    workload: 'GET /',
    presence: 'both',
    advisory: false,
    metrics: [...GATES, 'errors'].map(knownMetric),
    rules: GATES.map((metric) => ({ metric, tolerance: 0.05, budget: null })),
    rulesFrom: 'base',
    changedRules: [],
    schedule: { seconds: 600, minSessions: 6, maxSessions: SESSIONS },
    differences: [],
    sessions: Array.from({ length: SESSIONS }, (__, i) => session(i + 1, shared ? 0 : index / 100)),
    failures: [],
  });
  return {
    state: 'complete',
    policy: { regressed: 'fail', over: 'fail', inconclusive: 'neutral', invalid: 'fail' },
    alpha: 0.05,
    alphaClear: 0.05,
    machine: { cores: 2 },
    benchmarks: Array.from({ length: BENCHMARKS }, benchmark),
    notes: [],
  };
}
