import { Segmented } from 'antd';
import type { PageProps } from '@/pages';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { Page } from '@/parts/page/Page';
import { Rules } from './Rules';
import { strings } from './strings';
import { Watch } from './Watch';
import './IdentityPage.css';

const tabs = ['watch', 'rules'] as const;

/** Where the rules stopped by themselves, and the rules. */
export default function IdentityPage(_: PageProps) {
  const t = useStrings(strings);
  const [s, set] = useUrlState({ tab: p.oneOf(tabs, 'watch') });
  return (
    <Page title={t('title')} lead={t('lead')} toolbar={<Segmented value={s.tab} onChange={(v) => set({ tab: v as typeof s.tab }, { push: true })} options={tabs.map((x) => ({ value: x, label: t(x) }))} />}>
      {s.tab === 'watch' ? <Watch /> : <Rules />}
    </Page>
  );
}
