import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { DocumentEditor } from '@/parts/docs/DocumentEditor';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { Page } from '@/parts/page/Page';
import { begin, same, types, type Doc } from './doc';
import { Form } from './Form';
import { strings } from './strings';
import './promotions.css';

const asks = ['listPromotions', 'getPromotion', 'listResources', 'documentVersions', 'getDocument'] as const;

/** A promotion that is there, a copy of one (?copy=SLUG), or a new one (?type=pre_sale). */
export default function EditPage({ params }: PageProps) {
  const t = useStrings(strings);
  const [s] = useUrlState({ type: p.oneOf(types, 'flash_sale'), copy: p.text('') });
  const slug = params.slug ?? '', source = slug || s.copy;
  const q = useApi('getDocument', { kind: 'promotion', slug: source }, { enabled: source !== '', keep: false, live: false });
  const vocabulary = useVocabulary(), some = useApi('listItems', { active: true, limit: 1 }, { live: false });
  const first = some.data?.items[0];
  const parts = {
    kind: 'promotion', home: '/promotions', at: (id: string) => `/promotions/${encodeURIComponent(id)}`, words: { untitled: t('untitled'), fresh: t('newOne') }, asks: [...asks],
    form: (x: Omit<Parameters<typeof Form>[0], 'first'>) => <Form {...x} first={first} />,
    consequences: (before: Doc | null, after: Doc) => (before && !(same(before.items, after.items) && same(before.percent_off, after.percent_off)) ? [t('changes')] : []),
  };
  if (source !== '' && !q.data) return <Page title={t('promotions')} back="/promotions"><Await query={q} shape="page">{() => null}</Await></Page>;
  if (slug && q.data) return <DocumentEditor<Doc> key={slug} {...parts} saved={q.data} base={q.data.document as Doc} />;
  if (q.data) return <DocumentEditor<Doc> key={source} {...parts} from={`copy-${source}`} saved={null} base={q.data.document as Doc} />;
  if (!vocabulary.data || some.isPending) return <Page title={t('newOne')} back="/promotions"><Loading shape="page" /></Page>;
  return <DocumentEditor<Doc> key={s.type} {...parts} from={s.type} saved={null} base={begin(s.type, first, vocabulary.data.programmes[0]?.slug)} />;
}
