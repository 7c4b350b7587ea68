import { CloseOutlined, HolderOutlined } from '@/theme/icons';
import { Button, Input } from 'antd';
import { useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import { useStrings } from '@/i18n/lang';
import type { Filters } from './doc';
import { COLUMNS, fit, place, remove, type Box, type Tile } from './grid';
import { strings } from './strings';
import { TileQuestion } from './TileQuestion';
import './Grid.css';

export const ROW_PX = 72, GAP_PX = 12;

export interface GridProps { tiles: readonly Tile[]; filters: Filters; /** Of the question's documents; '': now. */ asOf: string; editing: boolean; nameOf: (t: Tile) => string; onChange: (tiles: Tile[]) => void }

/** Tiles of a board; while editing they are dragged by their head, resized at their corner, or moved by the arrow keys. */
export function Grid({ tiles, filters, asOf, editing, nameOf, onChange }: GridProps) {
  const t = useStrings(strings);
  const box = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<Tile[] | null>(null);
  const [told, setTold] = useState('');
  const shown = draft ?? tiles;
  const put = (key: string, b: Box) => {
    const next = place(tiles, key, b), now = next.find((x) => x.key === key);
    onChange(next);
    if (now) setTold(t('placed', { x: now.x + 1, y: now.y + 1, w: now.w, h: now.h }));
  };
  const keys = (e: KeyboardEvent, tile: Tile) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (!step) return;
    e.preventDefault();
    const [dx = 0, dy = 0] = step;
    put(tile.key, e.shiftKey ? { ...tile, w: tile.w + dx, h: tile.h + dy } : { ...tile, x: tile.x + dx, y: tile.y + dy });
  };
  const drag = (e: PointerEvent<HTMLElement>, tile: Tile, resize: boolean) => {
    if (e.button !== 0 || !box.current) return;
    e.preventDefault();
    const at = e.currentTarget, width = (box.current.clientWidth + GAP_PX) / COLUMNS, height = ROW_PX + GAP_PX;
    const from = { x: e.clientX, y: e.clientY };
    at.setPointerCapture(e.pointerId);
    let now: Tile[] | null = null;
    const moved = (m: globalThis.PointerEvent) => {
      const dx = Math.round((m.clientX - from.x) / width), dy = Math.round((m.clientY - from.y) / height);
      now = place(tiles, tile.key, fit(resize ? { ...tile, w: tile.w + dx, h: tile.h + dy } : { ...tile, x: tile.x + dx, y: tile.y + dy }));
      setDraft(now);
    };
    const ended = (m: globalThis.PointerEvent) => {
      at.removeEventListener('pointermove', moved);
      at.removeEventListener('pointerup', ended);
      at.removeEventListener('pointercancel', ended);
      if (now && m.type === 'pointerup') onChange(now);
      setDraft(null);
    };
    at.addEventListener('pointermove', moved);
    at.addEventListener('pointerup', ended);
    at.addEventListener('pointercancel', ended);
  };
  return (
    <div ref={box} className={editing ? 'board-grid board-editing' : 'board-grid'}>
      {shown.map((tile, i) => {
        const name = nameOf(tile);
        const style = { '--x': tile.x + 1, '--y': tile.y + 1, '--w': tile.w, '--h': tile.h } as CSSProperties;
        return (
          <section key={tile.key} className={`tile ${tile.text === undefined ? '' : 'tile-text'}`} style={style} aria-label={name}>
            {editing && (
              <div className="tile-edit">
                <button type="button" className="tile-handle" aria-label={t('move', { title: name })} title={t('move', { title: name })} onKeyDown={(e) => keys(e, tile)} onPointerDown={(e) => drag(e, tile, false)}><HolderOutlined /></button>
                <Button type="text" size="small" aria-label={t('remove', { title: name })} icon={<CloseOutlined />} onClick={() => onChange(remove(tiles, tile.key))} />
              </div>
            )}
            {tile.text === undefined ? (
              <TileQuestion slug={tile.question ?? ''} scope={String(i + 1)} name={name} filters={filters} asOf={asOf} editing={editing} />
            ) : editing ? <Input.TextArea className="tile-input" aria-label={t('text')} value={tile.text} maxLength={2000} onChange={(e) => onChange(tiles.map((x) => (x.key === tile.key ? { ...x, text: e.target.value } : x)))} /> : <p className="tile-words">{tile.text}</p>}
            {editing && <button type="button" tabIndex={-1} className="tile-corner" aria-label={t('resize', { title: name })} onPointerDown={(e) => drag(e, tile, true)} />}
          </section>
        );
      })}
      <span role="status" className="visually-hidden">{told}</span>
    </div>
  );
}
