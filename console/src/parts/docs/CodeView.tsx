import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import type { Mistake } from './useCheck';

const json = StreamLanguage.define({
  token(s) {
    if (s.eatSpace()) return null;
    if (s.match(/^"(?:[^"\\]|\\.)*"(?=\s*:)/)) return 'propertyName';
    if (s.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (s.match(/^-?\d+(\.\d+)?/)) return 'number';
    if (s.match(/^(true|false|null)\b/)) return 'keyword';
    s.next();
    return null;
  },
});
const colours = HighlightStyle.define([{ tag: tags.propertyName, color: 'var(--primary)' }, { tag: tags.string, color: 'var(--success)' }, { tag: tags.number, color: 'var(--warning)' }, { tag: tags.keyword, color: 'var(--primary)' }]);
const look = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '13px', maxHeight: '70vh', border: '1px solid var(--control)', borderRadius: 'var(--radius)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', minHeight: '320px' }, '.cm-content': { caretColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--subtle)', color: 'var(--tertiary)', border: 'none' }, '&.cm-focused': { outline: '2px solid var(--primary)' }, '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': { backgroundColor: 'var(--primary-tint)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--danger)', textUnderlineOffset: '4px' }, '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--border)' },
});

/** The document as text, with the mistake in its line. */
export default function CodeView({ text, onChange, mistake, readOnly }: { text: string; onChange: (text: string) => void; mistake: Mistake | null; readOnly: boolean }) {
  const t = useStrings(strings);
  const box = useRef<HTMLDivElement>(null), view = useRef<EditorView | null>(null), change = useRef(onChange), first = useRef(text), outside = useRef(false);
  change.current = onChange;
  const label = t('codeLabel');
  useEffect(() => {
    if (!box.current) return undefined;
    const v = new EditorView({ parent: box.current, state: EditorState.create({ doc: first.current, extensions: [
      lineNumbers(), history(), bracketMatching(), EditorView.lineWrapping, keymap.of([...defaultKeymap, ...historyKeymap]), json, syntaxHighlighting(colours), look, EditorState.readOnly.of(readOnly),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      EditorView.updateListener.of((u) => { if (u.docChanged && !outside.current) change.current(u.state.doc.toString()); }),
    ] }) });
    view.current = v;
    return () => { first.current = v.state.doc.toString(); v.destroy(); view.current = null; };
  }, [label, readOnly]);
  useEffect(() => {
    const v = view.current;
    if (!v || v.state.doc.toString() === text) return;
    outside.current = true;
    v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: text } });
    outside.current = false;
  }, [text]);
  useEffect(() => {
    const v = view.current;
    if (!v) return;
    const line = mistake && mistake.line > 0 && mistake.line <= v.state.doc.lines ? v.state.doc.line(mistake.line) : null;
    v.dispatch(setDiagnostics(v.state, line && mistake && line.from < line.to ? [{ from: line.from + (/^\s*/.exec(line.text)?.[0].length ?? 0), to: line.to, severity: 'error', message: [mistake.detail, mistake.hint].filter(Boolean).join('\n') }] : []));
  }, [mistake, text]);
  return <div className="doc-code" ref={box} />;
}
