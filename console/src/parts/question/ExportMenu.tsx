import { App, Button, Dropdown } from 'antd';
import { usePhone } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { DownloadOutlined } from '@/theme/icons';
import { light } from '@/theme/tokens';
import { download, downloadCsv } from './csv';
import type { Files } from './files';
import { readRange } from './range';
import { useRangeName } from './RangePicker';
import { strings } from './strings';

export interface ExportMenuProps {
  kind: string;
  /** Above the picture. */
  name: string;
  /** The document that was asked; its period is said under the name. */
  question: object | null;
  asOf: string | undefined;
  /** Null: there is no answer yet. */
  files: Files | null;
  /** On a tile: a small button without words, which says whose files they are. */
  of?: string;
}

/** The table of an answer as CSV, its picture as PNG. */
export function ExportMenu({ kind, name, question, asOf, files, of }: ExportMenuProps) {
  const t = useStrings(strings), f = useFormat(), rangeIn = useRangeName();
  const { message } = App.useApp();
  const phone = usePhone();
  const asked = question as { range?: unknown } | null;
  // An overlap has no period; two moments are in their own picture.
  const range = kind === 'overlap' || asked === null || kind === 'difference' && asked.range === undefined ? '' : rangeIn(readRange(asked.range));
  const file = `${kind}-${f.dayOf(asOf ?? '')}`;
  const png = async () => {
    if (!files?.picture) return;
    try {
      const { pngOf } = await import('@/parts/chart/png');
      const note = [range, `${t('asOfMoment')} ${f.dateTime(asOf)} ${f.zoneLabel()}`].filter(Boolean).join(' · ');
      download(`${file}.png`, await pngOf(files.picture({ tokens: light, format: f, dark: false }), { title: name, note }, 1120, files.height));
    } catch { message.error(t('exportFailed')); }
  };
  const items = [
    { key: 'csv', label: t('exportCsv'), disabled: !files, onClick: () => files && downloadCsv(file, files.csv()) },
    { key: 'png', label: t('exportPng'), disabled: !files?.picture, onClick: () => void png() },
  ];
  const label = of === undefined ? t('exportMenu') : t('exportOf', { name: of });
  return (
    <Dropdown trigger={['click']} menu={{ items }} getPopupContainer={() => (document.fullscreenElement as HTMLElement | null) ?? document.body}>
      <Button {...(of === undefined ? {} : { type: 'text' as const, size: 'small' as const, title: label })} aria-label={label} icon={<DownloadOutlined />}>{phone || of !== undefined ? null : label}</Button>
    </Dropdown>
  );
}
