import { SearchOutlined } from '@/theme/icons';
import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import { keyCaps } from '@/commands/keys';
import { useCommandList } from '@/commands/registry';
import { usePick, useStrings } from '@/i18n/lang';
import { Dialog } from './Dialog';
import { rank } from './rank';
import { strings } from './strings';
import { showPanel } from './ui';
import './Palette.css';

interface Entry { id: string; group: string; title: string; sub?: string | undefined; keys?: string | undefined; words?: string | undefined; run: () => void }

/** ⌘K: pages, commands, segments, classifications, and people by any identity. */
export default function Palette() {
  const t = useStrings(strings), pick = usePick();
  const [, go] = useLocation();
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const [asked, setAsked] = useState('');
  const listId = useId();
  const all = useCommandList();
  const vocabulary = useApi('vocabulary', {}, { fresh: 300_000 });
  const people = useApi('searchPeople', { q: asked, limit: 8 }, { enabled: asked.length >= 2, keep: false });
  useEffect(() => {
    const wait = setTimeout(() => setAsked(q.trim()), 250);
    return () => clearTimeout(wait);
  }, [q]);

  const fixed = useMemo<Entry[]>(() => [
    ...all.filter((c) => !c.keyOnly).map((c): Entry => ({ id: c.id, group: c.group === 'go' ? t('pages') : t('commands'), title: c.title, keys: c.keys, words: c.words, run: c.run })),
    ...(vocabulary.data?.segments ?? []).map((s): Entry => ({ id: `segment:${s.slug}`, group: t('segments'), title: pick(s.title) || s.slug, sub: s.slug, run: () => go(`/segments/${s.slug}`) })),
    ...(vocabulary.data?.classifications ?? []).map((s): Entry => ({ id: `class:${s.slug}`, group: t('classes'), title: pick(s.title) || s.slug, sub: s.slug, run: () => go(`/classes/${s.slug}`) })),
  ], [all, vocabulary.data, t, pick, go]);
  const found = useMemo<Entry[]>(() => {
    const hits = rank(q, fixed, (e) => `${e.title} ${e.sub ?? ''} ${e.words ?? ''}`).slice(0, q ? 30 : 60).filter((e) => q || e.group === t('pages') || e.group === t('commands'));
    const persons = q.trim().length >= 2 && asked === q.trim() ? (people.data?.items ?? []).map((p): Entry => ({ id: `person:${p.id}`, group: t('people'), title: p.name ?? p.id, sub: `${p.match.type} ${p.match.value}`, run: () => go(`/people/${encodeURIComponent(p.id)}`) })) : [];
    return [...hits, ...persons];
  }, [q, asked, fixed, people.data, t, go]);
  // Groups keep together, in the order their best entry has.
  const ordered = useMemo(() => [...new Set(found.map((e) => e.group))].flatMap((g) => found.filter((e) => e.group === g)), [found]);
  useEffect(() => setAt(0), [q, ordered.length]);

  const run = (e: Entry | undefined) => { if (e) { showPanel(null); e.run(); } };
  const keys = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing || e.keyCode === 229) return;
    if (e.key === 'ArrowDown') { e.preventDefault(); setAt((i) => Math.min(ordered.length - 1, i + 1)); }
    if (e.key === 'ArrowUp') { e.preventDefault(); setAt((i) => Math.max(0, i - 1)); }
    if (e.key === 'Enter') { e.preventDefault(); run(ordered[at]); }
  };
  const optionId = (i: number) => `${listId}-${i}`;
  useEffect(() => { document.getElementById(optionId(at))?.scrollIntoView({ block: 'nearest' }); });

  return (
    <Dialog label={t('palette')} onClose={() => showPanel(null)}>
      <div className="palette-field">
        <SearchOutlined aria-hidden />
        <input autoFocus value={q} onChange={(e) => setQ(e.target.value)} onKeyDown={keys} placeholder={t('palettePlaceholder')} aria-label={t('search')} role="combobox" aria-expanded aria-controls={listId} aria-activedescendant={ordered.length ? optionId(at) : undefined} spellCheck={false} autoComplete="off" />
        <kbd>Esc</kbd>
      </div>
      <div id={listId} role="listbox" aria-label={t('palette')} className="palette-list">
        {ordered.map((e, i) => (
          <div key={e.id} role="presentation">
            {e.group !== ordered[i - 1]?.group && <div className="palette-group" role="presentation">{e.group}</div>}
            <div id={optionId(i)} role="option" aria-selected={i === at} className="palette-item" onMouseMove={() => setAt(i)} onClick={() => run(e)}>
              <span className="palette-title">{e.title}</span>{e.sub && <span className="palette-sub">{e.sub}</span>}
              {e.keys && <span className="palette-keys">{keyCaps(e.keys).map((k, j) => <kbd key={j}>{k}</kbd>)}</span>}
            </div>
          </div>
        ))}
        {ordered.length === 0 && <p className="palette-none">{people.isFetching || asked !== q.trim() ? `${t('searching')}…` : t('noResult', { q })}</p>}
      </div>
    </Dialog>
  );
}
