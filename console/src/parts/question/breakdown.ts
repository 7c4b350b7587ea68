/* By what a question is broken down: a property of the events, or something of the person. */
export const touches = ['first', 'last', 'step', 'each'] as const;
export type Touch = (typeof touches)[number];
export interface Breakdown { property?: string; touch?: Touch; step?: number; attribute?: string; class?: string; segment?: string; expression?: string }

export const breakdownKinds = ['property', 'attribute', 'class', 'segment', 'expression'] as const;
export type BreakdownKind = (typeof breakdownKinds)[number];

export const kindOf = (b: Breakdown): BreakdownKind | null => breakdownKinds.find((k) => typeof b[k] === 'string') ?? null;

export function readBreakdown(v: unknown): Breakdown | undefined {
  if (typeof v !== 'object' || v === null) return undefined;
  const b = v as Record<string, unknown>;
  const kind = breakdownKinds.find((k) => typeof b[k] === 'string' && b[k] !== '');
  if (!kind) return undefined;
  const touch = kind === 'property' ? touches.find((t) => t === b.touch) : undefined;
  const step = touch === 'step' && Number.isInteger(b.step) && (b.step as number) >= 1 ? (b.step as number) : undefined;
  return { [kind]: b[kind] as string, ...(touch && (touch !== 'step' || step) ? { touch } : {}), ...(step ? { step } : {}) };
}
