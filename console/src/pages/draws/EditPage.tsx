import { CheckCircleOutlined, CloseCircleOutlined } from '@/theme/icons';
import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { DocumentEditor } from '@/parts/docs/DocumentEditor';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import { begin, costOfTurn, gateOpen, gates, list, noneOf, same, WHOLE, type Doc } from './doc';
import { Form } from './Form';
import { strings } from './strings';
import '../tasks/tasks.css';
import './draws.css';

/** What is still to be said, and what a turn costs on average. */
function Side({ doc }: { doc: Doc }) {
  const t = useStrings(strings), f = useFormat(), open = gateOpen(doc);
  const each = costOfTurn(doc.prizes), budget = Number(doc.budget), none = noneOf(doc.prizes);
  return (
    <>
      <Card title={t('gate')}><ul className="tsk-gates">{gates.map((g) => <li key={g} className={open[g] ? 'tsk-open' : undefined}>{open[g] ? <CheckCircleOutlined /> : <CloseCircleOutlined />}<span>{t(`g_${g}`)} <span className="muted">{t(open[g] ? 'said' : 'missing')}</span></span></li>)}</ul></Card>
      {each > 0 && <Card title={t('expect')}><div className="tsk-side"><span>{t('perTurn', { cost: f.money(each) })}</span>{budget > 0 && <span>{t('turnsInBudget', { n: f.short(Math.floor(budget / each)) })}</span>}{none !== null && none >= 0 && <span className="muted">{t('winRate', { rate: f.rate((WHOLE - none) / WHOLE) })}</span>}</div></Card>}
    </>
  );
}

/** A draw that is there, a copy of one (?copy=SLUG), or a new one. */
export default function EditPage({ params }: PageProps) {
  const t = useStrings(strings);
  const [s] = useUrlState({ copy: p.text('') });
  const slug = params.slug ?? '', source = slug || s.copy;
  const q = useApi('getDocument', { kind: 'draw', slug: source }, { enabled: source !== '', keep: false, live: false });
  const now = useApi('getDraw', { slug }, { enabled: slug !== '', live: false });
  const vocabulary = useVocabulary();
  const turns = now.data?.turns ?? 0;
  const parts = {
    kind: 'draw', home: '/draws', at: (id: string) => `/draws/${encodeURIComponent(id)}`, words: { untitled: t('untitled'), fresh: t('newDraw') }, asks: ['listDraws', 'getDraw', 'listResources', 'documentVersions', 'getDocument'] as const,
    form: (x: Parameters<typeof Form>[0]) => <Form {...x} />, side: (d: Doc) => <Side doc={d} />,
    consequences: (before: Doc | null, after: Doc) => (before && turns > 0 && !same(list(before.prizes), list(after.prizes)) ? [t('changesBegan', { n: turns }), t('changes')] : []),
  };
  if (source !== '' && !q.data) return <Page title={t('title')} back="/draws"><Await query={q} shape="page">{() => null}</Await></Page>;
  if (slug && q.data) return <DocumentEditor<Doc> key={slug} {...parts} saved={q.data} base={q.data.document as Doc} />;
  if (q.data) return <DocumentEditor<Doc> key={source} {...parts} from={`copy-${source}`} saved={null} base={q.data.document as Doc} />;
  if (!vocabulary.data) return <Page title={t('newDraw')} back="/draws"><Loading shape="page" /></Page>;
  return <DocumentEditor<Doc> {...parts} saved={null} base={begin(vocabulary.data.currencies.find((c) => c.slug === 'points')?.slug ?? vocabulary.data.currencies[0]?.slug)} />;
}
