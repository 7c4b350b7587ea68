/* The mapping document (docs/IMPORT.md) as the form edits it: what a column is, and the same said the other way round.
   Every function gives a new document and leaves keys it does not know alone: what YAML can say and the form cannot
   survives an edit of the form. */

export type Doc = Record<string, unknown>;
export const kinds = ['orders', 'events', 'people', 'items'] as const;
export type Kind = (typeof kinds)[number];
export const coreRoles = ['person', 'time', 'event', 'amount', 'order_id', 'order_amount', 'item_id', 'category', 'id'] as const;
export type CoreRole = (typeof coreRoles)[number];
export type Role = CoreRole | 'property' | 'attribute' | 'none';
export interface Use {
  role: Role;
  /** Of a property or attribute: what it is called. */
  name?: string;
  /** Of the person: kind of identity. Of a property or attribute: type of its values; absent = by the values. */
  type?: string;
  /** Of times. */
  format?: string;
  /** By the rule for the rest of the columns, not by name. */
  automatic?: boolean;
}

const rolesOfKind: Record<Kind, readonly Role[]> = {
  orders: ['person', 'time', 'amount', 'order_id', 'order_amount', 'item_id', 'category', 'id', 'property', 'attribute', 'none'],
  events: ['person', 'time', 'event', 'amount', 'order_id', 'item_id', 'category', 'id', 'property', 'attribute', 'none'],
  people: ['person', 'time', 'id', 'attribute', 'none'],
  items: ['item_id', 'category', 'time', 'id', 'property', 'none'],
};

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const objectAt = (doc: Doc, key: string): Record<string, unknown> => (isObject(doc[key]) ? (doc[key] as Record<string, unknown>) : {});
const text = (v: unknown): string => (typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean' ? String(v) : '');

/** With the key, or without it when there is nothing to say. */
export function put(doc: Doc, key: string, value: unknown): Doc {
  const next = { ...doc };
  const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
  if (empty) delete next[key]; else next[key] = value;
  return next;
}

export const kindOf = (doc: Doc): Kind => (kinds.includes(doc.kind as Kind) ? (doc.kind as Kind) : 'orders');
export const keepsRest = (doc: Doc): boolean => doc.rest !== 'drop';
export const rolesFor = (doc: Doc): readonly Role[] => rolesOfKind[kindOf(doc)].filter((r) => r !== 'order_amount' || doc.line_items === true);
/** What a column becomes that the mapping does not name. */
export const restRole = (doc: Doc): Role => (!keepsRest(doc) ? 'none' : kindOf(doc) === 'people' ? 'attribute' : 'property');

const columnOf = (field: unknown): string => (isObject(field) ? text(field.column) : text(field));
const loose = (s: string): string => s.replace(/[\s_-]/g, '').toLowerCase();

/** As the server finds columns: exact title, else without case, blanks, _ and -, else by number. */
export function findColumn(columns: readonly string[], name: string): number {
  const exact = columns.indexOf(name);
  if (exact >= 0 || name === '') return exact;
  const near = columns.findIndex((c) => loose(c) === loose(name));
  if (near >= 0) return near;
  const n = /^\d{1,5}$/.test(name) ? Number(name) : 0;
  return n >= 1 && n <= columns.length ? n - 1 : -1;
}

/* `properties` may be {name: field} or [column, …]; the second is the first with the columns' own names. */
type Named = [name: string, field: unknown][];
function named(doc: Doc, key: 'properties' | 'attributes'): Named {
  const v = doc[key];
  if (Array.isArray(v)) return v.map((c) => [text(c), text(c)]);
  return Object.entries(objectAt(doc, key));
}
const putNamed = (doc: Doc, key: 'properties' | 'attributes', list: Named): Doc => put(doc, key, Object.fromEntries(list));

const useOf = (role: Role, field: unknown, name?: string): Use => ({
  role,
  ...(name !== undefined ? { name } : {}),
  ...(isObject(field) && text(field.type) ? { type: text(field.type) } : {}),
  ...(isObject(field) && text(field.format) ? { format: text(field.format) } : {}),
});

/** All that the document says of a column, by name. Most columns have one use or none. */
export function usesOf(doc: Doc, columns: readonly string[], column: string): Use[] {
  const at = columns.indexOf(column);
  const is = (field: unknown) => findColumn(columns, columnOf(field)) === at;
  const core = objectAt(doc, 'columns');
  return [
    ...coreRoles.filter((r) => core[r] !== undefined && is(core[r])).map((r) => useOf(r, core[r])),
    ...named(doc, 'properties').filter(([, f]) => is(f)).map(([name, f]) => useOf('property', f, name)),
    ...named(doc, 'attributes').filter(([, f]) => is(f)).map(([name, f]) => useOf('attribute', f, name)),
  ];
}

/** What becomes of a column: its first use, or what the rest becomes. */
export function useFor(doc: Doc, columns: readonly string[], column: string): Use {
  const first = usesOf(doc, columns, column)[0];
  if (first) return first;
  const role = restRole(doc);
  return role === 'none' ? { role } : { role, name: column, automatic: true };
}

/** The field as it was written, with what is new: a zone, say, is kept. */
function field(before: unknown, column: string, use: Use): unknown {
  const more: Doc = { ...(isObject(before) ? before : {}) };
  for (const k of ['column', 'type', 'format']) delete more[k];
  const type = use.role === 'person' && use.type === 'user_id' ? '' : use.type;
  const full = put(put(more, 'type', type ?? ''), 'format', use.format ?? '');
  return Object.keys(full).length === 0 ? column : { column, ...full };
}

function freeName(taken: Named, name: string): string {
  const names = new Set(taken.map(([n]) => n));
  let free = name;
  for (let i = 2; names.has(free); i++) free = `${name}_${i}`;
  return free;
}

function removeUse(doc: Doc, columns: readonly string[], column: string, use: Use): Doc {
  if (use.role === 'property' || use.role === 'attribute') {
    const key = use.role === 'property' ? 'properties' : 'attributes';
    return putNamed(doc, key, named(doc, key).filter(([n, f]) => !(n === use.name && findColumn(columns, columnOf(f)) === columns.indexOf(column))));
  }
  return put(doc, 'columns', put(objectAt(doc, 'columns'), use.role, undefined));
}

/* To leave out one column of those kept as they are, the others have to be named. */
function nameTheRest(doc: Doc, columns: readonly string[], except: string): Doc {
  const role = restRole(doc);
  if (role === 'none') return doc;
  const key = role === 'property' ? 'properties' : 'attributes';
  const list = named(doc, key);
  for (const c of columns) if (c !== except && usesOf(doc, columns, c).length === 0) list.push([freeName(list, c), c]);
  return { ...putNamed(doc, key, list), rest: 'drop' };
}

/** Says what a column is. Its first use is replaced; a core field is taken from the column that had it. */
export function setUse(doc: Doc, columns: readonly string[], column: string, use: Use): Doc {
  const old = usesOf(doc, columns, column)[0];
  const before = old && old.role !== 'property' && old.role !== 'attribute' ? objectAt(doc, 'columns')[old.role]
    : old && named(doc, old.role === 'property' ? 'properties' : 'attributes').find(([n]) => n === old.name)?.[1];
  const kept = old?.role === use.role ? before : undefined;
  if (use.role === 'none') {
    const without = old ? removeUse(doc, columns, column, old) : doc;
    return usesOf(without, columns, column).length > 0 ? without : nameTheRest(without, columns, column);
  }
  if (use.role === 'property' || use.role === 'attribute') {
    const key = use.role === 'property' ? 'properties' : 'attributes';
    const wanted = use.name?.trim() || column;
    if (old?.role === use.role) {
      const others = named(doc, key).filter(([n]) => n !== old.name);
      return putNamed(doc, key, named(doc, key).map(([n, f]) => (n === old.name ? [freeName(others, wanted), field(kept, column, use)] : [n, f])));
    }
    const without = old ? removeUse(doc, columns, column, old) : doc;
    const list = named(without, key);
    return putNamed(without, key, [...list, [freeName(list, wanted), field(undefined, column, use)]]);
  }
  const without = old && old.role !== use.role ? removeUse(doc, columns, column, old) : doc;
  let next = put(without, 'columns', { ...objectAt(without, 'columns'), [use.role]: field(kept, column, use) });
  // What is said for all rows and what is said by a column exclude each other.
  if (use.role === 'event') next = put(next, 'event', undefined);
  if (use.role === 'time') next = put(next, 'time', undefined);
  return next;
}

/** Another kind of row: what it cannot have is left out, properties of people become attributes, those of items the reverse. */
export function setKind(doc: Doc, kind: Kind): Doc {
  if (kindOf(doc) === kind) return doc;
  const allowed = rolesOfKind[kind];
  let next: Doc = { ...doc, kind };
  next = put(next, 'columns', Object.fromEntries(Object.entries(objectAt(doc, 'columns')).filter(([r]) => !coreRoles.includes(r as CoreRole) || allowed.includes(r as Role))));
  const props = named(doc, 'properties'), attrs = named(doc, 'attributes');
  if (kind === 'people') next = putNamed(putNamed(next, 'properties', []), 'attributes', [...props, ...attrs]);
  if (kind === 'items') next = putNamed(putNamed(next, 'attributes', []), 'properties', [...attrs, ...props]);
  if (kind !== 'orders') next = put(next, 'line_items', undefined);
  if (kind !== 'orders' && kind !== 'events') next = put(next, 'refunds', undefined);
  if (kind !== 'events') next = put(put(next, 'event', undefined), 'event_names', undefined);
  return next;
}

/** What must be said before the file can be read as this kind. */
export function missing(doc: Doc): CoreRole[] {
  const core = objectAt(doc, 'columns');
  const has = (r: CoreRole) => columnOf(core[r]) !== '';
  switch (kindOf(doc)) {
    case 'items': return has('item_id') ? [] : ['item_id'];
    case 'events': return [...(has('person') ? [] : ['person' as const]), ...(has('event') || text(doc.event) ? [] : ['event' as const])];
    case 'people': return has('person') ? [] : ['person'];
    default: return [...(has('person') ? [] : ['person' as const]), ...(doc.line_items === true && !has('order_id') ? ['order_id' as const] : [])];
  }
}

/** The column of a core field; empty when there is none. */
export const coreColumn = (doc: Doc, role: CoreRole): string => columnOf(objectAt(doc, 'columns')[role]);

// ---- refunds, rows left out, names of events ----

export interface Refunds { negative: boolean; prefix: string; column: string; values: string[] }
const texts = (v: unknown): string[] => (Array.isArray(v) ? v.map(text) : text(v) === '' ? [] : [text(v)]);

export function refundsOf(doc: Doc): Refunds {
  const r = objectAt(doc, 'refunds');
  return { negative: r.negative_amount !== false, prefix: text(r.order_id_prefix), column: text(r.column), values: texts(r.values) };
}
export function setRefunds(doc: Doc, r: Refunds): Doc {
  let o = put(objectAt(doc, 'refunds'), 'negative_amount', r.negative ? undefined : false);
  o = put(o, 'order_id_prefix', r.prefix.trim());
  return put(doc, 'refunds', putCondition(o, r));
}
/* A column without values, or values without a column, is no condition: the server refuses it. */
const putCondition = (o: Doc, c: { column: string; values: string[] }): Doc => {
  const whole = c.column !== '' && c.values.length > 0;
  return put(put(o, 'column', whole ? c.column : ''), 'values', whole ? c.values : []);
};
export const leaveOutOf = (doc: Doc): { column: string; values: string[] } => ({ column: text(objectAt(doc, 'leave_out').column), values: texts(objectAt(doc, 'leave_out').values) });
export const setLeaveOut = (doc: Doc, c: { column: string; values: string[] }): Doc => put(doc, 'leave_out', putCondition(objectAt(doc, 'leave_out'), c));

export const setFixedEvent = (doc: Doc, event: string): Doc =>
  event.trim() === '' ? put(doc, 'event', undefined) : { ...put(doc, 'columns', put(objectAt(doc, 'columns'), 'event', undefined)), event: event.trim() };
export const setFixedTime = (doc: Doc, time: string): Doc =>
  time.trim() === '' ? put(doc, 'time', undefined) : { ...put(doc, 'columns', put(objectAt(doc, 'columns'), 'time', undefined)), time: time.trim() };

// ---- the form of the file ----

const formKeys = ['format', 'encoding', 'delimiter', 'quote', 'header', 'skip_lines', 'decimal_comma'] as const;

/** All columns the document names. */
export function namedColumns(doc: Doc): string[] {
  const all = [...Object.values(objectAt(doc, 'columns')), ...named(doc, 'properties').map(([, f]) => f), ...named(doc, 'attributes').map(([, f]) => f)].map(columnOf);
  return [...all, text(objectAt(doc, 'refunds').column), text(objectAt(doc, 'leave_out').column)].filter((c) => c !== '');
}

/** After the file was looked at in another way: what was chosen stays if its columns are still there, else the new guess holds. */
export function afterLook(doc: Doc, columns: readonly string[], guess: Doc): Doc {
  const still = namedColumns(doc).every((c) => findColumn(columns, c) >= 0);
  if (!still) return doc.source === undefined ? guess : { ...guess, source: doc.source };
  let next = doc;
  for (const k of formKeys) next = put(next, k, guess[k]);
  return next;
}

/** An earlier mapping's text, under the name its rows are known by. */
export const withSource = (yaml: string, source: string): string => (/^source\s*:/m.test(yaml) ? yaml : `source: ${JSON.stringify(source)}\n${yaml}`);
/** What rows are recognised under when nobody says: the file's name without its endings. */
export function stem(file: string): string {
  const plain = file.replace(/\.(gz|zst)$/i, '');
  const dot = plain.lastIndexOf('.');
  return dot > 0 ? plain.slice(0, dot) : plain;
}
