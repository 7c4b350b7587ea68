import { CheckCircleOutlined, CloseCircleOutlined } from '@/theme/icons';
import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useDebounced } from '@/hooks/useDebounced';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { DocumentEditor } from '@/parts/docs/DocumentEditor';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import { begin, gateOpen, gates, gives, type Doc } from './doc';
import { Form } from './Form';
import { strings } from './strings';
import '../tasks/tasks.css';
import './boards.css';

/** The first ten by these rules, asked when typing has stopped. */
function Preview({ doc, slug }: { doc: Doc; slug: string }) {
  const t = useStrings(strings), f = useFormat(), sees = useCan('analyst');
  const text = useDebounced(JSON.stringify({ kind: 'leaderboard', slug: slug || 'preview', ...doc }), 600);
  const asked = useMemo(() => ({ doc: JSON.parse(text) as Record<string, unknown> }), [text]);
  const q = useApi('previewLeaderboard', asked as never, { enabled: sees && Boolean(doc.score?.trim()), live: false, fresh: 60_000, keep: false });
  if (!sees) return null;
  const d = q.data, last = d ? new Date(Date.parse(d.period.until) - 1).toISOString() : '';
  return (
    <Card title={t('preview')}>
      {!d ? (q.isFetching ? <Loading shape="text" /> : <p className="muted">{t('previewWait')}</p>)
        : <><p className="muted">{t('previewOf', { span: t('span', { from: f.dayOf(d.period.from), until: f.dayOf(last) }), n: f.count(d.period.people) })}</p>
          {d.items.length === 0 ? <p>{t('previewNone')}</p> : <ol className="brd-ten">{d.items.map((x) => <li key={x.position}><span className="num">{x.rank}</span><span>{x.name ?? x.id ?? t('erased')}</span><span className="num">{f.decimal(x.score)}</span></li>)}</ol>}</>}
    </Card>
  );
}

function Side({ doc, slug }: { doc: Doc; slug: string }) {
  const t = useStrings(strings), open = gateOpen(doc);
  return (
    <>
      {gives(doc) && <Card title={t('gate')} help={t('gateHelp')}><ul className="tsk-gates">{gates.map((g) => <li key={g} className={open[g] ? 'tsk-open' : undefined}>{open[g] ? <CheckCircleOutlined /> : <CloseCircleOutlined />}<span>{t(`g_${g}`)} <span className="muted">{t(open[g] ? 'said' : 'missing')}</span></span></li>)}</ul></Card>}
      <Preview doc={doc} slug={slug} />
    </>
  );
}

/** A leaderboard that is there, a copy of one (?copy=SLUG), or a new one. */
export default function EditPage({ params }: PageProps) {
  const t = useStrings(strings);
  const [s] = useUrlState({ copy: p.text('') });
  const slug = params.slug ?? '', source = slug || s.copy;
  const q = useApi('getDocument', { kind: 'leaderboard', slug: source }, { enabled: source !== '', keep: false, live: false });
  const parts = {
    kind: 'leaderboard', home: '/leaderboards', at: (id: string) => `/leaderboards/${encodeURIComponent(id)}`, words: { untitled: t('untitled'), fresh: t('newBoard') }, asks: ['listLeaderboards', 'getLeaderboard', 'getStandings', 'listResources', 'documentVersions', 'getDocument'] as const,
    form: (x: Parameters<typeof Form>[0]) => <Form {...x} />, side: (d: Doc) => <Side doc={d} slug={slug} />,
    consequences: (before: Doc | null, after: Doc) => (before?.active && (before.score !== after.score || before.people !== after.people || before.period !== after.period) ? [t('changes')] : []),
  };
  if (source !== '' && !q.data) return <Page title={t('title')} back="/leaderboards"><Await query={q} shape="page">{() => null}</Await></Page>;
  if (slug && q.data) return <DocumentEditor<Doc> key={slug} {...parts} saved={q.data} base={q.data.document as Doc} />;
  if (q.data) return <DocumentEditor<Doc> key={source} {...parts} from={`copy-${source}`} saved={null} base={{ ...(q.data.document as Doc), active: false }} />;
  return <DocumentEditor<Doc> {...parts} saved={null} base={begin()} />;
}
