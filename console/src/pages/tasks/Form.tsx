import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Segmented, Select, Switch } from 'antd';
import { useApi } from '@/api/hooks';
import { usePick, useStrings } from '@/i18n/lang';
import { Amount } from '@/parts/docs/Amount';
import type { FormProps } from '@/parts/docs/DocumentEditor';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Gifts } from '@/parts/docs/Gifts';
import { Names } from '@/parts/docs/Names';
import { wrongAt } from '@/parts/docs/useCheck';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { list, measured, measureOf, measures, orNone, periodName, periodOf, periods, periodTimes, put, replaceAt, targetOf, titleOf, told, withTarget, without, type Doc, type Kind } from './doc';
import { LaunchFields } from './LaunchFields';
import { strings } from './strings';

type Props = FormProps<Doc>;

function Naming({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), help = titleOf(doc.description);
  return (
    <Card title={t('naming')}>
      <div className="doc-grid">
        <Names value={doc.title} path="title" mistake={mistake} onChange={(title, lang) => onChange(put(doc, { title }), `title.${lang}`)} />
        <Field label={t('descriptionZh')} help={t('description')}><Input value={help.zh} maxLength={500} onChange={(e) => onChange(put(doc, { description: told(doc.description, 'zh', e.target.value) }), 'description.zh')} /></Field>
        <Field label={t('descriptionEn')}><Input value={help.en} maxLength={500} onChange={(e) => onChange(put(doc, { description: told(doc.description, 'en', e.target.value) }), 'description.en')} /></Field>
      </div>
    </Card>
  );
}

/** A selector of events: text, judged with the document. */
function On({ value, onChange, error }: { value: string; onChange: (v: string) => void; error: string | null }) {
  const t = useStrings(strings);
  return <Field label={t('on')} help={t('onHelp')} error={error}><Input value={value} spellCheck={false} onChange={(e) => onChange(e.target.value)} /></Field>;
}

function Goal({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), g = doc.goal ?? {}, m = measureOf(doc.goal);
  const wrong = (path: string) => wrongAt(mistake, path), n = targetOf(doc.goal);
  const period = periodName(doc.period);
  return (
    <Card title={t('goal')}>
      <div className="doc-grid">
        <Field label={t('measure')} error={mistake?.path === 'goal' ? wrong('goal') : null}><Select value={m} options={measures.map((x) => ({ value: x, label: t(`m_${x}`) }))} onChange={(x) => onChange(put(doc, { goal: measured(doc.goal, x) }))} /></Field>
        {m !== 'progress' && <On value={g.on ?? ''} error={wrong('goal.on')} onChange={(on) => onChange(put(doc, { goal: { ...g, on } }), 'goal.on')} />}
        {m === 'sum' && <Field label={t('property')} error={wrong('goal.sum')}><Input value={g.sum ?? ''} spellCheck={false} onChange={(e) => onChange(put(doc, { goal: { ...g, sum: e.target.value } }), 'goal.sum')} /></Field>}
        {m === 'distinct' && <Field label={t('property')} error={wrong('goal.distinct')}><Input value={g.distinct ?? ''} spellCheck={false} onChange={(e) => onChange(put(doc, { goal: { ...g, distinct: e.target.value } }), 'goal.distinct')} /></Field>}
        <Field label={t('target')} error={wrong('goal.count') ?? wrong('goal.reach')}><Amount label={t('target')} value={n} onChange={(v) => onChange(put(doc, { goal: withTarget(doc.goal, v) }), 'goal.n')} /></Field>
        <Field label={t('period')} error={wrong('period')}><Select value={period} options={periods.map((x) => ({ value: x, label: t(x) }))} onChange={(x) => onChange(put(doc, { period: periodOf(x, periodTimes(doc.period)) }))} /></Field>
        {period === 'repeated' && <Field label={t('times')}><Amount label={t('times')} value={periodTimes(doc.period)} onChange={(v) => onChange(put(doc, { period: { repeated: v ?? '' } }), 'period')} /></Field>}
      </div>
      {m === 'progress' && <ExpressionInput label={t('progress')} help={t('progressHelp')} value={g.progress ?? ''} onChange={(progress) => onChange(put(doc, { goal: { ...g, progress } }), 'goal.progress')} />}
    </Card>
  );
}

function Who({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), pick = usePick();
  const tasks = useApi('taskCounts', {}, { live: false });
  const options = (tasks.data?.items ?? []).filter((x) => x.kind === 'task' && x.state !== 'archived').map((x) => ({ value: x.slug, label: pick(x.title) || x.slug }));
  if (doc.after && !options.some((o) => o.value === doc.after)) options.push({ value: doc.after, label: doc.after });
  return (
    <Card title={t('whoTitle')}>
      <ExpressionInput label={t('who')} help={t('whoHelp')} value={String(doc.who ?? '')} onChange={(v) => onChange(put(doc, { who: v.trim() ? v : undefined }), 'who')} />
      {wrongAt(mistake, 'who') && <p className="field-note field-error" role="alert">{wrongAt(mistake, 'who')}</p>}
      <div className="doc-grid">
        <Field label={t('after')} error={wrongAt(mistake, 'after')}><Select value={doc.after ?? ''} options={[{ value: '', label: t('none') }, ...options]} onChange={(v) => onChange(put(doc, { after: v || undefined }))} /></Field>
        <Field label={t('claim')}><Select value={doc.claim ?? 'automatic'} options={(['automatic', 'by_person'] as const).map((x) => ({ value: x, label: t(x) }))} onChange={(v) => onChange(put(doc, { claim: v === 'automatic' ? undefined : v }))} /></Field>
        <Field label={t('perPerson')} help={t('perPersonHelp')} error={wrongAt(mistake, 'limits')}><Amount label={t('perPerson')} value={doc.limits?.per_person} onChange={(v) => onChange(put(doc, { limits: v === undefined ? undefined : { ...doc.limits, per_person: v } }), 'limits')} /></Field>
      </div>
    </Card>
  );
}

function Days({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), days = list(doc.days), milestones = list(doc.milestones);
  return (
    <>
      <Card title={t('daysTitle')} help={t('daysHelp')} extra={<><Button size="small" icon={<PlusOutlined />} disabled={days.length >= 31} onClick={() => onChange(put(doc, { days: [...days, days[days.length - 1] ?? []] }))}>{t('addDay')}</Button>{days.length > 1 && <Button size="small" icon={<DeleteOutlined />} aria-label={t('removeDay')} title={t('removeDay')} onClick={() => onChange(put(doc, { days: days.slice(0, -1) }))} />}</>}>
        {days.map((g, i) => <div key={i} className="tsk-day"><Gifts title={t('dayN', { n: i + 1 })} gifts={list(g)} path={`days.${i}`} mistake={mistake} onChange={(v) => onChange(put(doc, { days: replaceAt(days, i, v) }))} /></div>)}
        {days.length === 0 && mistake?.path === 'days' && <p className="field-note field-error" role="alert">{wrongAt(mistake, 'days')}</p>}
      </Card>
      <Card title={t('milestones')} help={t('milestonesHelp')} extra={<Button size="small" icon={<PlusOutlined />} disabled={milestones.length >= 20} onClick={() => onChange(put(doc, { milestones: [...milestones, { days: Number(milestones[milestones.length - 1]?.days ?? 0) + 7, rewards: [] }] }))}>{t('addMilestone')}</Button>}>
        {milestones.map((m, i) => (
          <div key={i} className="tsk-day">
            <Field label={t('nDays')} error={wrongAt(mistake, `milestones.${i}.days`)}><Amount label={t('nDays')} width={72} value={m.days} onChange={(v) => onChange(put(doc, { milestones: replaceAt(milestones, i, put(m, { days: v })) }), `m${i}`)} /></Field>
            <Gifts title={t('milestone', { n: String(m.days ?? '') })} gifts={list(m.rewards)} path={`milestones.${i}.rewards`} mistake={mistake} onChange={(v) => onChange(put(doc, { milestones: replaceAt(milestones, i, { ...m, rewards: v }) }))} />
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t('remove')}: ${t('milestone', { n: String(m.days ?? '') })}`} onClick={() => onChange(put(doc, { milestones: orNone(without(milestones, i)) }))} />
          </div>
        ))}
      </Card>
    </>
  );
}

function Badge({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), pick = usePick();
  const tasks = useApi('taskCounts', {}, { live: false });
  const options = (tasks.data?.items ?? []).filter((x) => x.kind === 'task' && x.state !== 'archived').map((x) => ({ value: x.slug, label: pick(x.title) || x.slug }));
  const by = doc.task === undefined ? 'when' : 'task';
  return (
    <Card title={t('when')}>
      <div className="doc-grid">
        <Field label={t('picture')} help={t('pictureHelp')} error={wrongAt(mistake, 'picture')}><Input value={doc.picture ?? ''} onChange={(e) => onChange(put(doc, { picture: e.target.value || undefined }), 'picture')} /></Field>
        <div className="field"><span className="field-label">{t('by')}</span><Segmented aria-label={t('by')} value={by} options={[{ value: 'when', label: t('byWhen') }, { value: 'task', label: t('byTask'), disabled: options.length === 0 }]} onChange={(v) => onChange(v === 'task' ? put(doc, { when: undefined, keep: undefined, task: options[0]?.value ?? '', times: 1 }) : put(doc, { task: undefined, times: undefined, when: 'count(order_completed) >= 10' }))} /></div>
        {by === 'task' && <><Field label={t('task')} error={wrongAt(mistake, 'task')}><Select value={doc.task ?? ''} options={options} onChange={(v) => onChange(put(doc, { task: v }))} /></Field><Field label={t('times')} error={wrongAt(mistake, 'times')}><Amount label={t('times')} value={doc.times} onChange={(v) => onChange(put(doc, { times: v }), 'times')} /></Field></>}
        {by === 'when' && <Field label={t('keep')}><Select value={doc.keep ?? 'forever'} options={(['forever', 'while'] as const).map((x) => ({ value: x, label: t(x) }))} onChange={(v) => onChange(put(doc, { keep: v === 'forever' ? undefined : v }))} /></Field>}
      </div>
      {by === 'when' && <ExpressionInput label={t('when')} help={t('whenHelp')} value={String(doc.when ?? '')} onChange={(v) => onChange(put(doc, { when: v }), 'when')} />}
      <label className="tsk-switch"><Switch checked={doc.active ?? false} onChange={(active) => onChange(put(doc, { active }))} /> {t('active')}</label>
    </Card>
  );
}

/** The whole document in fields. */
export function Form({ kind, ...props }: Props & { kind?: Kind }) {
  const t = useStrings(strings), { doc, onChange, mistake } = props;
  return (
    <>
      <Naming {...props} />
      {kind === 'badge' && <Badge {...props} />}
      {kind === 'check_in' && <Days {...props} />}
      {kind === 'task' && <><Goal {...props} /><Who {...props} /><Card title={t('rewards')}><Gifts title={t('rewardsOf')} gifts={list(doc.rewards)} path="rewards" mistake={mistake} onChange={(v) => onChange(put(doc, { rewards: orNone(v) }))} /></Card></>}
      {kind !== 'badge' && <LaunchFields {...props} />}
    </>
  );
}
