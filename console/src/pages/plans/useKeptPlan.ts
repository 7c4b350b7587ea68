/* A plan being edited stays in this browser until it is saved or dropped; one that was begun from another version is not taken up again. */
import { useEffect, useState } from 'react';
import { useSlug } from '@/hooks/workspace';
import type { Plan } from './doc';

interface Kept { version: number; plan: Plan }

export function readKept(text: string | null, version: number): Plan | null {
  try {
    const k = JSON.parse(text ?? 'null') as Kept | null;
    return k?.version === version && Array.isArray(k.plan.events) && Array.isArray(k.plan.attributes) && Array.isArray(k.plan.renames) ? k.plan : null;
  } catch { return null; }
}

/** `slug` empty: a new one.  Version 0: not saved yet. */
export function useKeptPlan(slug: string, version: number) {
  const key = `shoal.tracking_plan.${useSlug() ?? ''}.${slug}`;
  const [found] = useState(() => { try { return readKept(localStorage.getItem(key), version); } catch { return null; } });
  const [draft, setDraft] = useState<Plan | null>(found);
  const keep = (dirty: boolean) => {
    try {
      if (dirty && draft) localStorage.setItem(key, JSON.stringify({ version, plan: draft } satisfies Kept));
      else localStorage.removeItem(key);
    } catch { /* storage refused: kept for this page */ }
  };
  return { draft, setDraft, restored: found !== null && draft === found, keep };
}

/** Writes down what there is after each change. */
export function useKeeping(keep: (dirty: boolean) => void, dirty: boolean, draft: Plan | null): void {
  useEffect(() => keep(dirty), [dirty, draft]); // eslint-disable-line react-hooks/exhaustive-deps
}
