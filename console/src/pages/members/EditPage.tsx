import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { p, useUrlState } from '@/hooks/useUrlState';
import { Await } from '@/parts/feedback/Await';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import type { Doc } from './doc';
import { Editor } from './Editor';
import { strings } from './strings';
import { templates } from './templates';

/** A programme that is there, or a new one from a template (?from=growth). */
export default function EditPage({ params }: PageProps) {
  const t = useStrings(strings);
  const slug = params.slug;
  const [{ from }] = useUrlState({ from: p.text('blank') });
  const q = useApi('getDocument', { kind: 'programme', slug: slug ?? '' }, { enabled: slug !== undefined, keep: false, live: false });
  const template = templates.find((x) => x.id === from) ?? templates[templates.length - 1];
  if (slug === undefined) return <Editor key={from} from={from} saved={null} base={template?.doc ?? {}} />;
  if (q.data) return <Editor key={slug} saved={q.data} base={q.data.document as Doc} />;
  return <Page title={t('title')} back="/members"><Await query={q} shape="page">{() => null}</Await></Page>;
}
