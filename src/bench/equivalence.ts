import type { Probe } from '../drivers/driver.js';

/**
 * Bodies of the two sides may differ this much in length and still count as the same answer:
 * dates, counters and tokens vary in length by themselves.
 */
const LENGTH_SHARE = 0.1;
const LENGTH_BYTES = 64;

/**
 * How the two sides answer the same requests differently, in words; empty when they answer alike
 * ("faster because broken"). A side that fails is not a difference but an error, which
 * the error rate sees.
 */
export function differences(base: readonly Probe[], head: readonly Probe[]): string[] {
  const found: string[] = [];
  base.forEach((b, i) => {
    const h = head[i];
    if (!h || b.failure !== null || h.failure !== null) return;
    if (b.status !== h.status) {
      found.push(`${b.request}: status ${b.status} on base, ${h.status} on head`);
    } else if (mediaType(b) !== mediaType(h)) {
      found.push(`${b.request}: content type ${mediaType(b)} on base, ${mediaType(h)} on head`);
    } else if (lengthsDiffer(b.bytes ?? 0, h.bytes ?? 0)) {
      found.push(`${b.request}: ${b.bytes} bytes on base, ${h.bytes} bytes on head`);
    }
  });
  return found;
}

function lengthsDiffer(base: number, head: number): boolean {
  return Math.abs(base - head) > Math.max(LENGTH_BYTES, LENGTH_SHARE * Math.max(base, head));
}

function mediaType(probe: Probe): string {
  return probe.contentType?.split(';')[0]?.trim().toLowerCase() || 'none';
}
