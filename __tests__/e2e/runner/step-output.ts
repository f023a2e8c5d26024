import { COMMANDS, parseCommand, type WorkflowCommand } from './workflow-command.js';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  message: string;
  title?: string;
  file?: string;
}

export type IssuedCommand = WorkflowCommand & { stream: 'stdout' | 'stderr'; line: string };

/** Beyond these the runner logs an annotation, but shows it nowhere. */
const MOST_ANNOTATIONS = 10;
const LONGEST_MESSAGE = 4096;

/** What the runner makes of the lines of one step: a log, and effects of the commands in them. */
export class StepOutput {
  /** Every line as it came. */
  readonly raw: string[] = [];
  /** As a reader sees it, with masked values replaced. */
  readonly shown: string[] = [];
  /** Commands that took effect, in order. */
  readonly commands: IssuedCommand[] = [];
  readonly annotations: Annotation[] = [];
  /** By `set-output` and `save-state` in the streams, which still work. */
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  /** A command that the runner refuses fails the step, whatever its exit code. */
  hasFailed = false;
  readonly #registered = new Set(COMMANDS);
  readonly #masks: Set<string>;
  #stopToken: string | undefined;

  /** `masks` is of the job: a value that one step masks stays masked in the next. */
  constructor(masks: Set<string>) {
    this.#masks = masks;
  }

  receive(line: string, stream: 'stdout' | 'stderr'): void {
    this.raw.push(line);
    const command = parseCommand(line, this.#registered);
    if (command === undefined || !this.#process({ ...command, stream, line })) this.#show(line);
  }

  /** Text with everything masked that is to be masked. */
  mask(text: string): string {
    const values = [...this.#masks].sort((a, b) => b.length - a.length);
    return values.reduce((done, value) => done.replaceAll(value, '***'), text);
  }

  annotate(annotation: Annotation): void {
    const message = this.mask(annotation.message);
    this.shown.push(`##[${annotation.level}]${message}`);
    const same = this.annotations.filter(({ level }) => level === annotation.level);
    if (same.length >= MOST_ANNOTATIONS) return;
    this.annotations.push({ ...annotation, message: message.slice(0, LONGEST_MESSAGE) });
  }

  fail(message: string): void {
    this.hasFailed = true;
    this.annotate({ level: 'error', message });
  }

  #show(line: string): void {
    this.shown.push(this.mask(line));
  }

  /** Whether the line was an order and not output. */
  #process(command: IssuedCommand): boolean {
    if (this.#stopToken !== undefined) {
      if (command.name !== this.#stopToken) return false;
      this.#registered.delete(this.#stopToken);
      this.#stopToken = undefined;
      this.#show(command.line);
      return true;
    }
    this.commands.push(command);
    this.#apply(command);
    return true;
  }

  #apply({ name, properties, data, line }: IssuedCommand): void {
    switch (name) {
      case 'stop-commands':
        this.#stop(data, line);
        break;
      case 'error':
      case 'warning':
      case 'notice':
        this.annotate({
          level: name,
          message: data,
          ...(properties['title'] === undefined ? {} : { title: properties['title'] }),
          ...(properties['file'] === undefined ? {} : { file: properties['file'] }),
        });
        break;
      case 'add-mask':
        for (const value of [data, ...data.split(/\r\n|\r|\n/)]) {
          if (value.trim() !== '') this.#masks.add(value);
        }
        break;
      case 'set-output':
      case 'save-state':
        this.#remember(name === 'set-output' ? this.outputs : this.state, properties, data, name);
        break;
      case 'set-env':
      case 'add-path':
        this.fail(`The \`${name}\` command is disabled.`);
        break;
      case 'group':
      case 'endgroup':
        this.#show(`##[${name}]${data}`);
        break;
      default:
      // debug, echo and the matchers leave no trace in the log that people see.
    }
  }

  #stop(token: string, line: string): void {
    const name = token.toLowerCase();
    if (name === '' || name === 'pause-logging' || this.#registered.has(name)) {
      this.fail('Invalid stop token');
      return;
    }
    this.#stopToken = name;
    this.#registered.add(name);
    this.#show(line);
  }

  #remember(
    into: Record<string, string>,
    properties: Record<string, string>,
    data: string,
    name: string,
  ): void {
    const key = properties['name'] ?? '';
    if (key === '') this.fail(`Required field 'name' is missing in ##[${name}] command.`);
    else into[key] = data;
  }
}
