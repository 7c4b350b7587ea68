/* A file of text as people have it: UTF-8, what a Chinese spreadsheet writes, or its "Unicode text". */
export type Encoding = 'UTF-8' | 'GB18030' | 'UTF-16';

const read = (bytes: Uint8Array, label: string): string | null => {
  try { return new TextDecoder(label, { fatal: true }).decode(bytes); } catch { return null; }
};

/** The text and how it was written; null when it is no text.  Text that is UTF-8 is hardly ever anything else by chance. */
export function decode(bytes: Uint8Array): { text: string; encoding: Encoding } | null {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  const tries: [string, Encoding][] = wide ? [[wide, 'UTF-16']] : [['utf-8', 'UTF-8'], ['gb18030', 'GB18030']];
  for (const [label, encoding] of tries) {
    const text = read(bytes, label);
    if (text !== null) return text.includes('\0') ? null : { text, encoding };
  }
  return null;
}
