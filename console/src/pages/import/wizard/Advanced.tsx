import { Checkbox, InputNumber } from 'antd';
import type { FileColumn } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { ZoneSelect } from '@/parts/fields/ZoneSelect';
import { CommitInput } from './CommitInput';
import { Condition } from './Condition';
import { kindOf, leaveOutOf, put, refundsOf, setFixedEvent, setFixedTime, setLeaveOut, setRefunds, type Doc } from './mapping';
import { strings } from './strings';
import './Advanced.css';

/** What few files need. Open from the start when the mapping says any of it. */
export function Advanced({ doc, columns, csv, onChange }: { doc: Doc; columns: readonly FileColumn[]; csv: boolean; onChange: (change: (d: Doc) => Doc) => void }) {
  const t = useStrings(strings);
  const { zone } = useWorkspace();
  const kind = kindOf(doc), money = kind === 'orders' || kind === 'events';
  const refunds = refundsOf(doc);
  const str = (k: string): string => (typeof doc[k] === 'string' ? (doc[k] as string) : '');
  const used = doc.refunds !== undefined || doc.leave_out !== undefined || doc.line_items === true || doc.zone !== undefined || doc.time !== undefined || doc.event !== undefined;
  return (
    <details className="advanced" open={used || undefined}>
      <summary>{t(money ? 'advanced' : 'advancedPlain')}</summary>
      <div className="advanced-body">
        {kind === 'orders' && <Checkbox checked={doc.line_items === true} onChange={(e) => onChange((d) => put(d, 'line_items', e.target.checked || undefined))}>{t('lineItems')}</Checkbox>}
        {money && <>
          <Checkbox checked={refunds.negative} onChange={(e) => onChange((d) => setRefunds(d, { ...refundsOf(d), negative: e.target.checked }))}>{t('refundNegative')}</Checkbox>
          <Condition label={t('refundWhen')} value={refunds} columns={columns} onChange={(w) => onChange((d) => setRefunds(d, { ...refundsOf(d), ...w }))} />
        </>}
        <Condition label={t('leaveWhen')} value={leaveOutOf(doc)} columns={columns} onChange={(w) => onChange((d) => setLeaveOut(d, w))} />
        <div className="advanced-grid">
          {money && <Field label={t('refundPrefix')}><CommitInput value={refunds.prefix} maxLength={60} onCommit={(prefix) => onChange((d) => setRefunds(d, { ...refundsOf(d), prefix }))} /></Field>}
          {kind === 'events' && <Field label={t('fixedEvent')}><CommitInput value={str('event')} placeholder="page_viewed" maxLength={120} onCommit={(v) => onChange((d) => setFixedEvent(d, v))} /></Field>}
          <Field label={t('fixedTime')} help={t('fixedTimeHelp')}><CommitInput value={str('time')} maxLength={40} onCommit={(v) => onChange((d) => setFixedTime(d, v))} /></Field>
          <Field label={t('zone')} help={t('zoneHelp', { zone })}><ZoneSelect label={t('zone')} value={str('zone') || zone} onChange={(z) => onChange((d) => put(d, 'zone', z === zone ? '' : z))} /></Field>
          {csv && <Field label={t('skipLines')}><InputNumber min={0} max={10000} precision={0} value={typeof doc.skip_lines === 'number' ? doc.skip_lines : 0} onChange={(n) => onChange((d) => put(d, 'skip_lines', n || undefined))} /></Field>}
        </div>
        {csv && <Checkbox checked={doc.decimal_comma === true} onChange={(e) => onChange((d) => put(d, 'decimal_comma', e.target.checked || undefined))}>{t('decimalComma')}</Checkbox>}
      </div>
    </details>
  );
}
