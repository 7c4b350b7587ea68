import { useEffect, useRef, useState } from 'react';
import { useSlug } from '@/hooks/workspace';
import { same, type Doc } from '../logic/doc';

interface Kept { version: number; doc: Doc | null; text: string | null }
const read = (key: string, version: number): Kept | null => {
  try {
    const k = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
    return k?.version === version ? k : null;
  } catch { return null; }
};

/** What is being edited: a document (form), or a text once YAML was touched.  Kept in this tab of the browser, so that leaving
 *  the page loses nothing; never saved by itself (rule 17). */
export function useDraft(slug: string, version: number, base: Doc) {
  const key = `shoal.draft.${useSlug() ?? ''}.${slug}`;
  const [kept] = useState(() => read(key, version));
  const [doc, setDocument] = useState<Doc>(kept?.doc ?? base);
  const [text, setText] = useState<string | null>(kept?.text ?? null);
  const [restored, setRestored] = useState(kept !== null);
  const from = useRef({ version, base });
  from.current = { version, base };
  const dirty = text !== null || !same(doc, base);
  useEffect(() => {
    try {
      if (dirty) sessionStorage.setItem(key, JSON.stringify({ version: from.current.version, doc, text } satisfies Kept));
      else sessionStorage.removeItem(key);
    } catch { /* storage refused: kept for this page */ }
  }, [key, doc, text, dirty]);
  /* A version saved meanwhile, here or elsewhere, is the new ground; what is being edited stays, and the editor says so. */
  const seen = useRef({ version, base });
  useEffect(() => {
    const was = seen.current;
    seen.current = { version, base };
    if (was.version !== version && text === null && same(doc, was.base)) setDocument(base);
  }, [version, base, doc, text]);
  useEffect(() => {
    if (!dirty) return undefined;
    const stay = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [dirty]);
  const reset = () => { setDocument(from.current.base); setText(null); setRestored(false); };
  return { doc, text, dirty, restored, setDoc: setDocument, setText, reset };
}
export type Draft = ReturnType<typeof useDraft>;
