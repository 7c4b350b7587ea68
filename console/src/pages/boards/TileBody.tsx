import { Suspense } from 'react';
import { useApi } from '@/api/hooks';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { useStrings } from '@/i18n/lang';
import type { Filters } from './doc';
import { pictures } from './pictures';
import { strings } from './strings';

/** The picture of a kept question, asked with the board's filters. */
export function TileBody({ slug, filters }: { slug: string; filters: Filters }) {
  const t = useStrings(strings);
  const q = useApi('askSaved', { slug, ...(filters.range === undefined ? {} : { range: filters.range }), ...(filters.who ? { who: filters.who } : {}) }, { live: false, fresh: 120_000 });
  return (
    <Await query={q} shape="chart">
      {(d) => {
        const Picture = pictures.get(d.asks);
        return Picture ? <Suspense fallback={<Loading shape="chart" />}><Picture answer={d.answer as never} question={d.question} /></Suspense> : <p className="muted">{t('noPicture')}</p>;
      }}
    </Await>
  );
}
