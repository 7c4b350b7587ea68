/* The guides speak of https://shoal.example.com and of WRITE_KEY or SERVER_KEY; the reader gets their own. */

export interface Place { /** As in location.origin: how this browser reaches Shoal. */ origin: string; /** null: not known, the placeholder stays. */ secret: string | null }

export function fill(text: string, { origin, secret }: Place): string {
  const host = origin.replace(/^https?:\/\//, '');
  const filled = text
    .replaceAll('https://shoal.example.com', origin)
    .replaceAll("protocol: 'https'", `protocol: '${origin.startsWith('http:') ? 'http' : 'https'}'`)
    .replaceAll('shoal.example.com', host);
  return secret === null ? filled : filled.replaceAll(/\b(WRITE_KEY|SERVER_KEY)\b/g, () => secret);
}
