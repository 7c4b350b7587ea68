import { PlusOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { addLevel, list, moved, put, setLevel, without } from './doc';
import { Growing, SpecialDays } from './Growing';
import { Joining, type PartProps } from './Joining';
import { Ladder } from './Ladder';
import { LevelForm } from './LevelForm';
import { Names } from '@/parts/docs/Names';
import { strings } from './strings';
import { wrongAt } from '@/parts/docs/useCheck';
import { Welcome } from './Welcome';

const levelOf = (path: string | undefined): number | null => { const m = /^levels\.(\d+)/.exec(path ?? ''); return m ? Number(m[1]) : null; };

/** The whole document in fields. */
export function Form(props: PartProps) {
  const { doc, onChange, mistake } = props;
  const t = useStrings(strings);
  const [s, set] = useUrlState({ level: p.int(0) });
  const levels = list(doc.levels), i = Math.max(0, Math.min(s.level, levels.length - 1));
  const wrong = mistake?.path === 'levels' ? mistake.detail : null;
  return (
    <>
      <Card title={t('names')}><div className="prg-grid"><Names value={doc.title} path="title" mistake={mistake} onChange={(title, lang) => onChange(put(doc, { title }), `title.${lang}`)} /></div></Card>
      <Joining {...props} />
      <Welcome {...props} />
      <Growing {...props} />
      <Card title={t('levels')} help={t('levelsHelp')} extra={<Button size="small" icon={<PlusOutlined />} disabled={levels.length >= 20} onClick={() => { onChange(addLevel(doc, { zh: '新等级', en: 'New level' })); set({ level: levels.length }); }}>{t('addLevel')}</Button>}>
        <Ladder doc={doc} selected={i} onSelect={(level) => set({ level })} wrong={levelOf(mistake?.path)} />
        {wrong && <p className="field-note field-error" role="alert">{wrong}</p>}
        {levels[i] && <>
          <LevelForm key={i} doc={doc} i={i} mistake={mistake} onChange={(l, merge) => onChange(setLevel(doc, i, l), merge)}
            onMove={(by) => { onChange({ ...doc, levels: moved(levels, i, by) }); set({ level: i + by }); }} onRemove={() => { onChange({ ...doc, levels: without(levels, i) }); set({ level: Math.max(0, i - 1) }); }} />
          {mistake?.path === `levels.${i}` && <p className="field-note field-error" role="alert">{wrongAt(mistake, `levels.${i}`)}</p>}
        </>}
      </Card>
      <SpecialDays {...props} />
    </>
  );
}
