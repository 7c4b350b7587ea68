import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { DocumentEditor } from '@/parts/docs/DocumentEditor';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import { fitted, isKind, kinds, type Doc } from './doc';
import { Form } from './Form';
import { Side } from './Side';
import { strings } from './strings';
import { templates } from './templates';
import './tasks.css';

const asks = ['taskCounts', 'listResources', 'vocabulary', 'documentVersions', 'getDocument'] as const;

/** A task, check-in or badge that is there, or a new one from a template (?kind=task&from=first) or a copy (?copy=SLUG). */
export default function EditPage({ params }: PageProps) {
  const t = useStrings(strings);
  const [s] = useUrlState({ kind: p.oneOf(kinds, 'task'), from: p.text(''), copy: p.text('') });
  const kind = isKind(params.kind) ? params.kind : s.kind, slug = params.slug ?? '', source = slug || s.copy;
  const q = useApi('getDocument', { kind, slug: source }, { enabled: source !== '', keep: false, live: false });
  const vocabulary = useVocabulary();
  const template = useMemo(() => templates.find((x) => x.kind === kind && x.id === s.from) ?? templates.find((x) => x.kind === kind), [kind, s.from]);
  const words = { untitled: t('untitled'), fresh: t(`newOf_${kind}`) };
  const parts = { kind, home: `/tasks?tab=${kind}`, at: (id: string) => `/tasks/${kind}/${encodeURIComponent(id)}`, words, asks: [...asks], form: (x: Parameters<typeof Form>[0]) => <Form {...x} kind={kind} />, side: (d: Doc) => <Side kind={kind} doc={d} slug={slug} /> };
  if (source !== '' && !q.data) return <Page title={t('title')} back="/tasks"><Await query={q} shape="page">{() => null}</Await></Page>;
  if (slug && q.data) return <DocumentEditor<Doc> key={slug} {...parts} saved={q.data} base={q.data.document as Doc} />;
  if (q.data) return <DocumentEditor<Doc> key={source} {...parts} from={`copy-${source}`} saved={null} base={{ ...(q.data.document as Doc), ...(kind === 'badge' ? {} : { active: false }) }} />;
  if (!vocabulary.data) return <Page title={words.fresh} back="/tasks"><Loading shape="page" /></Page>;
  return <DocumentEditor<Doc> key={s.from} {...parts} from={s.from} saved={null} base={fitted(template?.doc ?? {}, vocabulary.data.currencies.map((c) => c.slug), vocabulary.data.coupons.map((c) => c.slug))} />;
}
