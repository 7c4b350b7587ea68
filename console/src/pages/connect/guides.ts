/* The guides of docs/guides, compiled in: the one source of what the documentation and this page say. */
import type { Locale } from '@/api/types';
import { parseGuide, type Guide } from './markdown';

const files = import.meta.glob<string>('../../../../docs/guides/*.md', { query: '?raw', import: 'default', eager: true });

export const groups = ['web', 'mini', 'server', 'other'] as const;
export type Group = (typeof groups)[number];

const of = (lang: Locale): Guide[] => Object.entries(files).flatMap(([path, text]) => {
  const [, id, zh] = /([\w-]+)(\.zh-CN)?\.md$/.exec(path) ?? [];
  return !id || id === 'README' || (zh !== undefined) !== (lang === 'zh') ? [] : [parseGuide(id, text)];
}).sort((a, b) => groups.indexOf(a.group as Group) - groups.indexOf(b.group as Group) || a.order - b.order);

export const guides: Record<Locale, readonly Guide[]> = { zh: of('zh'), en: of('en') };
