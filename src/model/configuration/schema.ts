import { z } from 'zod';
import type { DriverPart } from './driver-part.js';
import { duration, kindsOf, quantityText } from './quantity.js';
import { METRICS } from '../metric.js';
import { TARGET_NAMES } from './targets.js';

/**
 * What paceline.yml may hold: the one source of the check, of the JSON Schema for editors and of
 * docs/configuration.md. Rules between keys are in parse.ts, service.ts and rules.ts.
 */

interface About {
  description: string;
  default?: unknown;
  examples?: unknown[];
}

function optional<T extends z.ZodType>(schema: T, about: About) {
  return schema.optional().meta({ ...about });
}

/** Text for shells and environments: neither can hold a NUL. */
const value = z
  .string()
  .max(10_000)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000]*$/, 'text without NUL characters');
const text = value.min(1);

const name = z
  .string()
  .min(1)
  .max(200)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'it holds a control character');

const metricName = z.string().min(1).max(100);

const ready = z.union([
  z.string().regex(/^\/[!-~]*$/, 'a path such as /health, or { command: … }'),
  z.strictObject({ command: text.meta({ description: 'Ready when this command ends with 0.' }) }),
]);

const environmentName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'write letters, digits and _');

const directory = z
  .string()
  .max(500)
  .regex(
    // eslint-disable-next-line no-control-regex
    /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\\u0000-\u001f:]+$/u,
    'a folder inside of the repository, such as services/api',
  );

export const serviceSchema = z.strictObject({
  build: optional(text, {
    description: 'Command that builds the program, once per side.',
    examples: ['npm ci && npm run build'],
  }),
  start: text.meta({
    description: 'Command that starts the program; it must listen on 127.0.0.1:$PORT.',
    examples: ['node server.js'],
  }),
  ready: optional(ready, {
    description: 'How to know that it answers: a path, or a command. Without it: the port is open.',
    examples: ['/health', { command: 'pg_isready -p $PORT' }],
  }),
  prepare: optional(text, {
    description: 'Command before every start, so that each session begins from the same state.',
    examples: ['npm run db:seed'],
  }),
  env: optional(z.record(environmentName, z.union([value, z.number()])), {
    description: 'Environment of every command; {side} and {port} are filled in.',
    examples: [{ DATABASE_URL: 'postgres://localhost/app_{side}' }],
  }),
  directory: optional(directory, {
    description: 'Where the commands run, inside of the repository.',
    default: '.',
    examples: ['services/api'],
  }),
  'build-timeout': duration('1s', '6h', {
    description: 'Longest time for build.',
    default: '10m',
    examples: ['20m'],
  }).optional(),
  'start-timeout': duration('100ms', '1h', {
    description: 'Longest time from start to ready; prepare has the same.',
    default: '60s',
    examples: ['2m'],
  }).optional(),
});

const percentage = quantityText('share');

const tolerance = z.union([
  percentage,
  z.record(metricName, z.union([percentage, z.literal('off')])),
]);

/** Metrics that every driver means alike have their unit; others are checked in rules.ts. */
/** { throughput: 10,000/s } has the keys throughput and 000/s. */
function aloneInBudgets({ input }: { input?: unknown }): string | undefined {
  if (input !== null) return undefined;
  return 'has no value; inside { } a comma ends the entry, so write 10000/s';
}

const budgets = z
  .object(
    Object.fromEntries(
      METRICS.map((metric) => {
        const [first, ...rest] = kindsOf(metric);
        const about = `${metric.better === 'lower' ? 'At most' : 'At least'} this ${metric.label}.`;
        return [metric.name, optional(quantityText(first!, ...rest), { description: about })];
      }),
    ),
  )
  .catchall(z.union([z.string().max(100), z.number()], { error: aloneInBudgets }));

const targetName = z.enum(TARGET_NAMES);
const targets = z.union([targetName, z.array(targetName).min(1).max(20)]);

/** In less than 30 s not even six sessions fit: nothing could be decided. */
function time(about: About) {
  return duration('30s', '1h', { ...about }).optional();
}

const answer = z.enum(['fail', 'neutral']);

const policy = z.strictObject({
  regressed: optional(answer, {
    description: 'When a metric is worse than its tolerance allows.',
    default: 'fail',
    examples: ['neutral'],
  }),
  over: optional(answer, {
    description: 'When a budget is exceeded.',
    default: 'fail',
    examples: ['neutral'],
  }),
  inconclusive: optional(answer, {
    description: 'When the measurements are not enough to tell.',
    default: 'neutral',
    examples: ['fail'],
  }),
  invalid: optional(answer, {
    description: 'When something could not be measured or compared.',
    default: 'fail',
    examples: ['neutral'],
  }),
});

/** Keys that every benchmark may have, whatever its driver. */
export const benchmarkKeys = {
  service: optional(name, {
    description: 'Which service it loads; needed when the file has several.',
    examples: ['api'],
  }),
  tolerance: optional(tolerance, {
    description: 'The relative change that is ignored: one for all its metrics, or one per metric.',
    examples: ['3%', { p99: '10%', cpu: '3%', p90: 'off' }],
  }),
  budgets: optional(budgets, {
    description: 'Absolute limits on head.',
    examples: [{ p99: '100ms', throughput: '10000/s', errors: '0.1%' }],
  }),
  targets: optional(targets, {
    description: 'Budgets by name (docs/targets.md); budgets written out win over them.',
    examples: ['api', ['api', 'resources']],
  }),
  advisory: optional(z.boolean(), {
    description: 'Report without blocking.',
    default: false,
    examples: [true],
  }),
  time: time({
    description: 'Measuring time, at most.',
    default: '2m',
    examples: ['4m'],
  }),
  'expect-change': optional(z.boolean(), {
    description: 'Answers of head differ from those of base on purpose.',
    default: false,
    examples: [true],
  }),
};

/** The schema of a benchmark that uses the driver, made once: it takes a millisecond. */
export function benchmarkSchema(driver: DriverPart): z.ZodType {
  const { configuration, name: key } = driver;
  const schema =
    SCHEMAS.get(driver) ??
    z.strictObject({ [key]: configuration.value, ...configuration.siblings, ...benchmarkKeys });
  SCHEMAS.set(driver, schema);
  return schema;
}

const SCHEMAS = new WeakMap<DriverPart, z.ZodType>();

export const MOST_BENCHMARKS = 500;

/** The schema of the whole file, given that of one benchmark. */
export function fileSchema(benchmark: z.ZodType) {
  return z.strictObject({
    service: optional(serviceSchema, { description: 'The program under test.' }),
    services: optional(z.record(name, serviceSchema), {
      description: 'Several of them, by name; benchmarks name theirs.',
    }),
    tolerance: optional(tolerance, {
      description: 'Tolerance of every benchmark: one for all metrics, or one per metric.',
      default: '5%',
      examples: ['3%', { p99: '15%' }],
    }),
    targets: optional(targets, {
      description: 'Targets of every benchmark that has none of its own.',
      examples: ['api'],
    }),
    policy: optional(policy, { description: 'What each kind of bad verdict does.' }),
    advisory: optional(z.boolean(), {
      description: 'Report on every benchmark without blocking.',
      default: false,
      examples: [true],
    }),
    time: time({
      description: 'Measuring time of each benchmark, at most.',
      default: '2m',
      examples: ['5m'],
    }),
    pin: optional(z.enum(['auto', 'off']), {
      description: 'Keep load generator and services on different cores where possible.',
      default: 'auto',
      examples: ['off'],
    }),
    benchmarks: z
      .record(name, benchmark)
      .refine((all) => Object.keys(all).length > 0, 'at least one benchmark')
      .refine(
        (all) => Object.keys(all).length <= MOST_BENCHMARKS,
        `at most ${MOST_BENCHMARKS} benchmarks`,
      )
      .meta({
        description: 'The workloads, by name.',
        minProperties: 1,
        maxProperties: MOST_BENCHMARKS,
      }),
  });
}

export type ServiceSource = z.output<typeof serviceSchema>;
