import { useLocation } from 'wouter';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Card } from '@/parts/page/Card';
import { types } from './doc';
import { strings } from './strings';
import '@/parts/docs/docs.css';

/** What one can begin with. */
export function Begin({ reason }: { reason: string | null }) {
  const t = useStrings(strings);
  const [, go] = useLocation();
  return (
    <div className="doc-templates">
      {types.map((x) => <Card key={x} title={t(x)}><p>{t(`about_${x}`)}</p><ActionButton {...(x === types[0] ? { type: 'primary' as const } : {})} reason={reason} aria-label={t('useOf', { what: t(x) })} onClick={() => go(`/promotions/new?type=${x}`)}>{t('use')}</ActionButton></Card>)}
    </div>
  );
}
