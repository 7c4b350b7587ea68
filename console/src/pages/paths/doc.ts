/* The form of paths and its document (docs/QUESTIONS.md). */
import { newKey, type QuestionKind } from '@/parts/question/kind';
import { readRange, type Range } from '@/parts/question/range';
import { choiceOf, countOf, eventsField, fields, given, textOf } from '@/parts/question/read';

export const DEPTH = 5, DEPTH_MAX = 20, ITEMS_MAX = 20, SPLIT_MAX = 8, TOP = 50, NODES = 20, NODES_MAX = 50, VALUES = 10;
export const counts = ['people', 'occurrences'] as const;
export const shares = [0, 0.01, 0.02, 0.05, 0.1] as const;

export interface Item { key: string; events: string; title: string }
export interface Split { key: string; event: string; property: string }
export interface PathsForm {
  from: string; to: string; items: Item[]; split: Split[];
  /** '' : by sessions; else a window over them. */
  within: string; gap: string;
  depth: number; collapse: boolean; count: (typeof counts)[number]; top: number; topNodes: number; topValues: number; minShare: number; converted: boolean;
  who: string; range: Range | undefined;
}
export const newItem = (events = '', title = ''): Item => ({ key: newKey(), events, title });
export const newSplit = (event = '', property = ''): Split => ({ key: newKey(), event, property });
const fresh = (): PathsForm => ({ from: '', to: '', items: [], split: [], within: '', gap: '30 minutes', depth: DEPTH, collapse: true, count: 'people', top: TOP, topNodes: NODES, topValues: VALUES, minShare: 0, converted: false, who: '', range: 'last 30 days' });

function read(doc: unknown): PathsForm {
  const d = fields(doc);
  if (!d) return fresh();
  const items = (Array.isArray(d.events) ? d.events : d.events === undefined ? [] : [d.events]).map((v) => newItem(eventsField(v), textOf(fields(v)?.title)));
  const split = Object.entries(fields(d.split) ?? {}).flatMap(([event, property]) => (typeof property === 'string' ? [newSplit(event, property)] : []));
  return {
    from: eventsField(d.from), to: eventsField(d.to), items, split, within: textOf(d.within), gap: textOf(d.gap, '30 minutes'), depth: countOf(d.depth, 1, DEPTH_MAX, DEPTH), collapse: d.collapse !== false, count: choiceOf(d.count, counts, 'people'),
    top: countOf(d.top, 1, 1000, TOP), topNodes: countOf(d.top_nodes, 1, NODES_MAX, NODES), topValues: countOf(d.top_values, 1, 100, VALUES), minShare: typeof d.min_share === 'number' && d.min_share >= 0 && d.min_share <= 1 ? d.min_share : 0, converted: d.converted === true,
    who: textOf(d.who), range: readRange(d.range),
  };
}
function documentOf(f: PathsForm, items: readonly Item[], split: readonly Split[]): object {
  return given({
    from: f.from || undefined, to: f.to || undefined, events: items.length === 0 ? undefined : items.map((i) => (i.title ? { events: i.events, title: i.title } : i.events)), split: split.length === 0 ? undefined : Object.fromEntries(split.map((s) => [s.event, s.property])),
    within: f.within || undefined, gap: f.gap === '30 minutes' || f.within ? undefined : f.gap, depth: f.depth === DEPTH ? undefined : f.depth, collapse: f.collapse ? undefined : false, count: f.count === 'people' ? undefined : f.count,
    top: f.top === TOP ? undefined : f.top, top_nodes: f.topNodes === NODES ? undefined : f.topNodes, top_values: f.topValues === VALUES ? undefined : f.topValues, min_share: f.minShare || undefined, converted: f.converted && f.from && f.to ? true : undefined,
    range: f.range, who: f.who || undefined,
  });
}
const itemDone = (i: Item): boolean => i.events.trim() !== '';
const splitDone = (s: Split): boolean => s.event !== '' && s.property !== '';

export const paths: QuestionKind<PathsForm> = {
  id: 'paths', read, write: (f) => documentOf(f, f.items, f.split),
  // Without ends paths begin with the first event of a session: that can be asked too, once a range or anything was chosen.
  ask: (f) => documentOf(f, f.items.filter(itemDone), f.split.filter(splitDone)),
  missing: (f) => f.items.filter((i) => !itemDone(i)).length + f.split.filter((s) => !splitDone(s)).length,
};
/** Read from the end backwards: level 1 is the last event. */
export const backwards = (f: PathsForm): boolean => f.from === '' && f.to !== '';
