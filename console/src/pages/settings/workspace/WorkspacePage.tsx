import type { PageProps } from '@/pages';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { strings } from '../strings';
import { Facts } from './Facts';
import { RetentionForm } from './RetentionForm';
import { WorkspaceForm } from './WorkspaceForm';

export default function WorkspacePage(_: PageProps) {
  const t = useStrings(strings);
  const q = useApi('getWorkspace', {});
  return (
    <Page title={t('workspace')} narrow>
      <Await query={q} shape="text">
        {(w) => (
          <div className="page-content">
            <Card title={t('general')}><WorkspaceForm key={`${w.title}|${w.zone}|${w.currency}|${w.week_start}`} workspace={w} /></Card>
            <Card title={t('retention')}><RetentionForm key={w.retention} workspace={w} /></Card>
            <Card title={t('facts')}><Facts workspace={w} /></Card>
          </div>
        )}
      </Await>
    </Page>
  );
}
