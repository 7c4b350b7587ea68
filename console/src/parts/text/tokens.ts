/* Just enough of the language to colour it for reading; the editor has the real grammar. */
export interface Token { kind: 'keyword' | 'string' | 'number' | 'call' | 'plain'; text: string }

const keyword = /^(and|or|not|in|between|is|exists|contains|last|full|this|previous|since|before|after|where|true|false|null|then|within|times?|days?|weeks?|months?|quarters?|years?|hours?|minutes?)$/;
const piece = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\b\d[\d_]*(?:\.\d+)?\b)|([\p{L}_][\p{L}\p{N}_]*)(\s*\()?|[^\p{L}\p{N}_"']+|./gu;

export function tokens(text: string): Token[] {
  const out: Token[] = [];
  const push = (kind: Token['kind'], s: string) => {
    const last = out[out.length - 1];
    if (kind === 'plain' && last?.kind === 'plain') last.text += s; else out.push({ kind, text: s });
  };
  for (const m of text.matchAll(piece)) {
    if (m[1]) push('string', m[1]);
    else if (m[2]) push('number', m[2]);
    else if (m[3]) {
      const kind = keyword.test(m[3]) ? 'keyword' : m[4] ? 'call' : 'plain';
      push(kind, m[3]);
      if (m[4]) push('plain', m[4]);
    } else push('plain', m[0]);
  }
  return out;
}
