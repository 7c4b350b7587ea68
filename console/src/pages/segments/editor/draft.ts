/* Drafts: what is being edited and not saved, in this browser, one for each segment of each workspace. */
import type { Doc } from './doc';

export interface Draft { doc: Doc; /** Version that was edited; 0 = a new segment. */ base: number; at: string }

export const draftKey = (workspace: string, slug: string | null): string => `shoal.draft.segment.${workspace}.${slug ?? ''}`;

function isDraft(v: unknown): v is Draft {
  if (typeof v !== 'object' || v === null) return false;
  const { doc, base, at } = v as Partial<Draft>;
  return typeof base === 'number' && typeof at === 'string' && typeof doc === 'object' && doc !== null && typeof doc.text === 'string' && typeof doc.update === 'string' && typeof doc.events === 'boolean' && typeof doc.parameters === 'object' && doc.parameters !== null && typeof doc.title?.zh === 'string' && typeof doc.title.en === 'string' && typeof doc.description?.zh === 'string' && typeof doc.description.en === 'string';
}

export function readDraft(key: string): Draft | null {
  try {
    const v: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isDraft(v) ? v : null;
  } catch { return null; }
}
export function writeDraft(key: string, d: Draft): boolean {
  try { localStorage.setItem(key, JSON.stringify(d)); return true; } catch { return false; }
}
export function dropDraft(key: string): void {
  try { localStorage.removeItem(key); } catch { /* storage refused: there was none */ }
}
