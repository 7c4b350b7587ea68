import { useEffect } from 'react';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { Await } from '@/parts/feedback/Await';
import { Page } from '@/parts/page/Page';
import { Backups } from './Backups';
import { FilesCard } from './FilesCard';
import { strings } from './strings';
import { VerifyCard } from './VerifyCard';
import { WritingCard } from './WritingCard';
import './CarePage.css';

/** Whether the data is safe: written, whole, and somewhere else too. */
export default function CarePage(_: PageProps) {
  const t = useStrings(strings);
  const care = useApi('getCare', {}, { fresh: 5_000 });
  const backups = useApi('listJobs', { kind: 'backup', limit: 1 }, { fresh: 0 });
  const verifies = useApi('listJobs', { kind: 'verify', limit: 1 }, { fresh: 0 });
  const backup = backups.data?.items[0], verify = verifies.data?.items[0];
  const { refetch } = care;
  useEffect(() => { if (backup?.status === 'done') void refetch(); }, [backup?.id, backup?.status, refetch]);
  return (
    <Page title={t('title')} lead={t('lead')} narrow>
      <Await query={care} shape="text">
        {(d) => (
          <div className="page-content">
            <WritingCard writing={d.writing} />
            <Backups backups={d.backups} job={backup} />
            <VerifyCard job={verify} ready={verifies.data !== undefined} />
            <FilesCard files={d.files} ids={d.message_ids} />
          </div>
        )}
      </Await>
    </Page>
  );
}
