/** The two commits compared. Everything measured belongs to one of them. */
export const SIDES = ['base', 'head'] as const;

export type Side = (typeof SIDES)[number];

/** One value for each side. */
export interface Sides<T> {
  base: T;
  head: T;
}

export function other(side: Side): Side {
  return side === 'base' ? 'head' : 'base';
}

/** Builds both values, base first. */
export function bothSides<T>(make: (side: Side) => T): Sides<T> {
  const base = make('base');
  return { base, head: make('head') };
}
