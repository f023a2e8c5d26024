import { commentUrl, nodeId } from './comments.js';
import { parseQuery, type Field, type Selection } from './graphql-query.js';
import type { Account, Comment, Repository, Store } from './store.js';
import type { Token } from './tokens.js';

/** An object of the graph: its type, and its fields as functions of their arguments. */
interface GraphObject {
  type: string;
  fields: Record<string, (given: Record<string, unknown>) => unknown>;
}

export interface GraphAnswer {
  data?: unknown;
  errors?: { message: string }[];
}

/** Answers the queries that a pull request's comments need, and refuses every other field. */
export function answerQuery(
  store: Store,
  viewer: Token,
  query: string,
  variables: Record<string, unknown>,
): GraphAnswer {
  try {
    const selections = parseQuery(query, { ...variables });
    return { data: resolve(queryRoot(store, viewer.account), selections) };
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
}

function resolve(object: GraphObject, selections: Selection[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const selection of selections) {
    if ('on' in selection) {
      if (selection.on === object.type)
        Object.assign(result, resolve(object, selection.selections));
    } else {
      result[selection.alias] = resolveField(object, selection);
    }
  }
  return result;
}

function resolveField(object: GraphObject, field: Field): unknown {
  if (field.name === '__typename') return object.type;
  const get = object.fields[field.name];
  if (get === undefined) {
    throw new Error(`Field '${field.name}' doesn't exist on type '${object.type}'`);
  }
  return shape(get(field.arguments), field);
}

function shape(value: unknown, field: Field): unknown {
  if (Array.isArray(value)) return value.map((item) => shape(item, field));
  if (value === null || typeof value !== 'object') {
    if (value !== null && field.selections.length > 0) {
      throw new Error(`Selections can't be made on scalars (field '${field.name}')`);
    }
    return value;
  }
  if (field.selections.length === 0) {
    throw new Error(`Field '${field.name}' must have selections`);
  }
  return resolve(value as GraphObject, field.selections);
}

function queryRoot(store: Store, viewer: Account): GraphObject {
  return {
    type: 'Query',
    fields: {
      viewer: () => actor(viewer, viewer.login),
      repository: ({ owner, name }) => {
        const found = store.repositories.get(`${String(owner)}/${String(name)}`);
        return found === undefined ? null : repository(found, viewer);
      },
      node: ({ id }) => node(store, viewer, id),
      nodes: ({ ids }) => (ids as unknown[]).map((id) => node(store, viewer, id)),
    },
  };
}

function node(store: Store, viewer: Account, id: unknown): GraphObject | null {
  for (const candidate of store.repositories.values()) {
    const comment = candidate.comments.find((one) => nodeId(one) === id);
    if (comment !== undefined) return issueComment(candidate, comment, viewer);
    for (const number of candidate.pulls.keys()) {
      if (pullId(candidate, number) === id) return pullRequest(candidate, number, viewer);
    }
  }
  return null;
}

function repository(of: Repository, viewer: Account): GraphObject {
  const pull = ({ number }: Record<string, unknown>): GraphObject | null =>
    of.pulls.has(Number(number)) ? pullRequest(of, Number(number), viewer) : null;
  return {
    type: 'Repository',
    fields: {
      id: () => `R_${of.id}`,
      databaseId: () => of.id,
      nameWithOwner: () => of.fullName,
      pullRequest: pull,
      issueOrPullRequest: pull,
    },
  };
}

function pullId(of: Repository, number: number): string {
  return `PR_${of.id}_${number}`;
}

function pullRequest(of: Repository, number: number, viewer: Account): GraphObject {
  const pull = of.pulls.get(number);
  const comments = of.comments
    .filter((comment) => comment.issue === number)
    .sort((a, b) => a.id - b.id)
    .map((comment) => ({ cursor: String(comment.id), node: issueComment(of, comment, viewer) }));
  return {
    type: 'PullRequest',
    fields: {
      id: () => pullId(of, number),
      number: () => number,
      state: () => (pull?.state === 'open' ? 'OPEN' : 'CLOSED'),
      isDraft: () => pull?.isDraft ?? false,
      locked: () => pull?.isLocked ?? false,
      headRefOid: () => pull?.head.sha ?? null,
      comments: (given) => connection(comments, given),
    },
  };
}

function issueComment(of: Repository, comment: Comment, viewer: Account): GraphObject {
  const isViewers = comment.author.login === viewer.login;
  return {
    type: 'IssueComment',
    fields: {
      id: () => nodeId(comment),
      databaseId: () => comment.id,
      fullDatabaseId: () => String(comment.id),
      body: () => comment.body,
      viewerDidAuthor: () => isViewers,
      viewerCanUpdate: () => isViewers,
      viewerCanDelete: () => isViewers,
      author: () => actor(comment.author),
      createdAt: () => comment.createdAt,
      updatedAt: () => comment.updatedAt,
      isMinimized: () => false,
      url: () => commentUrl(of.fullName, comment),
    },
  };
}

/** The graph shows a bot's login without `[bot]` as an author, and with it as the viewer. */
function actor(
  { login, id, type }: Account,
  shownLogin = login.replace(/\[bot\]$/, ''),
): GraphObject {
  return {
    type,
    fields: { login: () => shownLogin, databaseId: () => id, id: () => `U_${id}` },
  };
}

function connection(
  edges: { cursor: string; node: GraphObject }[],
  given: Record<string, unknown>,
): GraphObject {
  const known = new Set(['first', 'last', 'after', 'before', 'orderBy']);
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined) throw new Error(`'comments' doesn't accept argument '${unknown}'`);
  const { first = null, last = null, after = null, before = null } = given;
  if (first === null && last === null) {
    throw new Error('You must provide a `first` or `last` value to paginate `comments`.');
  }
  const size = Number(first ?? last);
  if (size > 100) throw new Error(`Requesting ${size} records exceeds the \`first\` limit of 100.`);
  const within = edges.filter(
    ({ cursor }) =>
      (after === null || Number(cursor) > Number(after)) &&
      (before === null || Number(cursor) < Number(before)),
  );
  const shown = first === null ? within.slice(-size) : within.slice(0, size);
  const isCut = shown.length < within.length;
  const pageInfo: GraphObject = {
    type: 'PageInfo',
    fields: {
      hasNextPage: () => isCut && first !== null,
      hasPreviousPage: () => isCut && first === null,
      startCursor: () => shown[0]?.cursor ?? null,
      endCursor: () => shown.at(-1)?.cursor ?? null,
    },
  };
  return {
    type: 'IssueCommentConnection',
    fields: {
      nodes: () => shown.map((edge) => edge.node),
      edges: () =>
        shown.map(({ cursor, node: item }) => ({
          type: 'IssueCommentEdge',
          fields: { cursor: () => cursor, node: () => item },
        })),
      pageInfo: () => pageInfo,
      totalCount: () => edges.length,
    },
  };
}
