/* JSON laid out line by line, as it was written: numbers keep their digits and keys their order, so that what is edited and
   sent again says the same.  No recursion and no parse: what clients send may be as deep as it likes. */
export interface Line { depth: number; text: string; /** The member's name, if it stands on this line. */ key: string | null; /** A plain value on this line, as written. */ value: string | null }
/** Where it stops being JSON: line and column from 1, and the offset. */
export interface Broken { line: number; column: number; at: number }
export interface Pretty { lines: Line[]; broken: null }

/** Behind the string that begins at i, or -1 with where it breaks in `at`. */
function endOfString(s: string, i: number): { end: number; at: number } {
  for (let k = i + 1; k < s.length; k++) {
    const c = s.charCodeAt(k);
    if (c === 34) return { end: k + 1, at: k };
    if (c < 32) return { end: -1, at: k };
    if (c !== 92) continue;
    const escape = s[k + 1] ?? '';
    if (escape === 'u' ? !/^[0-9a-fA-F]{4}$/.test(s.slice(k + 2, k + 6)) : !'"\\/bfnrt'.includes(escape) || escape === '') return { end: -1, at: k };
    k += escape === 'u' ? 5 : 1;
  }
  return { end: -1, at: s.length };
}
const plain = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;

function brokenAt(s: string, at: number): { lines: null; broken: Broken } {
  const before = s.slice(0, at).split('\n');
  return { lines: null, broken: { line: before.length, column: (before[before.length - 1] ?? '').length + 1, at } };
}

export function pretty(s: string): Pretty | { lines: null; broken: Broken } {
  const lines: Line[] = [], open: ('{' | '[')[] = [];
  let line: Line = { depth: 0, text: '', key: null, value: null };
  let want: 'value' | 'key' | 'colon' | 'more' = 'value', first = false, i = 0;
  const blank = () => { while (i < s.length && ' \t\n\r'.includes(s[i] as string)) i++; };
  const next = () => { lines.push(line); line = { depth: open.length, text: '', key: null, value: null }; };
  for (;;) {
    blank();
    const c = s[i] ?? '';
    if (want === 'more' && open.length === 0) break;
    const close = open[open.length - 1] === '{' ? '}' : ']';
    if (open.length > 0 && c === close && (want === 'more' || (first && want !== 'colon'))) {
      open.pop();
      if (first) line.text += c; else { next(); line.text = c; }
      first = false; want = 'more'; i++;
    } else if (want === 'more') {
      if (c !== ',') return brokenAt(s, i);
      line.text += ','; i++;
      next();
      want = open[open.length - 1] === '{' ? 'key' : 'value';
    } else if (want === 'colon') {
      if (c !== ':') return brokenAt(s, i);
      line.text += ': '; want = 'value'; i++;
    } else {
      if (first) { next(); first = false; }
      if (want === 'key') {
        const { end, at } = c === '"' ? endOfString(s, i) : { end: -1, at: i };
        if (end < 0) return brokenAt(s, at);
        line.text = s.slice(i, end); line.key = line.text.slice(1, -1);
        i = end; want = 'colon';
      } else if (c === '{' || c === '[') {
        open.push(c); line.text += c; i++;
        first = true; want = c === '{' ? 'key' : 'value';
      } else {
        let end = -1, at = i;
        if (c === '"') ({ end, at } = endOfString(s, i));
        else { plain.lastIndex = i; const m = plain.exec(s); if (m) end = i + m[0].length; }
        if (end < 0) return brokenAt(s, at);
        line.value = s.slice(i, end); line.text += line.value;
        i = end; want = 'more';
      }
    }
  }
  if (i < s.length) return brokenAt(s, i);
  lines.push(line);
  return { lines, broken: null };
}

export const layOut = (lines: readonly Line[]): string => lines.map((l) => '  '.repeat(l.depth) + l.text).join('\n');
