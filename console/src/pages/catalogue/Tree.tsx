import { Button, Input } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { Category } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { strings } from './strings';
import { linesOf, readLines } from './tree';

function TreeForm({ list, onClose }: { list: readonly Category[]; onClose: () => void }) {
  const t = useStrings(strings);
  const [text, put] = useState(() => linesOf(list));
  const send = useSend('putCategories', ['getCategories', 'listItems']);
  const read = readLines(text);
  const wrong = 'error' in read ? t(read.error.twice ? 'treeTwice' : 'treeBad', { n: read.error.line }) : null;
  const submit = () => { if ('items' in read) send.mutate({ items: read.items }, { onSuccess: onClose }); };
  return (
    <FormModal holds={text} title={t('editTree')} submit={t('save')} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('categories')} help={t('treeHelp')} error={wrong}><Input.TextArea value={text} onChange={(e) => put(e.target.value)} autoSize={{ minRows: 8, maxRows: 20 }} /></Field>
    </FormModal>
  );
}

/** The tree of categories; choosing one narrows the list to it and what is below it. */
export function Tree({ list, chosen, onChoose }: { list: readonly Category[]; chosen: string; onChoose: (id: string) => void }) {
  const t = useStrings(strings), f = useFormat(), may = useCan('operator');
  const [editing, edit] = useState(false);
  const grown = list.some((c) => c.listed);
  return (
    <Card title={t('categories')} extra={may && <Button size="small" onClick={() => edit(true)}>{t('editTree')}</Button>}>
      <ul className="category-tree">
        <li><button type="button" aria-pressed={chosen === ''} onClick={() => onChoose('')}>{t('all')}</button></li>
        {list.map((c) => (
          <li key={c.id} style={{ paddingInlineStart: `${c.depth * 16}px` }}>
            <button type="button" aria-pressed={chosen === c.id} onClick={() => onChoose(c.id)}>{c.name}{!c.listed && grown && <span className="muted"> · {t('unlisted')}</span>}</button>
            <span className="num muted">{f.count(c.items)}</span>
          </li>
        ))}
      </ul>
      {editing && <TreeForm list={list} onClose={() => edit(false)} />}
    </Card>
  );
}
