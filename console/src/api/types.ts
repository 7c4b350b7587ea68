/* The shapes of the HTTP API, by the names its OpenAPI document uses. */

export type Role = 'viewer' | 'analyst' | 'operator' | 'admin' | 'owner';
export type Scope = 'read' | 'people' | 'write' | 'import' | 'export' | 'admin';
export type Locale = 'en' | 'zh';
export interface Title { en: string; zh: string }
export interface Place { line: number; column: number; length: number }
export interface Items<T> { items: T[] }
export interface Page<T> { items: T[]; next: string | null; total?: number }
/** ISO 8601 UTC with milliseconds. */
export type Instant = string;
/** YYYY-MM-DD in the workspace's zone. */
export type Day = string;
/** An exact decimal, as text. */
export type Decimal = string;
export interface Snapshot { as_of: Instant; lsn: number }

export interface ProblemBody {
  type: string; title: string; status: number; code: string; detail: string; hint?: string;
  place?: { source?: string; line: number; column: number; length: number };
  request_id: string; errors?: { field: string; code: string; detail: string }[];
}

// ---- account and access ----

export interface WorkspaceGrant { slug: string; role: Role; zone: string; currency: string; title: string }
export interface Me {
  actor: 'user' | 'key'; user: { id: string; email: string; name: string; locale: Locale } | null;
  csrf: string | null; version: string; workspaces: WorkspaceGrant[];
  server_owner: boolean; may_create_workspaces: boolean; now: Instant;
}
export interface User {
  id: string; email: string; name: string; locale: Locale; status: 'active' | 'disabled';
  created_at: Instant; last_login_at: Instant | null; grants: { workspace: string; role: Role }[];
}
export interface Session { id: string; created_at: Instant; last_seen_at: Instant; expires_at: Instant; user_agent: string; address: string; current: boolean }
export interface Key {
  id: string; title: string; workspace: string; scopes: Scope[]; prefix: string; created_at: Instant; created_by: string;
  expires_at: Instant | null; last_used_at: Instant | null; revoked_at: Instant | null;
}
export interface LoginLink { token: string; expires_at: Instant }
export interface Workspace {
  slug: string; title: string; zone: string; currency: string; week_start: 'monday' | 'sunday';
  people: number; events: number; bytes: number; first_event_at: Instant | null; last_event_at: Instant | null; lsn: number;
}
export interface Currency { code: string; name: Title }
export interface AuditEntry {
  id: number; at: Instant; actor_kind: 'user' | 'key' | 'cli' | 'system'; actor: string; action: string;
  workspace: string; object: string; detail: Record<string, unknown> | null; address: string;
}

// ---- reports ----

export type CellType = 'text' | 'title' | 'count' | 'money' | 'dec' | 'rate' | 'real' | 'days' | 'date';
export type Cell = null | string | number | Title;
export interface Section { id: string; title: Title; single: boolean; reader: 'any' | 'person' | 'json'; columns: { id: string; title: Title; type: CellType }[]; rows: Cell[][] }
export interface Report extends Snapshot { report: string; title: Title; zone: string; currency: string; sections: Section[] }
export interface ReportName { name: string; title: Title; help: Title }

export type Compare = 'previous' | 'year' | 'none';
export interface Metric {
  id: string; title: Title; help: Title; type: CellType; value: string | number | null; previous: string | number | null;
  change: number | null; better: 'up' | 'down' | 'none'; trend: (number | null)[]; previous_trend: (number | null)[] | null;
  people_expression: string | null;
}
export interface ClassBarData {
  classification: string; title: Title;
  classes: { name: string; title: Title; people: number; share: number; previous: number | null; revenue: Decimal; expression: string }[];
}
export interface Change { id: string; title: Title; detail: Title; people: number; expression: string; change: number | null; tone: 'good' | 'bad' | 'neutral' }
export interface Overview extends Snapshot {
  zone: string; currency: string; from: Day; to: Day; complete_to: Day; compare: { from: Day; to: Day } | null;
  people: number; events: number; has_data: boolean; last_event_at: Instant | null;
  metrics: Metric[]; bucket: 'day' | 'week'; days: Day[]; aipl: ClassBarData | null; lifecycle: ClassBarData | null; rfm: ClassBarData | null; changes: Change[];
}

// ---- classifications ----

export interface UsedBy { kind: string; slug: string; title: Title }
export interface Classification {
  slug: string; title: Title; description: string; version: number; status: string; preset: boolean; updated_at: Instant; author: string;
  measures: { name: string; expression: string; sentence: Title }[];
  scores: { name: string; of: string; by: 'quantile' | 'mean' | 'median' | 'fixed'; bins: number; descending: boolean; at: string[] }[];
  references: { name: string; of: string; by: string; value: string | null }[];
  population: string; classes: { name: string; title: Title; when: string; sentence: Title; rank: number }[];
  doc: Record<string, unknown>; yaml: string; used_by: UsedBy[];
}
export interface Version { version: number; at: Instant; author: string; yaml: string }
export interface DiffLine { op: ' ' | '+' | '-'; text: string }
/** Why a document would be refused, and where: `source` is `yaml` or a JSON pointer into the body (/doc/classes/2/when). */
export interface PlacedProblem { code: string; detail: Title; hint: Title; place: { source: string; line: number; column: number; length: number } }
export interface ClassificationPreview extends Snapshot {
  classes: { name: string; title: Title; people: number; share: number; was: number }[]; moved: number;
  matrix: { from: string; to: string; people: number }[]; thresholds: { score: string; of: string; at: string[] }[]; problems: PlacedProblem[];
}
export interface ClassValue {
  name: string; title: Title; people: number; share: number; buyers: number; orders: number; revenue: Decimal; revenue_share: number; expression: string;
}
export interface GridCell { r: number; f: number; people: number; revenue: Decimal; orders: number; mean_m: Decimal | null; classes: { name: string; people: number }[]; expression: string }
export interface HistogramBin { from: Decimal; to: Decimal | null; people: number; expression: string }
export interface ClassificationValues extends Snapshot {
  classes: ClassValue[]; population: number; thresholds: { score: string; of: string; at: string[] }[]; references: { name: string; value: string | null }[];
  grid: null | { r: string; f: string; cells: GridCell[] };
  histogram: { measure: string; title: Title; bins: HistogramBin[] }[];
}
export interface ClassificationDaily extends Snapshot { classes: { name: string; title: Title }[]; days: Day[]; counts: number[][] }
export interface ClassificationFlow extends Snapshot {
  from: Day; to: Day; classes: { name: string; title: Title }[]; matrix: number[][];
  identity: { class: string; start: number; stayed: number; up: number; down: number; lost: number; arrived: number; entered: number; end: number }[];
}

// ---- questions ----

export interface Clause {
  path: string; text: string; sentence: Title; place: Place; kind: 'and' | 'or' | 'not' | 'clause'; children: Clause[];
  people: number; cumulative: number | null; reach_without: number | null;
}
export interface Count extends Snapshot { people: number; everyone: number; share: number; seconds: number; canonical: string; sentence: Title; clauses: Clause | null }
export type PeopleColumnType = 'text' | 'number' | 'time' | 'money' | 'bool' | 'count';
export interface PeopleColumn { id: string; title: Title; type: PeopleColumnType }
export type PeopleValue = null | string | number | boolean;
export interface PeopleRow { id: string; subject: number; name: string | null; values: PeopleValue[] }
export interface PeoplePage extends Snapshot { total: number; next: string | null; columns: PeopleColumn[]; items: PeopleRow[] }
export interface Profile extends Snapshot {
  people: number; against_people: number;
  dimensions: { id: string; title: Title; kind: 'attribute' | 'class' | 'number';
    buckets: { label: string | Title; expression: string; people: number; share: number; against_share: number; lift: number | null }[] }[];
  numbers: { id: string; title: Title; mean: string | null; median: string | null; against_mean: string | null; against_median: string | null; type: CellType }[];
}
export interface Why {
  path: string; text: string; sentence: Title; place: Place; kind: 'and' | 'or' | 'not' | 'clause'; holds: boolean; children: Why[];
  actual: { value: string | number | boolean | null; type: string; text: Title; event_at: Instant | null }[];
}
export interface Explanation extends Snapshot { person: { id: string }; member: boolean; tree: Why }
export interface Parsed { canonical: string; sentence: Title; tree: Builder | null; type: string }
export interface Formatted { expression: string; sentence: Title }

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';
export type ValueType = 'text' | 'number' | 'time' | 'bool';
export type BuilderOp = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'contains' | 'not contains' | 'exists' | 'not exists' | 'between';
export interface BuilderFilter { prop: string; op: BuilderOp; type: ValueType; values: string[] }
export type BuilderWindow =
  | { kind: 'all' }
  | { kind: 'last'; n: number; unit: Unit } | { kind: 'last_full'; n: number; unit: Unit }
  | { kind: 'this'; unit: Unit } | { kind: 'previous'; unit: Unit }
  | { kind: 'since'; from: string } | { kind: 'before'; to: string } | { kind: 'between'; from: string; to: string };
export interface BuilderGroup { op: 'and' | 'or'; not?: boolean; items: Builder[] }
export type BuilderClause =
  | { kind: 'did'; not: boolean; events: string[]; where: BuilderFilter[]; count: { op: '>=' | '>' | '=' | '<' | '<=' | 'between'; n: string; m?: string } | null; window: BuilderWindow }
  | { kind: 'aggregate'; fn: 'sum' | 'avg' | 'min' | 'max' | 'distinct' | 'count'; events: string[]; prop: string; where: BuilderFilter[]; op: BuilderOp; value: string; value2?: string; window: BuilderWindow }
  | { kind: 'attribute'; name: string; op: BuilderOp; type: ValueType; values: string[] }
  | { kind: 'since'; fn: 'first' | 'last'; events: string[]; where: BuilderFilter[]; op: BuilderOp; days: string }
  | { kind: 'class'; slug: string; op: '=' | '!=' | 'in' | 'not in'; values: string[] }
  | { kind: 'segment'; slug: string; not: boolean }
  | { kind: 'code'; text: string };
export type Builder = BuilderGroup | BuilderClause;

export interface Vocabulary {
  lsn: number; revision: number;
  events: { name: string; title: Title; rows: number; props: { name: string; title: Title; types: ValueType[]; samples: string[] }[] }[];
  attributes: { name: string; title: Title; types: ValueType[]; people: number; samples: string[] }[];
  segments: { slug: string; title: Title }[]; classifications: { slug: string; title: Title; classes: { name: string; title: Title }[] }[];
  functions: { name: string; args: string; help: Title }[]; keywords: string[];
}

// ---- segments ----

export interface Segment {
  slug: string; title: Title; description?: string; expression: string; version: number; status: 'active' | 'archived';
  created_at: Instant; updated_at: Instant; author: string; sentence: Title;
}
export type SegmentRow = Segment & { people: number | null; share: number | null; trend: (number | null)[]; used_by: number };
export type SegmentFull = Segment & { used_by: UsedBy[] };
export interface SegmentList extends Snapshot { items: SegmentRow[] }
export interface SegmentVersion { version: number; at: Instant; author: string; title: Title; expression: string }
/** `people` is null when one of the versions speaks of names that are gone. */
export interface SegmentDiff { lines: DiffLine[]; people: { a: number; b: number; both: number; entered_expression?: string } | null }
export interface SegmentTrend { days: Day[]; people: number[] }
export interface ApplyResult { changes: { what: string; kind: string; slug: string; old_version: number | null; new_version: number | null; diff: DiffLine[] }[] }

// ---- people ----

export interface PersonHit { id: string; subject: number; name: string | null; match: { type: string; value: string }; last_seen: Instant | null; orders: number; revenue: Decimal }
export interface Person extends Snapshot {
  id: string; subject: number; name: string | null; identities: { type: string; value: string }[]; first_seen: Instant | null; last_seen: Instant | null;
  attributes: { name: string; title: Title; value: string | number | boolean | null; type: string; since: Instant | null; history: number }[];
  numbers: { orders: number; revenue: Decimal; aov: Decimal | null; days_since_last_order: number | null } & Record<string, string | number | null>;
  classes: { classification: string; title: Title; class: string | null; class_title: Title | null; since: Instant | null; history: { at: Instant; class: string | null }[] }[];
  segments: { slug: string; title: Title }[];
}
export interface PersonEvent { time: Instant | null; lsn: number; event: string; title: Title; props: { name: string; title: Title; value: string | number | boolean | null; type: string }[] }
export interface PersonOrder { id: string | null; time: Instant; amount: Decimal | null; refunded: Decimal; items: { id: string | null; name: string | null; quantity: Decimal | null; price: Decimal | null }[] }
export interface AttributeChange { time: Instant | null; value: string | number | boolean | null }

// ---- data ----

export interface EventRow {
  name: string; title: Title; help: Title; standard: boolean; rows: number; people: number | null; first_at: Instant | null; last_at: Instant | null;
  last_day: number; trend: number[]; props: number;
}
export interface EventDetail extends Omit<EventRow, 'props'> {
  props: { name: string; title: Title; types: ValueType[]; rows: number; coverage: number; top: { value: string; rows: number }[]; min: string | null; max: string | null; mean: string | null }[];
  days: Day[]; counts: number[]; samples: { time: Instant; person: string; props: Record<string, unknown> }[];
}
export interface AttributeRow {
  name: string; title: Title; types: ValueType[]; people: number; coverage: number; top: { value: string; people: number; expression: string }[];
  min: string | null; max: string | null; mean: string | null; updated_at: Instant | null;
}
export interface Freshness { last_event_at: Instant | null; last_import: ImportRun | null; events_today: number; sources: { source: string; last_at: Instant; rows: number }[] }

// ---- imports, exports, jobs ----

export interface Upload { id: string; name: string; bytes: number; expires_at: Instant }
export interface FileColumn { name: string; samples: string[]; looks: { type: string; format: string; confidence: number; note: Title | null } }
export interface Inspection {
  upload: Upload; format: 'csv' | 'ndjson'; encoding: string; delimiter: string; quote: string; header: boolean; columns: FileColumn[];
  rows: string[][]; mapping: Record<string, unknown>; yaml: string; problems: Title[]; sources: string[];
}
export interface PreviewRow {
  line: number; ok: boolean; event: string; person: { type: string; value: string } | null;
  /** In the workspace's zone, as it is printed; null = known since ever. */
  time: string | null;
  amount: Decimal | null; props: Record<string, unknown>; attributes: Record<string, unknown>; problem: ProblemBody | null;
  /** Of a rejected row: as it stands in the file. */
  text: string;
}
export interface ImportPreview {
  rows: PreviewRow[];
  check: { read: number; good: number; rejected: number; complete: boolean; reasons: { code: string; detail: Title; rows: number; first_line: number }[];
    new_people: number; known_people: number; duplicates: number | null; time_min: Instant | null; time_max: Instant | null; amount_sum: Decimal | null };
  mapping: Record<string, unknown>; yaml: string;
}
export type ImportStatus = 'running' | 'done' | 'stopped' | 'failed';
export interface ImportCounts { read: number; imported: number; duplicate: number; rejected: number; people: number; events: number; bytes: number }
export interface ImportRun { id: string; source: string; file: string; status: ImportStatus; started_at: Instant; finished_at: Instant | null; counts: ImportCounts; rejects: boolean; job: string | null }
export interface Reject { line: number; code: string; detail: string; text: string }
export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'canceled';
export interface Job {
  id: string; kind: 'import' | 'export' | 'question' | 'demo'; title: Title; status: JobStatus; progress: number | null; phase: string;
  created_at: Instant; started_at: Instant | null; finished_at: Instant | null; author: string; params: Record<string, unknown>;
  result: Record<string, unknown> | null; problem: ProblemBody | null; files: { name: string; bytes: number; type: string }[];
}
export type Mapping = { mapping: Record<string, unknown> } | { yaml: string };
