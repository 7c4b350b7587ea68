import { CheckCircleOutlined, InfoCircleOutlined, WarningOutlined } from '@/theme/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { Inspection } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { CommitInput } from './CommitInput';
import { leftOut } from './CheckStep';
import { kindOf, put, stem } from './mapping';
import { strings } from './strings';
import type { Draft } from './useDraft';
import './ImpactStep.css';

type Tone = 'do' | 'note' | 'warn';
const icon: Record<Tone, ReactNode> = { do: <CheckCircleOutlined />, note: <InfoCircleOutlined />, warn: <WarningOutlined /> };

/** Step 4: what will happen, before it happens; and under which name rows will be known again. */
export function ImpactStep({ look, draft, error }: { look: Inspection; draft: Draft; error: unknown }) {
  const t = useStrings(strings);
  const source = typeof draft.doc.source === 'string' ? draft.doc.source : '';
  const setSource = (v: string) => draft.setDoc((d) => put(d, 'source', v.trim()));
  return (
    <div className="impactstep">
      <Card title={t('willTitle')}>
        <Await query={draft.preview} shape="text">
          {({ check }) => {
            const known = check.duplicates !== null && check.duplicates === check.good && check.good > 0;
            const list: [Tone, string][] = [
              ...(known ? [['warn', t('allKnown', { n: check.good })] as [Tone, string]] : [
                ['do', check.complete ? t('willRows', { n: check.good }) : t('willAtLeast', { n: check.good })] as [Tone, string],
                ['do', kindOf(draft.doc) === 'items' ? t('willItems') : t(check.complete ? 'willPeople' : 'willPeopleAtLeast', { new: check.new_people, known: check.known_people })] as [Tone, string],
              ]),
              ...(check.rejected > 0 ? [[check.rejected > leftOut(check) ? 'warn' : 'note', t('willReject', { n: check.rejected })] as [Tone, string]] : []),
              ...(known ? [] : [['note', t('willLive')], ['note', t('willNotUndo')]] as [Tone, string][]),
            ];
            return <ul className="impactstep-list">{list.map(([tone, text]) => <li key={text} className={`impactstep-${tone}`}><span aria-hidden="true">{icon[tone]}</span>{text}</li>)}</ul>;
          }}
        </Await>
      </Card>
      <Card title={t('sourceTitle')} help={t('sourceHelp')}>
        <div className="form">
          <Field label={t('sourceTitle')} help={source ? undefined : t('sourceDefault')}><CommitInput value={source} placeholder={stem(look.upload.name)} maxLength={120} onCommit={setSource} /></Field>
          {look.sources.length > 0 && <p className="impactstep-like">{t('sourceLike')}{look.sources.map((s) => <Button key={s} size="small" type={s === source ? 'primary' : 'default'} onClick={() => setSource(s)}>{s}</Button>)}</p>}
        </div>
      </Card>
      {error != null && <Problem inline error={error} />}
    </div>
  );
}
