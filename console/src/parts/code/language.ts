/* The expression language for CodeMirror: colours by the words of scan.ts.  No token spans lines, so no state is kept
   between them. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { aggregates, calls, reserved, scan, units } from './scan';

const isReserved = new Set<string>(reserved);
const isCall = new Set<string>([...aggregates, ...calls, 'segment', 'class', 'points', 'coupons', 'tier', 'member']);
const soft = new Set<string>(['last', 'full', 'today', 'yesterday', 'this', 'previous', 'since', 'before', ...units, ...units.map((u) => `${u}s`)]);

const afterWord = /^[\s\u3000]*[(（]/;

export const shoal = StreamLanguage.define<null>({
  name: 'shoal',
  startState: () => null,
  languageData: { commentTokens: { line: '--' }, closeBrackets: { brackets: ['(', '"', '`', '“'] } },
  token(stream) {
    const rest = stream.string.slice(stream.pos);
    const t = scan(rest)[0];
    if (!t) { stream.skipToEnd(); return null; }
    if (t.from > 0) { stream.pos += t.from; return null; }
    stream.pos += t.to;
    switch (t.kind) {
      case 'comment': return 'comment';
      case 'string': return 'string';
      case 'quoted': return 'variableName';
      case 'number': case 'date': case 'parameter': return 'number';
      case 'operator': return 'operator';
      case 'open': case 'close': return 'paren';
      case 'word': {
        const w = t.value.toLowerCase();
        if (isReserved.has(w)) return w === 'true' || w === 'false' ? 'bool' : 'keyword';
        if (isCall.has(w) && afterWord.test(rest.slice(t.to))) return 'function';
        return soft.has(w) && /[,，][^()（）]*$/.test(stream.string.slice(0, stream.pos - t.to)) ? 'modifier' : 'variableName';
      }
      default: return null;
    }
  },
  tokenTable: { function: tags.function(tags.variableName), modifier: tags.modifier, bool: tags.bool, paren: tags.paren },
});

export const colours = syntaxHighlighting(HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--primary)', fontWeight: '500' },
  { tag: tags.modifier, color: 'var(--primary)' },
  { tag: tags.function(tags.variableName), color: 'var(--text)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--success)' },
  { tag: [tags.number, tags.bool], color: 'var(--warning)' },
  { tag: tags.comment, color: 'var(--tertiary)', fontStyle: 'italic' },
  { tag: [tags.operator, tags.paren], color: 'var(--secondary)' },
]));

export const look = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '14px', border: '1px solid var(--control)', borderRadius: 'var(--radius)' },
  '&.cm-focused': { outline: '2px solid var(--primary)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '24px' },
  '.cm-content': { padding: '10px 0', minHeight: '168px', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 12px' },
  '.code-small & .cm-content': { padding: '3px 0', minHeight: '30px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--primary) 24%, transparent)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--primary-tint)', outline: '1px solid var(--primary)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--danger)', textUnderlineOffset: '4px', textDecorationSkipInk: 'none' },
  '.cm-lintPoint::after': { borderBottomColor: 'var(--danger)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--border)', borderRadius: 'var(--radius)', boxShadow: '0 6px 20px var(--shadow)', overflow: 'hidden' },
  '.code-meaning': { padding: '6px 10px', fontFamily: 'var(--font)', fontSize: '13px', maxWidth: '420px', color: 'var(--secondary)' },
  '.code-meaning strong': { fontFamily: 'var(--mono, monospace)', color: 'var(--text)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font)', fontSize: '13px', maxHeight: '260px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', display: 'flex', alignItems: 'baseline', gap: '8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--primary-tint)', color: 'var(--text)' },
  '.cm-completionLabel': { fontFamily: 'var(--mono)' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--primary)', fontWeight: '600' },
  '.cm-completionDetail': { marginLeft: 'auto', paddingLeft: '16px', fontStyle: 'normal', color: 'var(--tertiary)' },
  '.cm-completionInfo': { padding: '8px 10px', maxWidth: '280px', fontSize: '13px', color: 'var(--secondary)' },
  '.cm-diagnostic': { borderLeft: '3px solid var(--danger)', padding: '6px 10px', fontFamily: 'var(--font)', fontSize: '13px' },
  '.cm-placeholder': { color: 'var(--tertiary)' },
});
