/* A tracking plan as a document and as a form.  Objects become lists with keys of their own, so that a row keeps its place
   while its name is typed; what the form has no field for (titles, descriptions) is carried along. */

export type Action = 'accept' | 'flag' | 'reject';
export const types = ['any', 'text', 'number', 'bool', 'time'] as const;
export type PropType = (typeof types)[number];

export interface Prop { key: string; name: string; type: PropType; required: boolean; values: string[]; min: string; max: string; rest: Record<string, unknown> }
export interface Ev { key: string; name: string; broken: 'flag' | 'reject'; others: Action; props: Prop[]; rest: Record<string, unknown> }
export interface Rename { key: string; of: 'events' | 'properties'; from: string; to: string }
export interface Plan { title: string; unknown: Action; events: Ev[]; attributes: Prop[]; renames: Rename[]; rest: Record<string, unknown> }

type Doc = Record<string, unknown>;
const object = (v: unknown): Doc => (v !== null && typeof v === 'object' && !Array.isArray(v) ? (v as Doc) : {});
const oneOf = <T extends string>(all: readonly T[], v: unknown, otherwise: T): T => (all.includes(v as T) ? (v as T) : otherwise);
const without = (o: Doc, ...keys: string[]): Doc => Object.fromEntries(Object.entries(o).filter(([k]) => !keys.includes(k)));
const number = (v: unknown): string => (typeof v === 'number' || typeof v === 'string' ? String(v) : '');

// Drafts come back into later lives of the page, with their keys.
const life = Math.random().toString(36).slice(2, 8);
let made = 0;
export const newKey = (): string => `k${++made}-${life}`;
export const actions = ['accept', 'flag', 'reject'] as const;
export const newProp = (name = ''): Prop => ({ key: newKey(), name, type: 'any', required: false, values: [], min: '', max: '', rest: {} });
export const newEvent = (name = ''): Ev => ({ key: newKey(), name, broken: 'flag', others: 'accept', props: [], rest: {} });

function readProps(v: unknown): Prop[] {
  return Object.entries(object(v)).map(([name, raw]) => {
    const o = object(raw), values = Array.isArray(o.values) ? o.values.map(String) : [];
    // A list of values says that it is text, a bound that it is a number.
    const implied: PropType = values.length ? 'text' : o.min !== undefined || o.max !== undefined ? 'number' : 'any';
    return { ...newProp(name), type: oneOf(types, o.type, implied), required: o.required === true, values, min: number(o.min), max: number(o.max), rest: without(o, 'type', 'required', 'values', 'min', 'max') };
  });
}

export function readPlan(document: unknown, title = ''): Plan {
  const d = object(document), names = object(d.names);
  const renames = (['events', 'properties'] as const).flatMap((of) => Object.entries(object(names[of])).map(([from, to]) => ({ key: newKey(), of, from, to: String(to) })));
  return {
    title, unknown: oneOf(actions, d.unknown_events, 'accept'), attributes: readProps(d.attributes), renames, rest: without(d, 'title', 'unknown_events', 'events', 'attributes', 'names'),
    events: Object.entries(object(d.events)).map(([name, raw]) => {
      const o = object(raw);
      return { ...newEvent(name), broken: oneOf(['flag', 'reject'] as const, o.on_violation, 'flag'), others: oneOf(actions, o.other_properties, 'accept'), props: readProps(o.properties), rest: without(o, 'on_violation', 'other_properties', 'properties') };
    }),
  };
}

/** Bounds go as they were typed when they are no numbers: then the server says so. */
const bound = (s: string): unknown => (s.trim() === '' ? undefined : Number.isFinite(Number(s)) ? Number(s) : s.trim());
const clean = (o: Doc): Doc => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));

function writeProps(list: readonly Prop[]): Doc {
  return Object.fromEntries(list.map((p) => [p.name.trim(), clean({ ...p.rest, type: p.type === 'any' ? undefined : p.type, required: p.required || undefined, values: p.values.length ? p.values : undefined, min: bound(p.min), max: bound(p.max) })]));
}

/** The document without its title. */
export function writePlan(plan: Plan): Doc {
  const names = clean({ events: renamesOf(plan, 'events'), properties: renamesOf(plan, 'properties') });
  return clean({
    ...plan.rest,
    unknown_events: plan.unknown === 'accept' ? undefined : plan.unknown,
    names: Object.keys(names).length ? names : undefined,
    events: Object.fromEntries(plan.events.map((e) => [e.name.trim(), clean({ ...e.rest, on_violation: e.broken === 'flag' ? undefined : e.broken, other_properties: e.others === 'accept' ? undefined : e.others, properties: writeProps(e.props) })])),
    attributes: plan.attributes.length ? writeProps(plan.attributes) : undefined,
  });
}
const renamesOf = (plan: Plan, of: Rename['of']): Doc | undefined => {
  const list = plan.renames.filter((r) => r.of === of && r.from.trim() !== '');
  return list.length ? Object.fromEntries(list.map((r) => [r.from.trim(), r.to.trim()])) : undefined;
};

/** Keys of rows whose name is empty, or another row's too: as a document they would vanish without a word. */
export function unnamed(rows: readonly { key: string; name: string }[]): Map<string, 'empty' | 'twice'> {
  const wrong = new Map<string, 'empty' | 'twice'>(), seen = new Set<string>();
  for (const r of rows) {
    const name = r.name.trim();
    if (name === '') wrong.set(r.key, 'empty');
    else if (seen.has(name)) wrong.set(r.key, 'twice');
    seen.add(name);
  }
  return wrong;
}

/** What was observed and is not in the plan yet; what is there stays as it is. Also says how much that was. */
export function addObserved(plan: Plan, document: unknown): { plan: Plan; events: number; props: number } {
  const seen = readPlan(document);
  let events = 0, props = 0;
  const more = (has: readonly Prop[], from: readonly Prop[]): Prop[] => {
    const fresh = from.filter((p) => !has.some((x) => x.name.trim() === p.name));
    props += fresh.length;
    // The event is known: that a property is on every row so far does not make it required by itself.
    return [...has, ...fresh.map((p) => ({ ...p, required: false }))];
  };
  const kept = plan.events.map((e) => { const from = seen.events.find((x) => x.name === e.name.trim()); return from ? { ...e, props: more(e.props, from.props) } : e; });
  const fresh = seen.events.filter((x) => !plan.events.some((e) => e.name.trim() === x.name));
  events = fresh.length;
  return { plan: { ...plan, events: [...kept, ...fresh], attributes: more(plan.attributes, seen.attributes) }, events, props };
}

/** Which part of the document an error is about: 'events/order_completed/properties/amount/max'. */
export const isAt = (source: string | undefined, path: string): boolean => source !== undefined && (source === path || source.startsWith(`${path}/`));
