import { setTimeout as delay } from 'node:timers/promises';

/** Waits. Rejects with the reason of the signal as soon as it is aborted. */
export async function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(seconds * 1000, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

export const LATE = Symbol('late');

/**
 * The value of the promise, or LATE when it has none after so many seconds. Rejects with the
 * reason of the signal when that is aborted first. The promise itself goes on.
 */
export async function within<T>(
  promise: Promise<T>,
  seconds: number,
  signal?: AbortSignal,
): Promise<T | typeof LATE> {
  signal?.throwIfAborted();
  const over = new AbortController();
  const aborted = (): void => over.abort(signal?.reason);
  signal?.addEventListener('abort', aborted, { once: true });
  try {
    const timer = sleep(seconds, over.signal).then((): typeof LATE => LATE);
    // Whoever loses the race must not become an unhandled rejection.
    timer.catch(() => undefined);
    return await Promise.race([promise, timer]);
  } finally {
    signal?.removeEventListener('abort', aborted);
    over.abort();
  }
}

/** Seconds on the monotonic clock. */
export function now(): number {
  return performance.now() / 1000;
}
