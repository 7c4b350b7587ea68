import type { Vocabulary } from '@/api/types';
import { useApi } from '@/api/hooks';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Card } from '@/parts/page/Card';
import { strings } from '../strings';
import { offered, type Template } from './templates';
import './Templates.css';

function One({ template, onUse }: { template: Template; onUse: () => void }) {
  const pick = usePick(), f = useFormat();
  const count = useApi('countPeople', { expression: template.expression }, { fresh: 300_000, live: false });
  return (
    <button type="button" className="template" onClick={onUse}>
      <strong>{pick(template.title)}</strong>
      <span className="template-help">{pick(template.help)}</span>
      <span className="template-count num">{count.data ? f.short(count.data.people) : count.isError ? '–' : ' '}</span>
    </button>
  );
}

export function Templates({ vocabulary, onUse }: { vocabulary: Vocabulary; onUse: (t: Template) => void }) {
  const t = useStrings(strings);
  const list = offered(vocabulary);
  if (list.length === 0) return null;
  return (
    <Card title={t('templates')} help={t('templatesHelp')}>
      <div className="templates">{list.map((x) => <One key={x.id} template={x} onUse={() => onUse(x)} />)}</div>
    </Card>
  );
}
