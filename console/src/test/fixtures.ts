/* Answers for tests; never part of a build. */
import type { Me, PeoplePage, Workspace } from '@/api/types';

export const me: Me = {
  actor: 'user', user: { id: 'usr_1', email: 'lin@example.com', name: '林晓', locale: 'zh' }, csrf: 'c', version: '0', server_owner: true, may_create_workspaces: true, now: '2026-11-22T03:00:00.000Z',
  workspaces: [{ slug: 'demo', role: 'owner', zone: 'Asia/Shanghai', currency: 'CNY', title: '演示' }],
};
export const workspace: Workspace = { slug: 'demo', title: '演示', zone: 'Asia/Shanghai', currency: 'CNY', week_start: 'monday', retention: 'none', people: 20_000, events: 1_000_000, bytes: 48_000_000, first_event_at: '2025-05-20T00:00:00.000Z', last_event_at: '2026-11-22T02:59:00.000Z', lsn: 1_000_000 };
export const people: PeoplePage = {
  as_of: '2026-11-22T03:00:00.000Z', lsn: 1, total: 2, next: null, columns: [{ id: 'revenue', title: { zh: '金额', en: 'Revenue' }, type: 'money' }],
  items: [{ id: 'u1', subject: 1, name: '张三', values: ['580695.10'] }, { id: 'u2', subject: 2, name: null, values: [null] }],
};
