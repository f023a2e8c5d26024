import { connect, createServer } from 'node:net';
import { hasProcfs, linkOf, numbersIn, processState, readProc } from './procfs.js';
import type { ProcessIdentity } from './process-tree.js';

/** A socket on this machine that waits for connections. */
export interface Listener {
  address: string;
  port: number;
  inode: string;
  uid: number;
}

/** Who answers on a port of 127.0.0.1. */
export type Answerer =
  | { kind: 'ours'; owners: ProcessIdentity[]; addresses: string[] }
  | { kind: 'foreign'; pid: number | null; uid: number }
  | { kind: 'nobody' }
  /** The system does not tell (macOS, or a container's port forwarded without a listener). */
  | { kind: 'unknown' };

/** Every listening TCP socket, or null where there is no /proc/net. */
export function listListeners(): Listener[] | null {
  if (!hasProcfs) return null;
  const tables = ['tcp', 'tcp6'].map((table) => readProc(`/proc/net/${table}`));
  if (tables.every((text) => text === null)) return null;
  return tables.flatMap((text) => parseListeners(text ?? ''));
}

/**
 * Reads `/proc/net/tcp` and `/proc/net/tcp6`. After a load there are thousands of closed connections
 * in them; the listeners come first, so it does not matter where a long table is cut.
 */
export function parseListeners(text: string): Listener[] {
  return text
    .split('\n')
    .filter((line) => line.includes(' 0A '))
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [, local = '', , state, , , , uid, , inode = ''] = fields;
      const [address = '', port = ''] = local.split(':');
      if (state !== '0A') return [];
      return { address: addressOf(address), port: parseInt(port, 16), inode, uid: Number(uid) };
    });
}

/** The kernel writes addresses as machine words in hexadecimal: the bytes of each four backwards. */
function addressOf(words: string): string {
  const bytes = (words.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  const mapped = bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (mapped) return bytes.slice(12).join('.');
  if (bytes.every((b) => b === 0)) return '::';
  if (bytes.slice(0, 15).every((b) => b === 0) && bytes[15] === 1) return '::1';
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/(.{4})(?!$)/g, '$1:');
}

/** Whether a connection to 127.0.0.1 ends at this address. */
const REACHABLE = new Set(['127.0.0.1', '0.0.0.0', '::']);

/** Who listens on the port of 127.0.0.1, given the processes of the service. */
export function whoAnswers(port: number, pids: readonly number[]): Answerer {
  const listeners = listListeners();
  if (!listeners) return { kind: 'unknown' };
  const here = listeners.filter((one) => one.port === port && REACHABLE.has(one.address));
  const owners = ownersOf(here, pids);
  const foreign = here.find(({ inode }) => !owners.has(inode));
  if (foreign) {
    const everybody = numbersIn('/proc').filter((pid) => !pids.includes(pid));
    const pid = ownersOf([foreign], everybody).get(foreign.inode)?.[0] ?? null;
    return { kind: 'foreign', pid, uid: foreign.uid };
  }
  if (here.length === 0) return { kind: 'nobody' };
  const identities = [...new Set([...owners.values()].flat())].flatMap((pid) => {
    const state = processState(pid);
    return state ? { pid, start: state.start } : [];
  });
  identities.sort((a, b) => a.start - b.start || a.pid - b.pid);
  return { kind: 'ours', owners: identities, addresses: here.map(({ address }) => address) };
}

/** Where processes of ours listen, whatever the port: to explain a service that never gets ready. */
export function listenersOf(pids: readonly number[]): Listener[] {
  const listeners = listListeners() ?? [];
  const owners = ownersOf(listeners, pids);
  return listeners.filter(({ inode }) => owners.has(inode));
}

/** Which of the processes hold each socket. Other users' processes do not show theirs. */
function ownersOf(listeners: readonly Listener[], pids: readonly number[]): Map<string, number[]> {
  const wanted = new Set(listeners.map(({ inode }) => inode));
  const owners = new Map<string, number[]>();
  for (const pid of wanted.size === 0 ? [] : pids) {
    for (const fd of numbersIn(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(pid, `fd/${fd}`) ?? '')?.[1];
      if (inode && wanted.has(inode)) owners.set(inode, [...(owners.get(inode) ?? []), pid]);
    }
  }
  return owners;
}

/** Below the range from which the system takes ports of outgoing connections on its own. */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

const handedOut = new Set<number>();

/** A port that nobody uses, kept from other services of this run until `release`. */
export async function reservePort(): Promise<{ port: number; release: () => void }> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isFree(port)) return { port, release: () => handedOut.delete(port) };
    handedOut.delete(port);
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT} on this machine`);
}

/** On any address: a service may listen on more than 127.0.0.1. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether 127.0.0.1 accepts a connection on the port. */
export function acceptsConnection(port: number, seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(seconds * 1000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
