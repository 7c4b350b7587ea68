import { DesktopOutlined, EditOutlined, PlusOutlined } from '@/theme/icons';
import { App, Button, Dropdown } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { apiKey, useApi, useSend } from '@/api/hooks';
import type { ResourceDocument } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState, type Codec } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import type { PageProps } from '@/pages';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Page } from '@/parts/page/Page';
import { AsOfPicker } from '@/parts/question/AsOfPicker';
import { newKey } from '@/parts/question/kind';
import { errorAt } from '@/parts/question/useAnswer';
import { RangePicker } from '@/parts/question/RangePicker';
import { readRange, type Range } from '@/parts/question/range';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { ofFilters, readBoard, writeBoard, writeFilters, type Board } from './doc';
import { Grid } from './Grid';
import { below, TILES_MAX, type Tile } from './grid';
import '@/parts/question/QuestionPage.css';
import { strings } from './strings';

export default function BoardPage({ params }: PageProps) {
  const slug = params.slug ?? '';
  const t = useStrings(strings);
  const q = useApi('getDocument', { kind: 'board', slug }, { keep: false, live: false, fresh: 5_000 });
  if (q.data) return <BoardView key={slug} doc={q.data} />;
  return <Page title={t('title')} back="/boards">{q.isError ? <Problem error={q.error} onRetry={() => void q.refetch()} /> : <Loading shape="page" />}</Page>;
}

/* '-' in the address: not the board's own filter, and none instead. */
const range: Codec<Range | null | undefined> = {
  read: (s) => { if (s === null) return null; if (s === '-') return undefined; try { return readRange(JSON.parse(s)); } catch { return null; } },
  write: (v) => (v === null ? null : v === undefined ? '-' : JSON.stringify(v)),
};
const schema = { range, who: p.maybe(), as_of: p.text(), edit: p.flag() };

function BoardView({ doc }: { doc: ResourceDocument }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const may = useCan('operator');
  const [s, set] = useUrlState(schema);
  const kept = useMemo(() => readBoard(doc.document), [doc]);
  const [draft, setDraft] = useState<Tile[] | null>(null);
  const full = useRef<HTMLDivElement>(null);
  const names = useApi('listResources', { kind: 'question' });
  const put = useSend('putDocument', ['listResources']);
  const filters = { range: s.range === null ? kept.filters.range : s.range, who: s.who === null ? kept.filters.who : s.who === '-' ? '' : s.who };
  const changed = JSON.stringify(filters) !== JSON.stringify(kept.filters);
  const tiles = draft ?? kept.tiles;
  // A filter is every tile's, and so is what is wrong with it: said once, where it is set. Asked as the first tile asks, so it is one request.
  const first = tiles.find((x) => x.text === undefined)?.question;
  const asked = useApi('askSaved', { slug: first ?? '', ...writeFilters(filters), ...(s.as_of ? { as_of: s.as_of } : {}) }, { live: false, fresh: 120_000, enabled: first !== undefined });
  const wrong = ofFilters(asked.error);
  const editing = s.edit && may;
  const blocked = may ? null : t('needRole', { role: role('operator') });
  const titleOf = (slug: string) => { const r = names.data?.items.find((x) => x.slug === slug); return (r && pick(r.title)) || slug; };
  const nameOf = (x: Tile) => x.title ?? (x.question ? titleOf(x.question) : x.text?.slice(0, 40) || t('text'));

  const save = (b: Board, then: () => void) => put.mutate({ kind: 'board', slug: doc.slug, ...Object.fromEntries(Object.entries(doc.document).filter(([k]) => k !== 'filters')), ...writeBoard(b), $: { ifMatch: doc.version } } as never, {
    onSuccess: (d) => { client.setQueryData(apiKey('getDocument', workspace, { kind: 'board', slug: doc.slug }), d); message.success(t('saved')); then(); },
    onError: (e) => message.error(e.status === 412 ? t('savedElsewhere') : e.detail),
  });
  const finish = () => (draft ? save({ filters: kept.filters, tiles: draft }, () => { setDraft(null); set({ edit: false }); }) : set({ edit: false }));
  useHotkey('mod+s', t('done'), finish, { enabled: editing, inFields: true });
  const add = (x: Partial<Tile>) => setDraft([...tiles, { key: newKey(), x: 0, y: below(tiles), w: 6, h: x.text === undefined ? 5 : 1, ...x }]);
  const room = tiles.length < TILES_MAX ? null : t('tilesMax', { n: TILES_MAX });
  const title = pick(doc.title) || doc.slug;
  return (
    <Page title={title} back="/boards"
      toolbar={<div className="question-toolbar">
        <RangePicker whole={t('ownRange')} value={filters.range} error={errorAt(wrong, 'range')} onChange={(r) => set({ range: r ?? undefined })} />
        <WhoPicker everyone={t('ownWho')} value={filters.who} error={errorAt(wrong, 'who')} onChange={(who) => set({ who: who || '-' })} />
        <AsOfPicker value={s.as_of} onChange={(as_of) => set({ as_of })} />
        {changed && wrong === null && may && !editing && <Button type="link" size="small" onClick={() => save({ filters, tiles: kept.tiles }, () => set({ range: null, who: null }))}>{t('saveFilters')}</Button>}
      </div>}
      actions={editing ? <>
        <Dropdown trigger={['click']} menu={{ items: (names.data?.items ?? []).map((r) => ({ key: r.slug, label: pick(r.title) || r.slug, onClick: () => add({ question: r.slug }) })) }} disabled={room !== null || (names.data?.items.length ?? 0) === 0}><Button icon={<PlusOutlined />}>{t('addQuestion')}</Button></Dropdown>
        <ActionButton reason={room} onClick={() => add({ text: t('text') })}>{t('addText')}</ActionButton>
        <Button onClick={() => { setDraft(null); set({ edit: false }); }}>{t('cancel')}</Button>
        <Button type="primary" loading={put.isPending} onClick={finish}>{t('done')}</Button>
      </> : <>
        <Button icon={<DesktopOutlined />} onClick={() => void full.current?.requestFullscreen()}>{t('full')}</Button>
        <ActionButton icon={<EditOutlined />} reason={blocked} onClick={() => set({ edit: true })}>{t('edit')}</ActionButton>
      </>}>
      <div ref={full} className="board-frame">
        {tiles.length === 0 ? <EmptyState kind="nothing" title={t('empty')} help={t('emptyHelp')} /> : <Grid tiles={tiles} filters={filters} asOf={s.as_of} editing={editing} nameOf={nameOf} onChange={setDraft} />}
      </div>
    </Page>
  );
}
