import { CheckCircleOutlined, CloseCircleOutlined } from '@/theme/icons';
import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { DocumentEditor } from '@/parts/docs/DocumentEditor';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import { begin, gateOpen, gates, same, type Doc } from './doc';
import { Form } from './Form';
import { strings } from './strings';
import '../tasks/tasks.css';
import './mall.css';

function Side({ doc }: { doc: Doc }) {
  const t = useStrings(strings), open = gateOpen(doc);
  return <Card title={t('gate')}><ul className="tsk-gates">{gates.map((g) => <li key={g} className={open[g] ? 'tsk-open' : undefined}>{open[g] ? <CheckCircleOutlined /> : <CloseCircleOutlined />}<span>{t(`g_${g}`)} <span className="muted">{t(open[g] ? 'said' : 'missing')}</span></span></li>)}</ul></Card>;
}

/** An item that is there, a copy of one (?copy=SLUG), or a new one. */
export default function EditPage({ params }: PageProps) {
  const t = useStrings(strings);
  const [s] = useUrlState({ copy: p.text('') });
  const slug = params.slug ?? '', source = slug || s.copy;
  const q = useApi('getDocument', { kind: 'mall_item', slug: source }, { enabled: source !== '', keep: false, live: false });
  const vocabulary = useVocabulary();
  const parts = {
    kind: 'mall_item', home: '/mall', at: (id: string) => `/mall/${encodeURIComponent(id)}`, words: { untitled: t('untitled'), fresh: t('newItem') }, asks: ['listMallItems', 'getMallItem', 'listResources', 'documentVersions', 'getDocument'] as const,
    form: (x: Parameters<typeof Form>[0]) => <Form {...x} />, side: (d: Doc) => <Side doc={d} />,
    consequences: (before: Doc | null, after: Doc) => (before?.active && (!same(before.price, after.price) || !same(before.levels, after.levels)) ? [t('changes')] : []),
  };
  if (source !== '' && !q.data) return <Page title={t('title')} back="/mall"><Await query={q} shape="page">{() => null}</Await></Page>;
  if (slug && q.data) return <DocumentEditor<Doc> key={slug} {...parts} saved={q.data} base={q.data.document as Doc} />;
  if (q.data) return <DocumentEditor<Doc> key={source} {...parts} from={`copy-${source}`} saved={null} base={{ ...(q.data.document as Doc), active: false }} />;
  if (!vocabulary.data) return <Page title={t('newItem')} back="/mall"><Loading shape="page" /></Page>;
  return <DocumentEditor<Doc> {...parts} saved={null} base={begin(vocabulary.data.currencies.find((c) => c.slug === 'points')?.slug ?? vocabulary.data.currencies[0]?.slug)} />;
}
