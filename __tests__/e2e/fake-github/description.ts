import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import * as formats from 'ajv-formats';
import { sample, type Schema, type SchemaDocument } from '../../fixtures/github/schema-sample.js';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

interface Operation {
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> } | { $ref: string }>;
}

interface Description extends SchemaDocument {
  paths: Record<string, Record<string, Operation>>;
  components: SchemaDocument['components'] & { parameters: Record<string, Parameter> };
}

/** An operation of the description that a request was found to mean. */
export interface Match {
  /** Such as `GET /repos/{owner}/{repo}/pulls/{pull_number}`. */
  key: string;
  template: string;
  method: string;
  params: Record<string, string>;
}

/** These may end in a parameter with slashes in it, written out or encoded. */
const WITH_SLASHES = /\/(?:contents\/\{path\}|git\/refs?\/\{ref\})$/;

/** GitHub's own description of its API: what a request and its answer may look like. */
export class ApiDescription {
  readonly #document: Description;
  readonly #ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, logger: false });
  readonly #lenient = new Ajv({ strict: false, coerceTypes: true, logger: false });
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #routes: { template: string; pattern: RegExp; literals: number }[];

  constructor() {
    const file = path.join(import.meta.dirname, '..', '..', 'fixtures', 'github', 'api.json');
    this.#document = JSON.parse(readFileSync(file, 'utf8')) as Description;
    formats.default.default(this.#ajv);
    for (const item of Object.values(this.#document.paths)) {
      for (const { requestBody } of Object.values(item)) {
        for (const content of Object.values(requestBody?.content ?? {})) close(content.schema);
      }
    }
    this.#ajv.addSchema(this.#document, 'api');
    this.#routes = Object.keys(this.#document.paths)
      .map((template) => ({ template, ...patternOf(template) }))
      .sort((a, b) => b.literals - a.literals);
  }

  /** `pathname` as sent, still encoded. */
  match(method: string, pathname: string): Match | undefined {
    for (const { template, pattern } of this.#routes) {
      const groups = pattern.exec(pathname)?.groups;
      if (
        groups === undefined ||
        this.#document.paths[template]?.[method.toLowerCase()] === undefined
      )
        continue;
      const params = Object.fromEntries(
        Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      return { key: `${method} ${template}`, template, method: method.toLowerCase(), params };
    }
    return undefined;
  }

  /** What is wrong with a request; nothing when it is what GitHub documents. */
  requestProblems(match: Match, query: URLSearchParams, body: unknown): string[] {
    const operation = this.#operation(match);
    const parameters = (operation.parameters ?? []).map((parameter) =>
      '$ref' in parameter ? this.#parameter(parameter.$ref) : parameter,
    );
    return [
      ...queryProblems(this.#lenient, parameters, query),
      ...this.#pathProblems(parameters, match.params),
      ...this.#bodyProblems(match, operation, body),
    ];
  }

  responseProblems(match: Match, status: number, body: unknown): string[] {
    const response = this.#operation(match).responses[String(status)];
    if (response === undefined) {
      return status >= 400 ? [] : [`${match.key} never answers ${status}`];
    }
    if ('$ref' in response || status >= 300) return [];
    if (response.content === undefined) {
      return body === undefined ? [] : [`${match.key} answers ${status} without a body`];
    }
    const pointer = ['responses', String(status), 'content', 'application/json', 'schema'];
    return this.#problems(match, pointer, body);
  }

  /** A complete object of one of GitHub's schemas, in which a test names only what matters. */
  sample(component: string, given: Record<string, unknown> = {}): Record<string, unknown> {
    const reference = { $ref: `#/components/schemas/${component}` };
    return sample(this.#document, reference, given) as Record<string, unknown>;
  }

  #operation({ template, method }: Match): Operation {
    const operation = this.#document.paths[template]?.[method];
    if (operation === undefined) throw new Error(`no operation ${method} ${template}`);
    return operation;
  }

  #parameter(reference: string): Parameter {
    const parameter = this.#document.components.parameters[reference.split('/').at(-1) ?? ''];
    if (parameter === undefined) throw new Error(`no ${reference}`);
    return parameter;
  }

  #pathProblems(parameters: Parameter[], params: Record<string, string>): string[] {
    return parameters
      .filter((parameter) => parameter.in === 'path')
      .filter(({ name, schema }) => !this.#lenient.validate(schema, params[name]))
      .map(({ name }) => `path parameter ${name}: ${JSON.stringify(params[name])}`);
  }

  #bodyProblems(match: Match, { requestBody }: Operation, body: unknown): string[] {
    if (requestBody === undefined) {
      return body === undefined ? [] : [`${match.key} takes no body`];
    }
    if (body === undefined) return requestBody.required === true ? ['body: missing'] : [];
    return this.#problems(match, ['requestBody', 'content', 'application/json', 'schema'], body);
  }

  #problems({ template, method }: Match, pointer: string[], value: unknown): string[] {
    const steps = ['paths', template, method, ...pointer].map((step) =>
      encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')),
    );
    const reference = `api#/${steps.join('/')}`;
    let validate = this.#compiled.get(reference);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: reference });
      this.#compiled.set(reference, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `body${instancePath} ${String(message)} ${JSON.stringify(params)}`,
    );
  }
}

function queryProblems(ajv: Ajv, parameters: Parameter[], query: URLSearchParams): string[] {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  return [...query].flatMap(([name, value]) => {
    const parameter = known.find((candidate) => candidate.name === name);
    if (parameter === undefined) return [`unknown query parameter ${name}`];
    if (name === 'per_page' && Number(value) > 100) return [`per_page=${value} is above 100`];
    const isValid: boolean = ajv.validate(parameter.schema, value);
    return isValid ? [] : [`query parameter ${name}=${value}`];
  });
}

function patternOf(template: string): { pattern: RegExp; literals: number } {
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    WITH_SLASHES.test(template) && ['path', 'ref'].includes(name)
      ? `(?<${name}>.+)`
      : `(?<${name}>[^/]+)`,
  );
  const literals = template.split('/').filter((segment) => !segment.startsWith('{')).length;
  return { pattern: new RegExp(`^${source}$`), literals };
}

/** GitHub ignores unknown fields of a body; a misspelt one must not pass our tests for that. */
function close(schema: Schema): void {
  if (schema.properties !== undefined) {
    schema.additionalProperties ??= false;
    Object.values(schema.properties).forEach(close);
  }
  if (schema.items !== undefined) close(schema.items);
}
