import { Segmented, Select } from 'antd';
import type { Inspection } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Advanced } from './Advanced';
import { leftOut } from './CheckStep';
import { Earlier } from './Earlier';
import { FieldTable } from './FieldTable';
import { FileForm, type Hints } from './FileForm';
import { KindCards } from './KindCards';
import { keepsRest, kindOf, missing, put, type Kind } from './mapping';
import { RawRows } from './RawRows';
import { Sentence } from './Sentence';
import { strings } from './strings';
import { Understood } from './Understood';
import type { Draft } from './useDraft';
import { YamlView } from './YamlView';
import './MapStep.css';

export interface MapStepProps { look: Inspection; busy: boolean; hints: Hints; onHints: (h: Partial<Hints>) => void; draft: Draft; yaml: boolean; onYaml: (on: boolean) => void }

/** Step 2: what a row is, how the file is written, which column is what; and what the server makes of it, live. */
export function MapStep({ look, busy, hints, onHints, draft, yaml, onYaml }: MapStepProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const { doc, preview } = draft;
  const kind = kindOf(doc), lacks = missing(doc);
  const guess = look.mapping.columns ? (look.mapping.kind as Kind) : null;
  const check = preview.data?.check;
  const keep = kind === 'people' ? t('restKeepAttrs') : kind === 'items' ? t('restKeepItem') : t('restKeepProps');
  return (
    <div className={busy ? 'mapstep mapstep-busy' : 'mapstep'} aria-busy={busy}>
      <Card title={t('kindTitle')}><KindCards kind={kind} guess={guess} onChange={draft.chooseKind} /></Card>
      <Card title={t('fileTitle')}>
        <FileForm look={look} hints={hints} onChange={onHints} />
        <RawRows look={look} />
      </Card>
      <Card title={t('fieldsTitle')} flush extra={<Segmented value={yaml ? 'yaml' : 'form'} onChange={(v) => onYaml(v === 'yaml')} options={[{ value: 'form', label: t('asForm') }, { value: 'yaml', label: t('asYaml') }]} />}>
        <div className="mapstep-notes">
          <Earlier sources={look.sources} onUse={draft.setText} />
          <Sentence doc={doc} />
          {look.problems.map((p, i) => <p key={i} className="mapstep-doubt">{pick(p)}</p>)}
          {draft.text !== null && preview.isError && !yaml && <p className="mapstep-doubt">{t('yamlBroken')}</p>}
          {draft.ready && preview.isError && <Problem inline error={preview.error} />}
        </div>
        {yaml ? <YamlView draft={draft} /> : <>
          <FieldTable columns={look.columns} doc={doc} onChange={draft.setDoc} />
          <div className="mapstep-rest"><label htmlFor="import-rest">{t('restTitle')}</label>
            <Select id="import-rest" value={keepsRest(doc) ? 'keep' : 'drop'} onChange={(v) => draft.setDoc((d) => put(d, 'rest', v))} popupMatchSelectWidth={false} options={[{ value: 'keep', label: keep }, { value: 'drop', label: t('restDrop') }]} /></div>
          <Advanced doc={doc} columns={look.columns} csv={look.format === 'csv'} onChange={draft.setDoc} />
        </>}
      </Card>
      <Card title={t('previewTitle')} help={t('previewHelp', { zone: f.zone })} flush extra={check && draft.ready && <span className="num">{t('counting', { good: check.good, bad: check.rejected - leftOut(check) })}{leftOut(check) > 0 && ` · ${t('countingOut', { n: leftOut(check) })}`}</span>}>
        <div className={draft.current || preview.isError || !draft.ready ? 'mapstep-preview' : 'mapstep-preview mapstep-old'} aria-busy={!draft.current && draft.ready && !preview.isError}>
          <Understood rows={draft.ready ? preview.data?.rows ?? [] : []} label={t('previewRows')} maxHeight={420} {...(lacks.length > 0 ? { empty: t('fixFirst') } : preview.isError ? { empty: t('mapWrong') } : {})} />
        </div>
      </Card>
    </div>
  );
}
