import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useApi } from '@/api/hooks';
import type { Items, Version } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { DiffView } from './DiffView';
import { strings } from './strings';

function Difference({ slug, b }: { slug: string; b: number }) {
  const t = useStrings(strings);
  const q = useApi('diffClassification', { slug, a: b - 1, b }, { fresh: Infinity, live: false });
  return <Await query={q} shape="text">{(d) => <DiffView lines={d.lines} label={t('changes')} />}</Await>;
}

export interface VersionsProps { slug: string; query: UseQueryResult<Items<Version>, Error>; current: number; onDraft?: ((yaml: string) => void) | undefined }

/** Every version with what it changed; any of them can be the start of the next. */
export function Versions({ slug, query, current, onDraft }: VersionsProps) {
  const t = useStrings(strings), f = useFormat();
  const [shown, setShown] = useState<number | null>(null);
  return (
    <Card flush title={t('versions')} help={t('versionsHelp')}>
      <Await query={query} shape="table">
        {(d) => (
          <Table rows={d.items} rowKey={(r) => String(r.version)} label={t('versions')} detail={(r) => (r.version === shown ? <Difference slug={slug} b={r.version} /> : null)} columns={[
            { id: 'version', title: t('version'), width: 140, cell: (r) => <>{f.count(r.version)} {r.version === current && <Tag variant="filled">{t('current')}</Tag>}</> },
            { id: 'at', title: t('when'), cell: (r) => <Time v={r.at} /> },
            { id: 'who', title: t('who'), cell: (r) => (r.author === 'shoal' ? t('shoal') : r.author) },
            { id: 'changes', title: t('changes'), align: 'right', cell: (r) => (
              <>
                {r.version > 1 ? <Button size="small" type="link" aria-expanded={shown === r.version} onClick={() => setShown(shown === r.version ? null : r.version)}>{t(shown === r.version ? 'hideChanges' : 'showChanges')}</Button> : <span className="muted">{t('firstVersion')}</span>}
                {onDraft && r.version !== current && <Button size="small" type="link" onClick={() => onDraft(r.yaml)}>{t('asDraft')}</Button>}
              </>) },
          ]} />
        )}
      </Await>
    </Card>
  );
}
