/* The one mapping document of an upload.  The form edits the object; the YAML view edits text, which the server reads
   and gives back as an object: there is one parser.  Kept for the tab, so that a reload loses nothing. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@/api/hooks';
import type { Inspection } from '@/api/types';
import { useDebounced } from '@/hooks/useDebounced';
import { afterLook, kindOf, missing, setKind, type Doc, type Kind } from './mapping';

const AFTER_EDIT_MS = 400;

interface State {
  doc: Doc;
  /** What stands in the YAML view while it differs from the document's own text; null = the document's. */
  text: string | null;
  edited: boolean;
  /** How the file was looked at when `doc` was made. */
  look: string;
}

const slot = (upload: string): string => `shoal.import.draft.${upload}`;
function stored(upload: string): State | null {
  try { return JSON.parse(sessionStorage.getItem(slot(upload)) ?? 'null') as State | null; } catch { return null; }
}

export function useDraft(upload: string, look: Inspection, lookKey: string) {
  const [state, set] = useState<State>(() => stored(upload) ?? { doc: look.mapping, text: null, edited: false, look: lookKey });
  const kindsSeen = useRef(new Map<Kind, Doc>());
  useEffect(() => { try { sessionStorage.setItem(slot(upload), JSON.stringify(state)); } catch { /* storage refused: lost on reload */ } }, [upload, state]);

  // The file was looked at in another way.
  useEffect(() => {
    set((s) => {
      if (s.look === lookKey) return s;
      const columns = look.columns.map((c) => c.name);
      const doc = s.edited ? afterLook(s.doc, columns, look.mapping) : { ...look.mapping, ...(s.doc.source !== undefined ? { source: s.doc.source } : {}) };
      kindsSeen.current.clear();
      return { ...s, doc, text: null, look: lookKey };
    });
  }, [look, lookKey]);

  const setDoc = useCallback((change: (d: Doc) => Doc) => set((s) => ({ ...s, doc: change(s.doc), text: null, edited: true })), []);
  const setText = useCallback((text: string) => set((s) => ({ ...s, text, edited: true })), []);
  const leaveText = useCallback(() => set((s) => ({ ...s, text: null })), []);
  // Changing one's mind about the kind and back again loses nothing.
  const chooseKind = useCallback((kind: Kind) => setDoc((d) => {
    kindsSeen.current.set(kindOf(d), d);
    const before = kindsSeen.current.get(kind);
    return before ? { ...before, ...(d.source !== undefined ? { source: d.source } : {}) } : setKind(d, kind);
  }), [setDoc]);

  const settled = useDebounced(state, AFTER_EDIT_MS);
  const body = settled.text !== null ? { yaml: settled.text } : { mapping: settled.doc };
  const ready = settled.text !== null || missing(settled.doc).length === 0;
  const preview = useApi('previewUpload', { id: upload, ...body, rows: 20 }, { live: false, fresh: Infinity, enabled: ready && settled.look === lookKey });

  // What was typed has been read: it is the document now.
  const read = preview.data && !preview.isPlaceholderData && !preview.isError && settled.text !== null ? preview.data.mapping : null;
  const typed = settled.text;
  useEffect(() => { if (read) set((s) => (s.text === typed ? { ...s, doc: read } : s)); }, [read, typed]);

  return {
    doc: state.doc, text: state.text, setDoc, setText, leaveText, chooseKind, body, preview, ready,
    /** The preview is of what is shown now. */
    current: settled === state && ready && !preview.isPlaceholderData && !preview.isFetching && preview.data !== undefined && !preview.isError,
  };
}
export type Draft = ReturnType<typeof useDraft>;
