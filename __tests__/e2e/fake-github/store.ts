/** What the fake GitHub remembers. Tests fill it before a run and read it afterwards. */
export interface Account {
  login: string;
  id: number;
  type: 'User' | 'Bot';
}

export interface Comment {
  id: number;
  issue: number;
  author: Account;
  body: string;
  createdAt: string;
  updatedAt: string;
  /** Slug of the app that wrote it, for an installation token. */
  app?: string;
}

export interface Commitish {
  sha: string;
  ref: string;
  /** `null` when the fork was deleted. */
  repository: string | null;
}

export interface PullRequest {
  number: number;
  state: 'open' | 'closed';
  isDraft: boolean;
  isLocked: boolean;
  title: string;
  author: Account;
  head: Commitish;
  base: Commitish & { repository: string };
  labels: string[];
  files: string[];
  createdAt: string;
}

export interface CheckRun {
  id: number;
  name: string;
  headSha: string;
  status: string;
  conclusion: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: unknown[];
  detailsUrl: string | null;
  externalId: string;
}

export interface Status {
  id: number;
  sha: string;
  state: string;
  context: string;
  description: string | null;
  targetUrl: string | null;
  createdAt: string;
}

export interface Artifact {
  id: number;
  runId: number;
  name: string;
  zip: Buffer;
  createdAt: string;
  isExpired: boolean;
  /** Overrides of what the API says, for hostile or broken answers. */
  reported?: { size_in_bytes?: number; digest?: string | null };
}

export interface IssueEvent {
  id: number;
  issue: number;
  event: 'labeled' | 'unlabeled' | 'head_ref_force_pushed' | 'committed';
  actor: Account;
  label?: string;
  sha?: string;
  createdAt: string;
}

export type RepositoryPermission = 'admin' | 'write' | 'read' | 'none';

export class Repository {
  readonly id: number;
  readonly fullName: string;
  defaultBranch = 'main';
  isPrivate = false;
  isFork = false;
  readonly comments: Comment[] = [];
  readonly pulls = new Map<number, PullRequest>();
  readonly checkRuns: CheckRun[] = [];
  readonly statuses: Status[] = [];
  readonly artifacts: Artifact[] = [];
  readonly issueEvents: IssueEvent[] = [];
  readonly labels = new Set<string>();
  /** By login; anybody else has `read`, as in a public repository. */
  readonly permissions = new Map<string, RepositoryPermission>();
  /** Full ref name (`refs/heads/main`) to SHA. */
  readonly refs = new Map<string, string>();
  /** `<sha or branch>:<path>` to the file's bytes. */
  readonly contents = new Map<string, string | Buffer>();
  readonly commits = new Map<string, { parents: string[]; date: string }>();
  /** Fields of GitHub's workflow-run object by run id. */
  readonly runs = new Map<number, Record<string, unknown>>();
  /** Pushes as the activity list shows them: `ref` and the SHA after it. */
  readonly pushes: { ref: string; before: string; after: string; at: string; actor: Account }[] =
    [];
  /** Git objects made by the API, by SHA. */
  readonly objects = new Map<string, unknown>();

  constructor(fullName: string, id: number) {
    this.fullName = fullName;
    this.id = id;
  }

  get owner(): string {
    return this.fullName.split('/')[0] ?? '';
  }

  get name(): string {
    return this.fullName.split('/')[1] ?? '';
  }
}

export class Store {
  readonly repositories = new Map<string, Repository>();
  #lastId = 1000;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The repository of that name, made when there is none. */
  repository(fullName: string): Repository {
    let repository = this.repositories.get(fullName);
    if (repository === undefined) {
      repository = new Repository(fullName, this.nextId());
      this.repositories.set(fullName, repository);
    }
    return repository;
  }

  addPullRequest(
    fullName: string,
    given: Pick<PullRequest, 'number' | 'head' | 'base'> & Partial<PullRequest>,
  ): PullRequest {
    const pull: PullRequest = {
      state: 'open',
      isDraft: false,
      isLocked: false,
      title: `Pull request ${given.number}`,
      author: account('contributor'),
      labels: [],
      files: [],
      createdAt: timestamp(),
      ...given,
    };
    this.repository(fullName).pulls.set(pull.number, pull);
    return pull;
  }

  addComment(
    fullName: string,
    given: Pick<Comment, 'issue' | 'author' | 'body'> & Partial<Comment>,
  ): Comment {
    const now = timestamp();
    const comment: Comment = { id: this.nextId(), createdAt: now, updatedAt: now, ...given };
    this.repository(fullName).comments.push(comment);
    return comment;
  }

  addArtifact(
    fullName: string,
    given: Pick<Artifact, 'runId' | 'name' | 'zip'> & Partial<Artifact>,
  ): Artifact {
    const artifact = { id: this.nextId(), createdAt: timestamp(), isExpired: false, ...given };
    this.repository(fullName).artifacts.push(artifact);
    return artifact;
  }

  /** Puts or removes a label and remembers who did so and when. */
  label(
    fullName: string,
    given: Pick<IssueEvent, 'issue' | 'actor'> & {
      label: string;
      event?: 'labeled' | 'unlabeled';
      createdAt?: string;
    },
  ): void {
    const repository = this.repository(fullName);
    const { event = 'labeled', createdAt = timestamp() } = given;
    repository.issueEvents.push({ ...given, id: this.nextId(), event, createdAt });
    repository.labels.add(given.label);
    const pull = repository.pulls.get(given.issue);
    if (pull === undefined) return;
    const others = pull.labels.filter((label) => label !== given.label);
    pull.labels = event === 'labeled' ? [...others, given.label] : others;
  }
}

/** GitHub's timestamps have no fraction of a second. */
export function timestamp(at: Date = new Date()): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function account(login: string, type: Account['type'] = 'User'): Account {
  const id = [...login].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
  return { login, id, type };
}

/** Who writes with a job's own token. */
export const ACTIONS_BOT: Account = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };
