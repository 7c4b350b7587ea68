/* Everybody behind a number, page by page, for a file or a list. */
import type { PeopleColumn, PeoplePage, PeopleRow } from '@/api/types';

/** What a list of the language holds at most; files of the browser stop there too. */
export const COLLECT_MAX = 50_000;
export const COLLECT_PAGE = 500;

export type AskPage = (cursor: string | undefined, limit: number) => Promise<PeoplePage>;

export async function collect(ask: AskPage, progress: (read: number, total: number) => void): Promise<{ columns: PeopleColumn[]; rows: PeopleRow[] }> {
  const rows: PeopleRow[] = [];
  let page = await ask(undefined, COLLECT_PAGE);
  for (;;) {
    rows.push(...page.items);
    progress(rows.length, page.total);
    if (page.next === null || rows.length >= COLLECT_MAX) return { columns: page.columns, rows: rows.slice(0, COLLECT_MAX) };
    page = await ask(page.next, COLLECT_PAGE);
  }
}

/* The identities that people are known by; a list holds whichever is a person's number. */
const identities = ['user_id', 'phone', 'email', 'wechat_unionid', 'wechat_openid', 'device_id', 'anonymous_id'] as const;
export const ofList = (slug: string): string => identities.map((i) => `${i} in list("${slug}")`).join(' or ');

/** Documents for `apply`: the people as a list, and the segment of those who are on it. JSON is YAML. */
export function frozenDocuments(slug: string, title: string, ids: readonly string[]): string {
  const both = { zh: title, en: title };
  return [{ kind: 'list', slug, title: both, values: ids }, { kind: 'segment', slug, title: both, expression: ofList(slug) }].map((d) => JSON.stringify(d)).join('\n---\n');
}
