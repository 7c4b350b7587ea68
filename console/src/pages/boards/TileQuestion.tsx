import { Suspense } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { CellDrawer } from '@/parts/question/CellDrawer';
import { ExportMenu } from '@/parts/question/ExportMenu';
import { CellScope } from '@/parts/question/useCell';
import { hrefOf, ofFilters, writeFilters, type Filters } from './doc';
import { files } from './files';
import { pictures } from './pictures';
import { strings } from './strings';

export interface TileQuestionProps { slug: string; /** Of the tile, unlike any other's of the board. */ scope: string; name: string; filters: Filters; asOf: string; editing: boolean }

/** A kept question asked with the board's filters: its numbers open their people here, its name opens it with the filters. */
export function TileQuestion({ slug, scope, name, filters, asOf, editing }: TileQuestionProps) {
  const t = useStrings(strings);
  const q = useApi('askSaved', { slug, ...writeFilters(filters), ...(asOf ? { as_of: asOf } : {}) }, { live: false, fresh: 120_000 });
  const WithFiles = q.data && files.get(q.data.asks);
  return (
    <CellScope.Provider value={scope}>
      <div className="tile-head">
        <h2 className="tile-title">{editing ? name : <Link href={hrefOf(slug, filters, asOf, q.data)} title={t('openQuestion', { title: name })}>{name}</Link>}</h2>
        {q.data && WithFiles && !editing && !q.isError && <Suspense><WithFiles answer={q.data.answer as never} question={q.data.question}>
          {(made) => q.data && <ExportMenu of={name} kind={q.data.asks} name={name} question={q.data.question} asOf={String(q.data.answer.as_of)} files={made} />}
        </WithFiles></Suspense>}
      </div>
      <div className="tile-body">
        {ofFilters(q.error) ? <p className="tile-quiet">{t('notAsked')}</p> : <Await query={q} shape="chart">
          {(d) => {
            const known = pictures.get(d.asks);
            if (!known) return <p className="muted">{t('noPicture')}</p>;
            const { Picture, op } = known;
            return (
              <>
                <Suspense fallback={<Loading shape="chart" />}><Picture answer={d.answer as never} question={d.question} /></Suspense>
                <CellDrawer op={op} question={d.question} asOf={String(d.answer.as_of)} />
              </>
            );
          }}
        </Await>}
      </div>
    </CellScope.Provider>
  );
}
