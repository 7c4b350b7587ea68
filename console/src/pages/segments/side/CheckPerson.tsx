import { Button, Input } from 'antd';
import { Link } from 'wouter';
import { useEffect, useState } from 'react';
import { useApi } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { strings } from '../strings';
import { WhyTree } from './WhyTree';
import './CheckPerson.css';

/** Why in, why not in (rule 6): any identity, against the rule as it stands. */
export function CheckPerson({ expression, asOf }: { expression: string | undefined; asOf: string | undefined }) {
  const t = useStrings(strings), role = useStrings(roleNames);
  const may = useCan('analyst');
  const [{ person }, set] = useUrlState({ person: p.text() });
  const [typed, setTyped] = useState(person);
  useEffect(() => setTyped(person), [person]);
  const why = useApi('explainPerson', { expression: expression ?? '', person, ...(asOf ? { as_of: asOf } : {}) }, { enabled: may && person !== '' && expression !== undefined, live: false });
  return (
    <Card title={t('check')}>
      {!may ? <p className="check-note">{t('sampleNeeds', { role: role('analyst') })}</p> : (
        <form className="check" onSubmit={(e) => { e.preventDefault(); set({ person: typed.trim() }); }}>
          <Input aria-label={t('checkHint')} placeholder={t('checkHint')} value={typed} allowClear onChange={(e) => { setTyped(e.target.value); if (e.target.value === '') set({ person: '' }); }} />
          <Button htmlType="submit" disabled={typed.trim() === ''}>{t('checkGo')}</Button>
        </form>
      )}
      {may && person !== '' && expression !== undefined && (
        <div className="check-answer">
          <Await query={why} shape="text">
            {(d) => (
              <>
                <p className={d.member ? 'check-verdict check-in' : 'check-verdict check-out'}><strong>{d.member ? t('isIn') : t('isOut')}</strong><Link href={`/people/${encodeURIComponent(d.person.id)}`}>{t('openPerson', { id: d.person.id })}</Link></p>
                <WhyTree why={d.tree} />
              </>
            )}
          </Await>
        </div>
      )}
    </Card>
  );
}
