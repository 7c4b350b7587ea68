import { CheckCircleOutlined } from '@/theme/icons';
import { Segmented, Tag } from 'antd';
import { useApi } from '@/api/hooks';
import type { ImportPreview } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Figures } from './Figures';
import { kindOf } from './mapping';
import { strings } from './strings';
import { isLeftOut, Understood } from './Understood';
import type { Draft } from './useDraft';
import './CheckStep.css';

const ROWS_SHOWN = 100;
type Check = ImportPreview['check'];

/** Rows that the mapping itself leaves out: no mistakes. */
export const leftOut = (c: Check): number => c.reasons.filter((r) => isLeftOut(r.code)).reduce((n, r) => n + r.rows, 0);

function Summary({ check, kind }: { check: Check; kind: string }) {
  const t = useStrings(strings), f = useFormat();
  const out = leftOut(check), bad = check.rejected - out, people = kind !== 'items';
  return (
    <Figures of={[
      { title: t('good'), value: f.count(check.good), note: check.complete ? t('ofRead', { n: check.read }) : t('ofChecked', { n: check.read }) },
      { title: t('rejectedRows'), value: f.count(bad), tone: bad > 0 ? 'bad' : undefined, ...(bad > 0 ? { note: f.rate(bad / check.read) } : {}) },
      ...(out > 0 ? [{ title: t('leftOutRows'), value: f.count(out) }] : []),
      ...(people ? [{ title: t('newPeople'), value: f.count(check.new_people) }, { title: t('knownPeople'), value: f.count(check.known_people) }] : []),
      check.duplicates === null ? { title: t('duplicates'), value: t('unknownYet'), tone: 'quiet' as const } : { title: t('duplicates'), value: f.count(check.duplicates) },
      ...(check.amount_sum !== null ? [{ title: t('sum'), value: f.money(check.amount_sum) }] : []),
      ...(check.time_min ? [{ title: t('span'), value: `${f.dayOf(check.time_min)} – ${f.dayOf(check.time_max)}`, tone: 'text' as const }] : []),
    ]} />
  );
}

/** Step 3: which rows are good and which are not, and why. */
export function CheckStep({ upload, draft, bad, onBad }: { upload: string; draft: Draft; bad: boolean; onBad: (on: boolean) => void }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const rows = useApi('previewUpload', { id: upload, ...draft.body, rows: ROWS_SHOWN, only: bad ? 'rejected' : 'all' }, { live: false, fresh: Infinity, enabled: draft.ready });
  return (
    <Await query={draft.preview} shape="page">
      {({ check }) => (
        <div className="checkstep">
          <Summary check={check} kind={kindOf(draft.doc)} />
          {!check.complete && <p className="checkstep-partial">{t('partial', { n: check.read })}</p>}
          {check.reasons.length === 0 ? <p className="checkstep-good"><CheckCircleOutlined aria-hidden="true" /> {t('allGood')}</p> : (
            <Card title={t('reasons')} flush>
              <Table rows={[...check.reasons].sort((a, b) => b.rows - a.rows)} rowKey={(r) => r.code} label={t('reasons')} columns={[
                { id: 'why', title: t('reason'), cell: (r) => <>{isLeftOut(r.code) && <Tag variant="filled">{t('leftOut')}</Tag>}{pick(r.detail)}</> },
                { id: 'rows', title: t('rows'), align: 'right', width: 110, cell: (r) => f.count(r.rows) },
                { id: 'line', title: t('firstLine'), align: 'right', width: 120, wide: true, cell: (r) => t('atLine', { n: r.first_line }) },
              ]} />
            </Card>
          )}
          <Card title={t('rowsTitle')} flush extra={<><span>{t('first100')}</span><Segmented size="small" value={bad ? 'bad' : 'all'} onChange={(v) => onBad(v === 'bad')} options={[{ value: 'all', label: t('allRows') }, { value: 'bad', label: t('onlyBad') }]} /></>}>
            <Await query={rows} shape="table">{(d) => <Understood rows={d.rows} label={t('previewRows')} maxHeight={520} {...(bad ? { empty: t('allGood') } : {})} />}</Await>
          </Card>
        </div>
      )}
    </Await>
  );
}
