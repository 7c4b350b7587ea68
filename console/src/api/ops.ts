/* Every operation of the API, by its operationId: method, path, arguments, answer.  Arguments named in the path go
   there; the others are the query of GET and DELETE and the JSON body of the rest.  With OPENAPI=file, `npm test` compares
   this table with the server's document. */
import { request, sendFile, type Method, type Options } from './request';
import type * as T from './types';

type PathArgs<P extends string> = P extends `${string}{${infer N}}${infer R}` ? { [K in N]: string } & PathArgs<R> : unknown;
export interface Op<A, R> { (args: A, options?: Options): Promise<R>; readonly method: Method; readonly path: string }

function op<R, A = unknown>() {
  return <const P extends string>(method: Method, path: P): Op<PathArgs<P> & A, R> =>
    Object.assign((args: PathArgs<P> & A, options?: Options) => request<R>(method, path, args as Record<string, unknown>, options), { method, path });
}

const W = '/api/w/{workspace}' as const;
interface Paging { limit?: number; cursor?: string }
interface AsOf { as_of?: string }
interface Span { from?: string; to?: string }

export const ops = {
  login: op<T.Me, { email: string; password: string }>()('POST', '/api/login'),
  loginWithLink: op<T.Me, { token: string }>()('POST', '/api/login/link'),
  logout: op<void>()('POST', '/api/logout'),
  me: op<T.Me>()('GET', '/api/me'),
  updateMe: op<T.Me, { name?: string; locale?: T.Locale }>()('PATCH', '/api/me'),
  changePassword: op<void, { current?: string; new: string }>()('POST', '/api/me/password'),
  listSessions: op<T.Items<T.Session>>()('GET', '/api/me/sessions'),
  revokeSession: op<void>()('DELETE', '/api/me/sessions/{id}'),
  listZones: op<T.Items<string>>()('GET', '/api/zones'),
  listCurrencies: op<T.Items<T.Currency>>()('GET', '/api/currencies'),

  listUsers: op<T.Items<T.User>>()('GET', `${W}/users`),
  inviteUser: op<{ user: T.User; link: T.LoginLink | null }, { email: string; name?: string; role: T.Role; locale?: T.Locale }>()('POST', `${W}/users`),
  setUserRole: op<T.User, { role: T.Role | null }>()('PUT', `${W}/users/{id}/role`),
  makeLoginLink: op<T.LoginLink>()('POST', `${W}/users/{id}/link`),
  listKeys: op<T.Items<T.Key>>()('GET', `${W}/keys`),
  createKey: op<{ key: T.Key; secret: string }, { title: string; scopes: T.Scope[]; expires_days?: number | null }>()('POST', `${W}/keys`),
  revokeKey: op<void>()('DELETE', `${W}/keys/{id}`),
  listAudit: op<T.Page<T.AuditEntry>, Paging & { action?: string; actor?: string; object?: string }>()('GET', `${W}/audit`),

  listWorkspaces: op<T.Items<T.Workspace>>()('GET', '/api/workspaces'),
  createWorkspace: op<T.Workspace, { slug: string; title?: string; zone: string; currency: string }>()('POST', '/api/workspaces'),
  getWorkspace: op<T.Workspace>()('GET', W),
  updateWorkspace: op<T.Workspace, { title?: string; zone?: string; currency?: string; week_start?: 'monday' | 'sunday' }>()('PATCH', W),

  listReports: op<T.Items<T.ReportName>>()('GET', `${W}/reports`),
  getReport: op<T.Report, AsOf & Span & { classification?: string; daily?: boolean; flow?: boolean }>()('GET', `${W}/reports/{name}`),
  getOverview: op<T.Overview, Span & { days?: number; compare?: T.Compare }>()('GET', `${W}/overview`),

  listClassifications: op<T.Items<T.Classification>>()('GET', `${W}/classifications`),
  getClassification: op<T.Classification>()('GET', `${W}/classifications/{slug}`),
  putClassification: op<T.Classification, { doc: Record<string, unknown> } | { yaml: string }>()('PUT', `${W}/classifications/{slug}`),
  archiveClassification: op<void>()('DELETE', `${W}/classifications/{slug}`),
  classificationVersions: op<T.Items<T.Version>>()('GET', `${W}/classifications/{slug}/versions`),
  diffClassification: op<{ lines: T.DiffLine[] }, { a: number; b: number }>()('GET', `${W}/classifications/{slug}/diff`),
  previewClassification: op<T.ClassificationPreview, AsOf & { slug: string } & ({ doc: Record<string, unknown> } | { yaml: string })>()('POST', `${W}/classifications/preview`),
  classificationValues: op<T.ClassificationValues, AsOf>()('GET', `${W}/classifications/{slug}/values`),
  classificationDaily: op<T.ClassificationDaily, AsOf & Span>()('GET', `${W}/classifications/{slug}/daily`),
  classificationFlow: op<T.ClassificationFlow, AsOf & Span>()('GET', `${W}/classifications/{slug}/flow`),
  flowPeople: op<T.PeoplePage, AsOf & Span & Paging & { from_class: string; to_class: string }>()('GET', `${W}/classifications/{slug}/flow/people`),

  countPeople: op<T.Count, AsOf & { expression: string; clauses?: boolean; exact?: true }>()('POST', `${W}/questions/count`),
  listPeople: op<T.PeoplePage, AsOf & Paging & { expression: string; columns?: string[]; sort?: 'id' | 'last_seen' | 'orders' | 'revenue' }>()('POST', `${W}/questions/people`),
  samplePeople: op<T.PeoplePage, AsOf & { expression: string; n?: number; seed?: number }>()('POST', `${W}/questions/sample`),
  profilePeople: op<T.Profile, AsOf & { expression: string; against?: string }>()('POST', `${W}/questions/profile`),
  explainPerson: op<T.Explanation, AsOf & { expression: string; person: string }>()('POST', `${W}/questions/explain`),
  parseExpression: op<T.Parsed, { expression: string }>()('POST', `${W}/questions/parse`),
  formatBuilder: op<T.Formatted, { tree: T.Builder }>()('POST', `${W}/questions/format`),
  vocabulary: op<T.Vocabulary>()('GET', `${W}/questions/vocabulary`),

  listSegments: op<T.SegmentList, { status?: 'active' | 'archived'; sizes?: boolean }>()('GET', `${W}/segments`),
  getSegment: op<T.SegmentFull>()('GET', `${W}/segments/{slug}`),
  putSegment: op<T.Segment, { title: T.Title; description?: string; expression: string }>()('PUT', `${W}/segments/{slug}`),
  archiveSegment: op<void>()('DELETE', `${W}/segments/{slug}`),
  restoreSegment: op<T.Segment>()('POST', `${W}/segments/{slug}/restore`),
  segmentVersions: op<T.Items<T.SegmentVersion>>()('GET', `${W}/segments/{slug}/versions`),
  diffSegment: op<T.SegmentDiff, { a: number; b: number }>()('GET', `${W}/segments/{slug}/diff`),
  segmentTrend: op<T.SegmentTrend, { days?: number }>()('GET', `${W}/segments/{slug}/trend`),
  applyResources: op<T.ApplyResult, { documents: string; dry?: boolean }>()('POST', `${W}/resources/apply`),
  pullResources: op<string>()('GET', `${W}/resources/pull`),

  searchPeople: op<T.Items<T.PersonHit>, { q: string; limit?: number }>()('GET', `${W}/people`),
  getPerson: op<T.Person, AsOf>()('GET', `${W}/people/{id}`),
  erasePerson: op<{ lsn: number; identities: number; files: number }>()('DELETE', `${W}/people/{id}`),
  personEvents: op<T.Page<T.PersonEvent>, Paging & { before?: string; event?: string }>()('GET', `${W}/people/{id}/events`),
  personOrders: op<T.Items<T.PersonOrder>>()('GET', `${W}/people/{id}/orders`),
  attributeHistory: op<T.Items<T.AttributeChange>>()('GET', `${W}/people/{id}/attributes/{name}`),

  listEvents: op<T.Items<T.EventRow>>()('GET', `${W}/data/events`),
  getEvent: op<T.EventDetail>()('GET', `${W}/data/events/{name}`),
  listAttributes: op<T.Items<T.AttributeRow>>()('GET', `${W}/data/attributes`),
  freshness: op<T.Freshness>()('GET', `${W}/data/freshness`),

  inspectUpload: op<T.Inspection, { encoding?: string; delimiter?: string; header?: boolean; format?: string }>()('GET', `${W}/uploads/{id}/inspect`),
  previewUpload: op<T.ImportPreview, T.Mapping & { rows?: number; only?: 'all' | 'rejected' }>()('POST', `${W}/uploads/{id}/preview`),
  deleteUpload: op<void>()('DELETE', `${W}/uploads/{id}`),
  startImport: op<T.Job, T.Mapping & { upload: string; source?: string }>()('POST', `${W}/imports`),
  listImports: op<T.Page<T.ImportRun>, Paging>()('GET', `${W}/imports`),
  importRejects: op<T.Page<T.Reject>, Paging>()('GET', `${W}/imports/{id}/rejects`),
  startExport: op<T.Job, AsOf & { what: 'people' | 'events'; expression?: string; segment?: string; format: 'csv' | 'ndjson'; columns?: string[] }>()('POST', `${W}/exports`),
  listJobs: op<T.Page<T.Job>, Paging & { status?: T.JobStatus; kind?: T.Job['kind'] }>()('GET', `${W}/jobs`),
  getJob: op<T.Job>()('GET', `${W}/jobs/{id}`),
  cancelJob: op<T.Job>()('POST', `${W}/jobs/{id}/cancel`),
  retryJob: op<T.Job>()('POST', `${W}/jobs/{id}/retry`),
  loadDemo: op<T.Job, { people?: number; events?: number }>()('POST', `${W}/demo`),
} as const;

export type OpName = keyof typeof ops;
export type ArgsOf<N extends OpName> = Parameters<(typeof ops)[N]>[0];
export type AnswerOf<N extends OpName> = Awaited<ReturnType<(typeof ops)[N]>>;
/** Arguments without the workspace, which the hooks add. */
export type HookArgs<N extends OpName> = ArgsOf<N> extends infer A ? (A extends unknown ? Omit<A, 'workspace'> : never) : never;

export const uploadFile = (workspace: string, file: File, onProgress: (share: number) => void, signal?: AbortSignal): Promise<T.Upload> =>
  sendFile(`/api/w/${encodeURIComponent(workspace)}/uploads?name=${encodeURIComponent(file.name)}`, file, onProgress, signal);
/** Address of a job's file, for <a href download>. */
export const jobFileUrl = (workspace: string, job: string, name: string): string =>
  `/api/w/${encodeURIComponent(workspace)}/jobs/${encodeURIComponent(job)}/files/${encodeURIComponent(name)}`;
