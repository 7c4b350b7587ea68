import { Segmented } from 'antd';
import { useRef } from 'react';
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
  // Rules that are being edited stay when one looks at the list meanwhile.
  const edited = useRef(false);
  edited.current ||= s.tab === 'rules';
  return (
    <Page title={t('title')} lead={t('lead')} toolbar={<Segmented value={s.tab} onChange={(v) => set({ tab: v as typeof s.tab }, { push: true })} options={tabs.map((x) => ({ value: x, label: t(x) }))} />}>
      {s.tab === 'watch' && <Watch />}
      {edited.current && <div hidden={s.tab !== 'rules'}><Rules /></div>}
    </Page>
  );
}
