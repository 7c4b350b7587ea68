import { Input, Select } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { Classification } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useDebounced } from '@/hooks/useDebounced';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { isSlug } from '@/parts/people/slug';
import type { PageProps } from '../index';
import { Editor } from './definition/Editor';
import { strings } from './definition/strings';
import { useDraft } from './definition/useDraft';
import { copyOf, docOf } from './logic/doc';

/** The first id nobody has: rfm_2, rfm_3 … */
function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n++) if (!taken.has(`${slug}_${n}`)) return `${slug}_${n}`;
}

function Copy({ source, all }: { source: Classification; all: readonly Classification[] }) {
  const t = useStrings(strings), pick = usePick();
  const [, go] = useLocation();
  const [, set] = useUrlState({ from: p.text() });
  const [mode, setMode] = useState<'form' | 'yaml'>('form');
  const taken = new Set(all.map((c) => c.slug));
  const [slug, setSlug] = useState(() => freeSlug(source.slug, taken));
  const asked = useDebounced(slug, 400);
  const [base] = useState(() => copyOf(docOf(source.doc), slug, { zh: strings.copyTitle.zh.replace('{name}', source.title.zh), en: strings.copyTitle.en.replace('{name}', source.title.en) }));
  const draft = useDraft(`new.${source.slug}`, source.version, base);
  const wrong = !isSlug(slug) ? t('slugHelp') : taken.has(slug) ? t('slugTaken') : false;
  /* The document carries the id as well. */
  const withSlug = { ...draft, doc: { ...draft.doc, slug }, setDoc: draft.setDoc };
  const head = (
    <Card>
      <div className="editor-grid">
        <Field label={t('source')}><Select value={source.slug} onChange={(from) => { draft.reset(); set({ from }); }} options={all.map((c) => ({ value: c.slug, label: pick(c.title) }))} /></Field>
        <Field label={t('slug')} help={t('slugHelp')} error={wrong}><Input className="editor-code" value={slug} maxLength={64} onChange={(e) => setSlug(e.target.value)} /></Field>
      </div>
    </Card>
  );
  return <Editor slug={isSlug(asked) ? asked : ''} base={null} draft={withSlug} mode={mode} setMode={setMode} head={head} notYet={wrong || (asked !== slug && t('checking'))} onClose={() => { draft.reset(); go('/classes'); }} onSaved={(c) => { draft.reset(); go(`/classes/${c.slug}?tab=definition`); }} />;
}

/** A classification of one's own, begun from a copy. */
export default function NewClassPage(_: PageProps) {
  const t = useStrings(strings);
  const [s] = useUrlState({ from: p.text('rfm') });
  const q = useApi('listClassifications', {}, { live: false });
  return (
    <Page back="/classes" title={t('newTitle')} lead={t('newLead')}>
      <Await query={q} shape="page">
        {(d) => { const source = d.items.find((c) => c.slug === s.from) ?? d.items[0]; return source ? <Copy key={source.slug} source={source} all={d.items} /> : null; }}
      </Await>
    </Page>
  );
}
