import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Place, Vocabulary } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useLang, usePick, useStrings } from '@/i18n/lang';
import { completeFrom, type Words } from './complete';
import { hoverFrom } from './hover';
import { colours, look, shoal } from './language';
import { rangeOf } from './place';
import { phrases } from './phrases';
import { strings } from './strings';


export interface CodeEditorProps {
  value: string;
  onChange: (text: string) => void;
  vocabulary: Vocabulary | undefined;
  /** What is wrong with it, marked at its place. */
  problems: readonly CodeProblem[];
  /** Rows are just being written as text. */
  busy?: boolean;
  /** Where it has one history with a form, undo and redo are the page's. */
  undo?: () => void;
  redo?: () => void;
  label?: string;
  placeholder?: string;
  /** Text that stands before it and is not shown: `did(` for the events of a count. */
  before?: string;
  /** A field of one line that grows. */
  small?: boolean;
}
export interface CodeProblem { place: Place; message: string }

const fromOutside = Annotation.define<boolean>();

/** An expression, or the events of one, as text. */
export default function CodeEditor(props: CodeEditorProps) {
  const { value, problems, busy = false, small } = props;
  const { lang } = useLang();
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const locked = useRef(new Compartment());
  const latest = useRef({ ...props, words: {} as Words });
  latest.current = { ...props, words: { vocabulary: props.vocabulary, t, pick, count: f.short } };
  const shared = props.undo !== undefined;

  useEffect(() => {
    const act = (run: () => void) => () => { run(); return true; };
    const state = EditorState.create({
      doc: latest.current.value,
      extensions: [
        keymap.of([
          ...(shared ? [{ key: 'Mod-z', run: act(() => latest.current.undo?.()), preventDefault: true }, { key: 'Mod-Shift-z', run: act(() => latest.current.redo?.()), preventDefault: true }, { key: 'Mod-y', run: act(() => latest.current.redo?.()), preventDefault: true }] : historyKeymap),
          { key: 'Tab', run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, { key: 'Enter', run: insertNewline }, ...defaultKeymap,
        ]),
        shoal, colours, look, drawSelection(), bracketMatching(), closeBrackets(), EditorView.lineWrapping, placeholder(latest.current.placeholder ?? 'did(order_completed, last 30 days)'), ...(shared ? [] : [history()]),
        autocompletion({ override: [completeFrom(() => latest.current.words, latest.current.before)], icons: false, maxRenderedOptions: 60 }), hoverFrom(() => latest.current.words, latest.current.before),
        EditorView.contentAttributes.of({ 'aria-label': latest.current.label ?? t('editor'), spellcheck: 'false', autocapitalize: 'off' }),
        EditorState.phrases.of(lang === 'zh' ? phrases : {}), locked.current.of(EditorState.readOnly.of(false)),
        EditorView.updateListener.of((u) => {
          if (u.docChanged && !u.transactions.some((x) => x.annotation(fromOutside))) latest.current.onChange(u.state.doc.toString());
        }),
      ],
    });
    const v = new EditorView({ state, parent: box.current as HTMLDivElement });
    view.current = v;
    return () => { v.destroy(); view.current = null; };
  }, [lang, t, shared]);

  useEffect(() => {
    const v = view.current;
    if (v && v.state.doc.toString() !== value) v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: value }, annotations: fromOutside.of(true) });
  }, [value]);
  useEffect(() => { view.current?.dispatch({ effects: locked.current.reconfigure(EditorState.readOnly.of(busy)) }); }, [busy]);
  useEffect(() => {
    const v = view.current;
    if (!v) return;
    const text = v.state.doc.toString();
    v.dispatch(setDiagnostics(v.state, problems.map((x) => ({ ...rangeOf(text, x.place), severity: 'error' as const, message: x.message })).filter((x) => x.from < x.to)));
  }, [problems, value]);

  return <div ref={box} className={small ? 'code-editor code-small' : 'code-editor'} />;
}
