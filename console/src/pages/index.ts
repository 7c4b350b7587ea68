/* The table of pages.  Each folder under pages/ that has a page.ts is in it: nobody edits a common file to add one.
   Every page is a chunk of its own, and is listed in the navigation only if its page.ts says where. */
import type { ComponentType } from 'react';
import type { Role, Title } from '@/api/types';

export type NavGroup = 'overview' | 'know' | 'divide' | 'act' | 'prove' | 'settings';
export interface PageProps { params: Record<string, string | undefined> }
export interface PageEntry {
  id: string;
  /** Below /w/{workspace}; wouter's syntax: '/segments/:slug'. The first match in order of the table wins. */
  path: string;
  title: Title;
  /** More words that find it in ⌘K. */
  words?: string;
  /** Absent: reachable, but not listed. */
  nav?: { group: NavGroup; order: number; icon: ComponentType };
  /** Second key after G: 'o' for `G O`. Unique, checked by a test. */
  go?: string;
  role?: Role;
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

export const groups: readonly { id: NavGroup; title: Title | null }[] = [
  { id: 'overview', title: null },
  { id: 'know', title: { zh: '认识', en: 'Know' } },
  { id: 'divide', title: { zh: '分层', en: 'Divide' } },
  { id: 'act', title: { zh: '行动', en: 'Act' } },
  { id: 'prove', title: { zh: '验证', en: 'Prove' } },
  { id: 'settings', title: { zh: '设置', en: 'Settings' } },
];

const found = import.meta.glob<{ default: PageEntry | PageEntry[] }>('./*/page.ts', { eager: true });
/** Literal paths before those with parameters, so that /segments/new is not taken for a slug. */
const weight = (e: PageEntry): number => (e.path.match(/[:*]/g) ?? []).length * 100 - e.path.split('/').length;
export const pages: readonly PageEntry[] = Object.values(found).flatMap((m) => m.default).sort((a, b) => weight(a) - weight(b));

export const navPages = (group: NavGroup): PageEntry[] =>
  pages.filter((e) => e.nav?.group === group).sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0));

/** Every page that can be gone to by name, listed ones first and in their order. */
export const menuPages = (): PageEntry[] => [...groups.flatMap((g) => navPages(g.id)), ...pages.filter((e) => !e.nav && e.go)].filter((e) => !/[:*]/.test(e.path));
