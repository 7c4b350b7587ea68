import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import './YamlEditor.css';

/* Keys, strings, comments and numbers: enough to find one's way in a definition. */
const yaml = StreamLanguage.define({
  token(s) {
    if (s.eatSpace()) return null;
    if (s.match(/^#.*/)) return 'comment';
    if (s.match(/^"(?:[^"\\]|\\.)*"/) || s.match(/^'(?:[^']|'')*'/)) return 'string';
    if (s.match(/^[A-Za-z_][\w-]*(?=:(\s|$))/)) return 'propertyName';
    if (s.match(/^-?\d+(\.\d+)?\b/)) return 'number';
    if (s.match(/^(and|or|not|in|last|before|true|false)\b/)) return 'keyword';
    if (s.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) return null;
    s.next();
    return null;
  },
});
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--primary)', fontWeight: '500' }, { tag: tags.string, color: 'var(--success)' }, { tag: tags.number, color: 'var(--warning)' },
  { tag: tags.comment, color: 'var(--tertiary)' }, { tag: tags.keyword, color: 'var(--primary)' },
]);
const look = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '13px', maxHeight: '70vh' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', minHeight: '320px' },
  '.cm-content': { caretColor: 'var(--text)' }, '.cm-gutters': { backgroundColor: 'var(--subtle)', color: 'var(--tertiary)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--subtle) 60%, transparent)' }, '&.cm-focused': { outline: 'none' }, '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': { backgroundColor: 'var(--primary-tint)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--border)' },
});

/** Where in the text something is wrong; `line` and `column` from 1. */
export interface YamlProblem { line: number; column: number; length: number; message: string }

/** A document as text; the server's refusals stand where they are. */
export default function YamlEditor({ text, onChange, problems, label, readOnly = false }: { text: string; onChange: (text: string) => void; problems: readonly YamlProblem[]; label: string; readOnly?: boolean }) {
  const box = useRef<HTMLDivElement>(null), view = useRef<EditorView | null>(null), change = useRef(onChange), first = useRef(text);
  change.current = onChange;
  useEffect(() => {
    if (!box.current) return undefined;
    const v = new EditorView({ parent: box.current, state: EditorState.create({ doc: first.current, extensions: [
      lineNumbers(), history(), bracketMatching(), highlightActiveLine(), EditorView.lineWrapping, keymap.of([...defaultKeymap, ...historyKeymap]), yaml, syntaxHighlighting(colours), look, lintGutter(), EditorState.readOnly.of(readOnly),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      EditorView.updateListener.of((u) => { if (u.docChanged) change.current(u.state.doc.toString()); }),
    ] }) });
    view.current = v;
    return () => { first.current = v.state.doc.toString(); v.destroy(); view.current = null; };
  }, [label, readOnly]);
  useEffect(() => {
    const v = view.current;
    if (v && v.state.doc.toString() !== text) v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const v = view.current;
    if (!v) return;
    const marks: Diagnostic[] = problems.filter((x) => x.line > 0).map((x) => {
      const line = v.state.doc.line(Math.min(x.line, v.state.doc.lines)), from = Math.min(line.to, line.from + Math.max(0, x.column - 1));
      return { from, to: x.length > 0 ? Math.min(line.to, from + x.length) : line.to, severity: 'error', message: x.message };
    });
    v.dispatch(setDiagnostics(v.state, marks));
  }, [problems]);
  return <div className="yaml-editor" ref={box} />;
}
