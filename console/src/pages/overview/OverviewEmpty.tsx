import { App, Button } from 'antd';
import { Link } from 'wouter';
import { useSend } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Problem } from '@/parts/feedback/Problem';
import { strings } from './strings';
import './OverviewEmpty.css';

/** An empty workspace teaches: bring your own data, or look around in a made-up brand. */
export function OverviewEmpty() {
  const t = useStrings(strings), { message } = App.useApp();
  const may = useCan('operator');
  const demo = useSend('loadDemo', ['listJobs']);
  if (!may) return <EmptyState kind="nothing" title={t('emptyTitle')} />;
  return (
    <EmptyState kind="nothing" title={t('emptyTitle')} help={t('emptyHelp')} action={
      <div className="overview-empty">
        <Link href="/import"><Button type="primary">{t('importNow')}</Button></Link>
        <Link href="/connect"><Button>{t('connectNow')}</Button></Link>
        <Button loading={demo.isPending} onClick={() => demo.mutate({}, { onSuccess: () => void message.success(t('demoStarted')) })}>{t('demo')}</Button>
        {demo.isError && <Problem inline error={demo.error} />}
      </div>} />
  );
}
