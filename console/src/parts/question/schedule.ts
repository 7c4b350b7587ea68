import { choiceOf, countOf, fields, textOf } from './read';

export const everies = ['never', 'day', 'week', 'month'] as const;
/** When a kept question is asked by itself, in the workspace's zone; weekdays from 1 (Monday). */
export interface Schedule { every: (typeof everies)[number]; day: number; at: string }

export function readSchedule(v: unknown): Schedule {
  const o = fields(v);
  const every = o ? choiceOf(o.every, everies, 'day') : 'never';
  return { every, day: every === 'week' || every === 'month' ? countOf(o?.day, 1, every === 'week' ? 7 : 31, 1) : 1, at: textOf(o?.at) || '08:00' };
}

/** As the document holds it; undefined: only when somebody asks. */
export function writeSchedule(s: Schedule): object | undefined {
  if (s.every === 'never') return undefined;
  return s.every === 'day' ? { every: s.every, at: s.at } : { every: s.every, day: s.day, at: s.at };
}

/** Monday is 1. */
export const weekdayName = (day: number, lang: 'zh' | 'en'): string => new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { weekday: lang === 'zh' ? 'short' : 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));
