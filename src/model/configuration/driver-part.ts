import type { z } from 'zod';
import type { Metric } from '../metric.js';

/** What the configuration must know of a driver; every Driver of src/drivers is one. */
export interface DriverPart {
  /** The key that makes a benchmark use it. */
  readonly name: string;
  readonly needs: 'service' | 'nothing';
  readonly configuration: {
    /** Schema of the value under the driver's key. */
    readonly value: z.ZodType;
    /** Keys that stand beside it. */
    readonly siblings: Record<string, z.ZodType>;
    /**
     * From the parsed value and siblings to options. Throws a ZodError or a UserError when they do
     * not fit together.
     */
    resolve(value: unknown, siblings: Record<string, unknown>): unknown;
  };
  metrics(options: unknown): Metric[];
  defaultGates(options: unknown): string[];
  describe(options: unknown): string;
}
