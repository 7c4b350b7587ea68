/* What the guides (docs/guides) are written in, and no more: a title, headings, paragraphs with `code` and **words that
   matter**, and blocks of code with a language and the name of the file they belong in. */

export type Span = { kind: 'text' | 'code' | 'strong'; text: string };
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; spans: Span[] }
  | { kind: 'code'; language: string; file: string | null; text: string };
export interface Guide { id: string; group: string; order: number; key: 'browser' | 'server' | 'none'; title: string; blocks: Block[] }

const HEAD = /^<!-- guide group=(\w+) order=(\d+) key=(browser|server|none) -->\n# (.+)\n/;

export function spans(text: string): Span[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((s) =>
    s.startsWith('`') && s.length > 2 ? { kind: 'code', text: s.slice(1, -1) } : s.startsWith('**') && s.length > 4 ? { kind: 'strong', text: s.slice(2, -2) } : { kind: 'text', text: s });
}

export function parseGuide(id: string, text: string): Guide {
  const head = HEAD.exec(text);
  if (!head) throw new Error(`${id} does not begin as a guide does`);
  const lines = text.slice(head[0].length).split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (line.startsWith('```')) {
      const end = lines.indexOf('```', i + 1);
      if (end < 0) throw new Error(`${id}: code without an end`);
      const [language = '', file] = line.slice(3).split(' ');
      blocks.push({ kind: 'code', language, file: file ?? null, text: lines.slice(i + 1, end).join('\n') });
      i = end;
    } else if (line.startsWith('## ')) blocks.push({ kind: 'heading', text: line.slice(3) });
    else if (line.trim()) blocks.push({ kind: 'text', spans: spans(line) });
  }
  return { id, group: head[1] as string, order: Number(head[2]), key: head[3] as Guide['key'], title: head[4] as string, blocks };
}
