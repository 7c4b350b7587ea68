import { CompassOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { Link } from 'wouter';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Page } from '@/parts/page/Page';
import { strings } from './strings';
import { showPanel } from '@/shell/ui';

export default function NotFoundPage() {
  const t = useStrings(strings);
  return (
    <Page title={t('title')}>
      <EmptyState kind="nothing" icon={<CompassOutlined />} title={t('nothing')} help={t('help')} action={<><Button type="primary" onClick={() => showPanel('palette')}>{t('search')}</Button><Link href="/">{t('home')}</Link></>} />
    </Page>
  );
}
