import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApi } from '@/api/hooks';
import type { Job } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { JobCard } from '@/shell/JobCard';
import '@/shell/Tasks.css';
import { strings } from './strings';
import './ActiveImports.css';

const isActive = (j: Job): boolean => (j.kind === 'import' || j.kind === 'demo') && (j.status === 'queued' || j.status === 'running');

/** Imports that wait or run, live; the history is asked again when one ends. */
export function ActiveImports() {
  const t = useStrings(strings), client = useQueryClient();
  const jobs = useApi('listJobs', { limit: 20 }, { fresh: 60_000 });
  const active = jobs.data?.items.filter(isActive) ?? [];
  const ids = active.map((j) => j.id).join();
  useEffect(() => () => { void client.invalidateQueries({ queryKey: ['listImports'] }); }, [ids, client]);
  if (active.length === 0) return null;
  return <Card title={t('active')} flush><ul className="active-imports">{active.map((j) => <li key={j.id}><JobCard job={j} /></li>)}</ul></Card>;
}
