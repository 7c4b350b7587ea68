/* Documents come from addresses, which anybody can write: every field is read with what stands for it when it is nonsense. */
export type Fields = Record<string, unknown>;

export const fields = (v: unknown): Fields | null => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Fields) : null);
export const textOf = (v: unknown, otherwise = ''): string => (typeof v === 'string' ? v : otherwise);
export const choiceOf = <const T extends string>(v: unknown, of: readonly T[], otherwise: NoInfer<T>): T => (of.includes(v as T) ? (v as T) : otherwise);
export const countOf = (v: unknown, min: number, max: number, otherwise: number): number => (Number.isInteger(v) && (v as number) >= min && (v as number) <= max ? (v as number) : otherwise);
export const textsOf = (v: unknown, max: number): string[] => (Array.isArray(v) ? v.filter((x): x is string => typeof x === 'string' && x.trim() !== '').slice(0, max) : []);
/** A selector alone, or in an object with more about it. */
export const eventsField = (v: unknown): string => (typeof v === 'string' ? v : textOf(fields(v)?.events));

/** Without what is undefined: what equals its default is not written. */
export function given<T extends object>(o: T): T {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as T;
}
