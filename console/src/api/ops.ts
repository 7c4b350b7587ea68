/* Every operation of the API that the console uses, by its operationId.  Method and path are written here, once, because
   a type is not there at run time; arguments and answer follow from them through schema.d.ts, and the last line refuses
   an operation that the document knows under another name.  Arguments named in the path go there; the others are the
   query of GET and DELETE and the JSON body of the rest. */
import { queryString, request, sendFile, type Method, type Options } from './request';
import type { operations, paths } from './schema';
import type * as T from './types';

export interface Op<A, R> { (args: A, options?: Options): Promise<R>; readonly method: Method; readonly path: string }

type Known<M extends Method> = { [P in keyof paths]: paths[P][Lowercase<M>] extends object ? P : never }[keyof paths];
type Inside<X, K extends PropertyKey> = X extends { [k in K]?: infer V } ? V : never;
type OrNothing<X> = [NonNullable<X>] extends [never] ? unknown : NonNullable<X>;
/* In an address a number is its digits. */
type Digits<X> = X extends `${infer N extends number}` ? X | N : X;
type Loose<X> = { [K in keyof X]: Digits<X[K]> };
type InPath<O> = OrNothing<Inside<Inside<O, 'parameters'>, 'path'>>;
type InQuery<O> = Loose<OrNothing<Inside<Inside<O, 'parameters'>, 'query'>>>;
type InBody<O> = O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : unknown;
type Arguments<O> = InPath<O> & InQuery<O> & InBody<O>;
type Content<R> = R extends { content: infer C } ? C extends { 'application/json': infer J } ? J : string : void;
type Answer<O> = O extends { responses: infer R } ? Content<R[keyof R & (200 | 201 | 202 | 204)]> : never;
type OpOf<O> = Op<Arguments<O>, Answer<O>>;

function op<M extends Method, P extends Known<M>>(method: M, path: P): OpOf<paths[P][Lowercase<M>]> {
  type A = Arguments<paths[P][Lowercase<M>]>;
  return Object.assign((args: A, options?: Options) => request<Answer<paths[P][Lowercase<M>]>>(method, path, args as Record<string, unknown>, options), { method, path });
}

const W = '/api/w/{workspace}' as const;

export const ops = {
  login: op('POST', '/api/login'),
  loginWithLink: op('POST', '/api/login/link'),
  logout: op('POST', '/api/logout'),
  me: op('GET', '/api/me'),
  updateMe: op('PATCH', '/api/me'),
  changePassword: op('POST', '/api/me/password'),
  listSessions: op('GET', '/api/me/sessions'),
  revokeSession: op('DELETE', '/api/me/sessions/{id}'),
  listZones: op('GET', '/api/zones'),
  listCurrencies: op('GET', '/api/currencies'),

  listUsers: op('GET', `${W}/users`),
  inviteUser: op('POST', `${W}/users`),
  setUserRole: op('PUT', `${W}/users/{id}/role`),
  makeLoginLink: op('POST', `${W}/users/{id}/link`),
  listKeys: op('GET', `${W}/keys`),
  createKey: op('POST', `${W}/keys`),
  revokeKey: op('DELETE', `${W}/keys/{id}`),
  listWebhooks: op('GET', `${W}/webhooks`),
  newWebhookSecret: op('POST', `${W}/webhooks/{slug}/secret`),
  testWebhook: op('POST', `${W}/webhooks/{slug}/test`),
  resumeWebhook: op('POST', `${W}/webhooks/{slug}/resume`),
  listDeliveries: op('GET', `${W}/webhooks/{slug}/deliveries`),
  replayDeliveries: op('POST', `${W}/webhooks/{slug}/replay`),
  listAudit: op('GET', `${W}/audit`),

  listWorkspaces: op('GET', '/api/workspaces'),
  createWorkspace: op('POST', '/api/workspaces'),
  getWorkspace: op('GET', W),
  updateWorkspace: op('PATCH', W),
  retentionReach: op('POST', `${W}/retention/reach`),
  setRetention: op('PUT', `${W}/retention`),
  getCare: op('GET', `${W}/care`),
  startVerify: op('POST', `${W}/care/verify`),
  startBackup: op('POST', '/api/backups'),

  listReports: op('GET', `${W}/reports`),
  getReport: op('GET', `${W}/reports/{name}`),
  getPointsEffect: op('GET', `${W}/reports/points/{currency}`),
  getCouponEffect: op('GET', `${W}/reports/coupon/{kind}`),
  getDosesEffect: op('GET', `${W}/reports/coupons/doses`),
  getMembershipEffect: op('GET', `${W}/reports/membership/{programme}`),
  getOverview: op('GET', `${W}/overview`),

  listClassifications: op('GET', `${W}/classifications`),
  getClassification: op('GET', `${W}/classifications/{slug}`),
  putClassification: op('PUT', `${W}/classifications/{slug}`),
  archiveClassification: op('DELETE', `${W}/classifications/{slug}`),
  classificationVersions: op('GET', `${W}/classifications/{slug}/versions`),
  diffClassification: op('GET', `${W}/classifications/{slug}/diff`),
  previewClassification: op('POST', `${W}/classifications/preview`),
  classificationValues: op('GET', `${W}/classifications/{slug}/values`),
  classificationDaily: op('GET', `${W}/classifications/{slug}/daily`),
  classificationFlow: op('GET', `${W}/classifications/{slug}/flow`),
  flowPeople: op('GET', `${W}/classifications/{slug}/flow/people`),

  countPeople: op('POST', `${W}/questions/count`),
  listPeople: op('POST', `${W}/questions/people`),
  samplePeople: op('POST', `${W}/questions/sample`),
  profilePeople: op('POST', `${W}/questions/profile`),
  explainPerson: op('POST', `${W}/questions/explain`),
  parseExpression: op('POST', `${W}/questions/parse`),
  checkExpression: op('POST', `${W}/questions/check`),
  formatBuilder: op('POST', `${W}/questions/format`),
  vocabulary: op('GET', `${W}/questions/vocabulary`),
  askSaved: op('POST', `${W}/questions/saved/{slug}`),
  askFunnel: op('POST', `${W}/questions/funnel`),
  funnelPeople: op('POST', `${W}/questions/funnel/people`),
  askRetention: op('POST', `${W}/questions/retention`),
  retentionPeople: op('POST', `${W}/questions/retention/people`),
  askPaths: op('POST', `${W}/questions/paths`),
  pathsPeople: op('POST', `${W}/questions/paths/people`),
  askTrend: op('POST', `${W}/questions/trend`),
  trendPeople: op('POST', `${W}/questions/trend/people`),
  askDistribution: op('POST', `${W}/questions/distribution`),
  distributionPeople: op('POST', `${W}/questions/distribution/people`),
  askOverlap: op('POST', `${W}/questions/overlap`),
  overlapPeople: op('POST', `${W}/questions/overlap/people`),
  askDifference: op('POST', `${W}/questions/difference`),
  differencePeople: op('POST', `${W}/questions/difference/people`),
  askAttribution: op('POST', `${W}/questions/attribution`),
  attributionPeople: op('POST', `${W}/questions/attribution/people`),

  listSegments: op('GET', `${W}/segments`),
  getSegment: op('GET', `${W}/segments/{slug}`),
  putSegment: op('PUT', `${W}/segments/{slug}`),
  archiveSegment: op('DELETE', `${W}/segments/{slug}`),
  restoreSegment: op('POST', `${W}/segments/{slug}/restore`),
  segmentChanges: op('GET', `${W}/segments/{slug}/changes`),
  segmentHistory: op('GET', `${W}/segments/{slug}/history`),
  lookAtSegment: op('POST', `${W}/segments/{slug}/look`),
  segmentVersions: op('GET', `${W}/segments/{slug}/versions`),
  diffSegment: op('GET', `${W}/segments/{slug}/diff`),
  segmentTrend: op('GET', `${W}/segments/{slug}/trend`),
  applyResources: op('POST', `${W}/resources/apply`),
  pullResources: op('GET', `${W}/resources/pull`),
  listResources: op('GET', `${W}/resources`),
  getDocument: op('GET', `${W}/resources/{kind}/{slug}`),
  putDocument: op('PUT', `${W}/resources/{kind}/{slug}`),
  documentVersions: op('GET', `${W}/resources/{kind}/{slug}/versions`),
  restoreDocument: op('POST', `${W}/resources/{kind}/{slug}/restore`),
  archiveDocument: op('DELETE', `${W}/resources/{kind}/{slug}`),

  listMembers: op('GET', `${W}/programmes/{slug}/members`),
  countMembers: op('GET', `${W}/programmes/{slug}/counts`),
  getMember: op('GET', `${W}/programmes/{slug}/members/{id}`),
  personMemberships: op('GET', `${W}/people/{id}/memberships`),
  joinMember: op('POST', `${W}/programmes/{slug}/members/{id}/join`),
  leaveMember: op('POST', `${W}/programmes/{slug}/members/{id}/leave`),
  setMemberLevel: op('POST', `${W}/programmes/{slug}/members/{id}/level`),
  subscribeMember: op('POST', `${W}/programmes/{slug}/members/{id}/subscribe`),
  renewMember: op('POST', `${W}/programmes/{slug}/members/{id}/renew`),
  cancelMember: op('POST', `${W}/programmes/{slug}/members/{id}/cancel`),
  refundMember: op('POST', `${W}/programmes/{slug}/members/{id}/refund`),
  useMemberService: op('POST', `${W}/programmes/{slug}/members/{id}/use`),

  personCoupons: op('GET', `${W}/people/{id}/coupons`),
  issueCoupon: op('POST', `${W}/people/{id}/coupons`),
  personAccounts: op('GET', `${W}/people/{id}/accounts`),
  personAccount: op('GET', `${W}/people/{id}/accounts/{currency}`),
  postPoints: op('POST', `${W}/people/{id}/points`),
  ledgerTotals: op('GET', `${W}/ledger/totals`),
  listTransactions: op('GET', `${W}/ledger/transactions`),
  getTransaction: op('GET', `${W}/ledger/transactions/{n}`),
  refundTransaction: op('POST', `${W}/ledger/transactions/{n}/refund`),
  reverseTransaction: op('POST', `${W}/ledger/transactions/{n}/reverse`),
  clawBackTransaction: op('POST', `${W}/ledger/transactions/{n}/clawback`),
  unfreezeTransaction: op('POST', `${W}/ledger/transactions/{n}/unfreeze`),
  listProposals: op('GET', `${W}/ledger/proposals`),
  proposeAdjustment: op('POST', `${W}/ledger/proposals`),
  approveProposal: op('POST', `${W}/ledger/proposals/{n}/approve`),
  rejectProposal: op('POST', `${W}/ledger/proposals/{n}/reject`),
  listEarnRules: op('GET', `${W}/earn-rules`),
  whyEarned: op('GET', `${W}/earn-rules/why`),
  previewEarnRule: op('POST', `${W}/earn-rules/preview`),
  listPromotions: op('GET', `${W}/promotions`),
  getPromotion: op('GET', `${W}/promotions/{slug}`),
  listPromotionBuyers: op('GET', `${W}/promotions/{slug}/buyers`),
  listCouponKinds: op('GET', `${W}/coupons/kinds`),
  getCouponKind: op('GET', `${W}/coupons/kinds/{slug}`),
  previewCoupon: op('POST', `${W}/coupons/preview`),
  listCouponBatches: op('GET', `${W}/coupons/batches`),
  listCoupons: op('GET', `${W}/coupons`),
  getCoupon: op('GET', `${W}/coupons/{coupon}`),
  issueToSegment: op('POST', `${W}/coupons/segment`),
  makeCouponPool: op('POST', `${W}/coupons/pools`),
  exportCouponPool: op('POST', `${W}/coupons/pools/{id}/export`),
  releaseCoupons: op('POST', `${W}/coupons/release`),
  revokeCoupons: op('POST', `${W}/coupons/revoke`),
  quoteKinds: op('POST', `${W}/coupons/quote`),
  quotePerson: op('POST', `${W}/people/{id}/coupons/quote`),

  taskCounts: op('GET', `${W}/tasks`),
  taskRows: op('GET', `${W}/tasks/{slug}/rows`),
  taskDays: op('GET', `${W}/tasks/{slug}/days`),
  checkInStreaks: op('GET', `${W}/tasks/{slug}/streaks`),
  personTasks: op('GET', `${W}/people/{id}/tasks`),
  personCheckIns: op('GET', `${W}/people/{id}/check-ins`),
  personBadges: op('GET', `${W}/people/{id}/badges`),
  listDraws: op('GET', `${W}/draws`),
  getDraw: op('GET', `${W}/draws/{slug}`),
  getDrawAudit: op('GET', `${W}/draws/{slug}/audit`),
  listDrawWins: op('GET', `${W}/draws/{slug}/wins`),
  handOverWin: op('POST', `${W}/draws/{slug}/wins/{n}/hand`),
  getDrawPerson: op('GET', `${W}/draws/{slug}/people/{id}`),

  listLeaderboards: op('GET', `${W}/leaderboards`),
  getLeaderboard: op('GET', `${W}/leaderboards/{slug}`),
  previewLeaderboard: op('POST', `${W}/leaderboards/preview`),
  getStandings: op('GET', `${W}/leaderboards/{slug}/standings`),
  getStanding: op('GET', `${W}/leaderboards/{slug}/people/{id}`),
  listLeaderboardPeriods: op('GET', `${W}/leaderboards/{slug}/periods`),

  listMallItems: op('GET', `${W}/mall/items`),
  getMallItem: op('GET', `${W}/mall/items/{slug}`),
  mallReport: op('GET', `${W}/mall/report`),
  listMallOrders: op('GET', `${W}/mall/orders`),
  getMallOrder: op('GET', `${W}/mall/orders/{n}`),
  payMallOrder: op('POST', `${W}/mall/orders/{n}/pay`),
  shipMallOrder: op('POST', `${W}/mall/orders/{n}/ship`),
  shipMallOrders: op('POST', `${W}/mall/orders/ship`),
  readyMallOrder: op('POST', `${W}/mall/orders/{n}/ready`),
  finishMallOrder: op('POST', `${W}/mall/orders/{n}/done`),
  cancelMallOrder: op('POST', `${W}/mall/orders/{n}/cancel`),
  returnMallOrder: op('POST', `${W}/mall/orders/{n}/return`),
  restockMallOrder: op('POST', `${W}/mall/orders/{n}/restock`),
  showMallCodes: op('POST', `${W}/mall/orders/{n}/codes`),
  bulkMallOrders: op('POST', `${W}/mall/orders/bulk`),
  previewMallBulk: op('POST', `${W}/mall/orders/bulk/preview`),
  listMallPools: op('GET', `${W}/mall/pools`),
  getMallPool: op('GET', `${W}/mall/pools/{slug}`),
  importMallCodes: op('POST', `${W}/mall/pools/{slug}/import`),
  withdrawMallCodes: op('POST', `${W}/mall/pools/{slug}/withdraw`),

  searchPeople: op('GET', `${W}/people`),
  getPerson: op('GET', `${W}/people/{id}`),
  personIdentity: op('GET', `${W}/people/{id}/identity`),
  mergePeople: op('POST', `${W}/people/{id}/merge`),
  unmergePeople: op('POST', `${W}/people/{id}/unmerge`),
  blockIdentity: op('POST', `${W}/people/{id}/block`),
  freezePerson: op('POST', `${W}/people/{id}/freeze`),
  identityWatch: op('GET', `${W}/identity/watch`),
  identityRules: op('GET', `${W}/identity/rules`),
  personEraseReach: op('GET', `${W}/people/{id}/reach`),
  erasePerson: op('DELETE', `${W}/people/{id}`),
  personEvents: op('GET', `${W}/people/{id}/events`),
  personOrders: op('GET', `${W}/people/{id}/orders`),
  attributeHistory: op('GET', `${W}/people/{id}/attributes/{name}`),

  getCatalogue: op('GET', `${W}/catalogue`),
  listItems: op('GET', `${W}/catalogue/items`),
  changeItems: op('POST', `${W}/catalogue/items`),
  getItem: op('GET', `${W}/catalogue/items/{id}`),
  lookUpItems: op('POST', `${W}/catalogue/items/lookup`),
  putItem: op('PUT', `${W}/catalogue/items/{id}`),
  patchItem: op('PATCH', `${W}/catalogue/items/{id}`),
  deleteItem: op('DELETE', `${W}/catalogue/items/{id}`),
  getCategories: op('GET', `${W}/catalogue/categories`),
  putCategories: op('PUT', `${W}/catalogue/categories`),
  getBrands: op('GET', `${W}/catalogue/brands`),
  listEvents: op('GET', `${W}/data/events`),
  getEvent: op('GET', `${W}/data/events/{name}`),
  draftPlan: op('GET', `${W}/data/plan-draft`),
  previewPlan: op('POST', `${W}/data/plan-preview`),
  listAttributes: op('GET', `${W}/data/attributes`),
  freshness: op('GET', `${W}/data/freshness`),

  listWriteKeys: op('GET', `${W}/collect/keys`),
  listWriteKeyNames: op('GET', `${W}/collect/keys/names`),
  createWriteKey: op('POST', `${W}/collect/keys`),
  updateWriteKey: op('PATCH', `${W}/collect/keys/{id}`),
  rotateWriteKey: op('POST', `${W}/collect/keys/{id}/rotate`),
  revokeWriteKey: op('DELETE', `${W}/collect/keys/{id}`),
  listDeadLetters: op('GET', `${W}/collect/dead`),
  listDeadReasons: op('GET', `${W}/collect/dead/reasons`),
  getDeadLetter: op('GET', `${W}/collect/dead/{id}`),
  replayDeadLetter: op('POST', `${W}/collect/dead/{id}/replay`),
  replayDeadLetters: op('POST', `${W}/collect/dead/replay`),
  discardDeadLetter: op('DELETE', `${W}/collect/dead/{id}`),
  discardDeadLetters: op('DELETE', `${W}/collect/dead`),

  inspectUpload: op('GET', `${W}/uploads/{id}/inspect`),
  previewUpload: op('POST', `${W}/uploads/{id}/preview`),
  deleteUpload: op('DELETE', `${W}/uploads/{id}`),
  startImport: op('POST', `${W}/imports`),
  listImports: op('GET', `${W}/imports`),
  importRejects: op('GET', `${W}/imports/{id}/rejects`),
  startExport: op('POST', `${W}/exports`),
  listJobs: op('GET', `${W}/jobs`),
  getJob: op('GET', `${W}/jobs/{id}`),
  cancelJob: op('POST', `${W}/jobs/{id}/cancel`),
  retryJob: op('POST', `${W}/jobs/{id}/retry`),
  loadDemo: op('POST', `${W}/demo`),
} as const satisfies { [N in keyof operations]?: OpOf<operations[N]> };

export type OpName = keyof typeof ops;
export type ArgsOf<N extends OpName> = Parameters<(typeof ops)[N]>[0];
export type AnswerOf<N extends OpName> = Awaited<ReturnType<(typeof ops)[N]>>;
/** Arguments without the workspace, which the hooks add. */
export type HookArgs<N extends OpName> = ArgsOf<N> extends infer A ? (A extends unknown ? Omit<A, 'workspace'> : never) : never;

export const uploadFile = (workspace: string, file: File, onProgress: (share: number) => void, signal?: AbortSignal): Promise<T.Upload> =>
  sendFile(`/api/w/${encodeURIComponent(workspace)}/uploads?name=${encodeURIComponent(file.name)}`, file, onProgress, signal);
/** Address of the stream of what clients send, for EventSource. */
export const streamUrl = (workspace: string, clients: Record<string, string> | null): string =>
  `/api/w/${encodeURIComponent(workspace)}/${clients ? `collect/live${queryString({ ...clients, changes: 'true' })}` : 'live'}`;
/** Address of a job's file, for <a href download>. */
export const jobFileUrl = (workspace: string, job: string, name: string): string =>
  `/api/w/${encodeURIComponent(workspace)}/jobs/${encodeURIComponent(job)}/files/${encodeURIComponent(name)}`;
