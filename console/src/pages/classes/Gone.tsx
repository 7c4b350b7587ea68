import { App, Button } from 'antd';
import { Link } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { strings } from './strings';
import './now/NowTab.css';

/** No such classification: if it was archived its versions are still there, and the newest can be saved again. */
export function Gone({ slug, title }: { slug: string; title: string }) {
  const t = useStrings(strings), { message } = App.useApp();
  const may = useCan('operator');
  const versions = useApi('classificationVersions', { slug });
  const save = useSend('putClassification', ['getClassification', 'listClassifications', 'classificationVersions', 'vocabulary']);
  const newest = versions.data?.items[0];
  if (versions.isPending) return <Loading shape="page" />;
  const link = <Link href="/classes"><Button>{t('all')}</Button></Link>;
  if (!newest) return <EmptyState kind="nothing" title={t('gone', { slug })} help={t('neverHelp')} action={link} />;
  const restore = () => save.mutate({ slug, yaml: newest.yaml }, { onSuccess: () => void message.success(t('restored', { name: title })) });
  return (
    <EmptyState kind="nothing" title={t('gone', { slug })} help={t('goneHelp')} action={
      <div className="class-gone">
        <ActionButton type="primary" loading={save.isPending} reason={!may && t('needOperator')} onClick={restore}>{t('restore', { n: newest.version })}</ActionButton> {link}
        {save.isError && <Problem inline error={save.error} />}
      </div>} />
  );
}
