/* The names under which the console speaks of the API's shapes.  The shapes themselves are in schema.d.ts, made by
   `npm run types` from the server's own OpenAPI document: nothing here says what a field is. */
import type { components } from './schema';

type S = components['schemas'];

export interface Items<T> { items: T[] }
/** ISO 8601 UTC with milliseconds. */
export type Instant = string;
/** YYYY-MM-DD in the workspace's zone. */
export type Day = string;
/** An exact decimal, as text. */
export type Decimal = string;
export type Title = S['Title'];
export type Place = S['Place'];
/** What every answer about people says of itself. */
export type Snapshot = Pick<S['Count'], 'as_of' | 'lsn'>;
export type ProblemBody = S['Problem'];
/** An error inside an answer: of a job, of a row of a file. */
export type Trouble = S['Trouble'];

// ---- account and access ----

export type Role = S['Role'];
export type Scope = S['Scope'];
export type Me = S['Me'];
export type Locale = NonNullable<Me['user']>['locale'];
export type WorkspaceGrant = Me['workspaces'][number];
export type User = S['User'];
export type Session = S['Session'];
export type Key = S['Key'];
export type LoginLink = S['LoginLink'];
export type Workspace = S['Workspace'];
export type AuditEntry = S['AuditEntry'];
export type Care = S['Care'];
export type Backup = S['Backup'];

// ---- identities ----

export type PersonIdentity = S['PersonIdentity'];
export type IdentityDetail = S['PersonIdentityDetail'];
export type IdentityName = S['IdentityName'];
export type Evidence = S['IdentityEvidence'];
export type PersonMoved = S['PersonMoved'];
export type MovePreview = S['MovePreview'];
export type IdentityWatch = S['IdentityWatch'];
export type Watched = S['IdentityWatched'];
export type SharedDevice = S['IdentityShared'];
export type IdentityRules = S['IdentityRules'];
export type IdentityType = S['IdentityType'];
// ---- collecting ----

export type Webhook = S['Webhook'];
export type WebhookDelivery = S['WebhookDelivery'];
export type WriteKey = S['WriteKey'];
export type WriteKeyName = S['WriteKeyName'];
export type WriteScope = S['WriteScope'];
export type WriteUse = S['WriteUse'];
export type ClientProtocol = S['ClientProtocol'];
export type DeadLetter = S['DeadLetter'];
export type DeadReason = S['DeadReason'];
/** A message in the stream of what clients send: the stream is no JSON answer, so the document has no shape for it. */
export interface LiveMessage {
  n: number; at: Instant; key: string; protocol: ClientProtocol; path: string; outcome: 'taken' | 'rejected' | 'refused'; event: string; library: string;
  ids: { type: string; value: string }[]; text: string; cut: boolean; rows: LiveRow[]; warnings: ('repeated' | 'clock_clamped' | 'bot')[]; problem: Trouble | null;
}
export interface LiveRow { event: string; time: Instant; properties: Record<string, unknown> }
/** Totals of the workspace since it was opened. */
export interface LivePulse { at: Instant; taken: number; rejected: number; refused: number }

// ---- reports ----

export type CellType = S['CellType'];
export type Section = S['Section'];
export type Cell = Section['rows'][number][number];
export type Report = S['Report'];
export type Overview = S['Overview'];
export type Compare = 'previous' | 'year' | 'none';
export type Metric = S['OverviewMetric'];
export type ClassBarData = S['ClassBar'];
export type Change = S['OverviewChange'];

// ---- classifications ----

export type UsedBy = S['Use'];
export type Classification = S['Classification'];
export type Version = S['ClassificationVersion'];
export type DiffLine = S['ClassificationDiffLine'];
/** Why a document would be refused, and where: `source` is `yaml` or a JSON pointer into the body (/doc/classes/2/when). */
export type PlacedProblem = S['PlacedProblem'];
export type ClassificationPreview = S['ClassificationPreview'];
export type ClassValue = S['ClassValues'];
export type GridCell = S['RfmCell'];
export type HistogramBin = S['HistogramBin'];
export type ClassificationValues = S['ClassificationValues'];
export type ClassificationDaily = S['ClassificationDaily'];
export type ClassificationFlow = S['ClassificationFlow'];

// ---- questions ----

export type Clause = S['Clause'];
export type Count = S['Count'];
export type PeopleColumn = S['PeopleColumn'];
export type PeopleColumnType = PeopleColumn['type'];
export type PeopleRow = S['PeopleItem'];
export type PeopleValue = PeopleRow['values'][number];
export type PeoplePage = S['PeoplePage'];
export type Profile = S['Profile'];
export type Why = S['Why'];
export type Explanation = S['Explanation'];
export type Parsed = S['ParsedExpression'];
export type Formatted = S['FormattedExpression'];

export type Builder = S['Builder'];
export type BuilderGroup = S['BuilderGroup'];
export type BuilderClause = Exclude<Builder, BuilderGroup>;
export type BuilderFilter = S['BuilderFilter'];
export type BuilderMeasure = S['BuilderMeasure'];
export type BuilderStep = S['BuilderStep'];
export type BuilderOp = BuilderFilter['op'];
export type ValueType = BuilderFilter['type'];
export type BuilderWindow = S['BuilderWindow'];
export type Unit = S['TimeUnit'];
export type Vocabulary = S['Vocabulary'];

// ---- questions about behaviour ----

export type Funnel = S['Funnel'];
export type FunnelGroup = S['FunnelGroup'];
export type FunnelCell = S['FunnelCell'];
export type FunnelQuestion = S['FunnelQuestion'];
export type Durations = S['Durations'];
export type Retention = S['Retention'];
export type RetentionGroup = S['RetentionGroup'];
export type RetentionCell = S['RetentionCell'];
export type Paths = S['Paths'];
export type PathNode = S['PathNode'];
export type Trend = S['Trend'];
export type TrendGroup = S['TrendGroup'];
export type SegmentMove = S['SegmentMove'];
export type SegmentDay = S['SegmentHistory']['days'][number];
export type Overlap = S['Overlap'];
export type Difference = S['Difference'];
export type Distribution = S['Distribution'];
export type DistributionGroup = S['DistributionGroup'];
export type Attribution = S['Attribution'];
export type AttributionChannel = S['AttributionChannel'];
export type SavedAnswer = S['SavedAnswer'];
export type Resource = S['Resource'];
export type ResourceDocument = S['Document'];
export type DocumentWarning = S['Warning'];

// ---- points ----

export type LedgerTotal = S['LedgerTotal'];
export type LedgerAccount = S['Account'];
export type LedgerEntry = S['LedgerEntry'];
export type Transaction = S['Transaction'];
export type TransactionRow = S['TransactionRow'];
export type LedgerKind = S['LedgerKind'];
export type Proposal = S['Proposal'];
export type EarnRuleState = S['EarnRuleState'];
export type EarnReason = S['EarnReason'];
export type EarnWhy = S['EarnWhy'];
export type EarnSays = S['EarnSays'];
export type EarnPreview = S['EarnPreview'];

// ---- segments ----

export type SegmentFull = S['Segment'];
export type Segment = Omit<SegmentFull, 'used_by'>;
export type SegmentRow = S['SegmentRow'];
export type SegmentList = S['SegmentList'];
export type SegmentVersion = S['SegmentVersion'];
export type SegmentParameter = S['SegmentParameter'];
/** `people` is null when one of the versions speaks of names that are gone. */
export type SegmentDiff = S['SegmentDiff'];
export type SegmentTrend = S['SegmentTrend'];
export type ResourceChange = S['ResourceChange'];

// ---- people ----

export type PersonHit = S['PersonMatch'];
export type Person = S['Person'];
export type PersonEvent = S['PersonEvent'];
export type PersonOrder = S['Order'];
export type AttributeChange = S['AttributeHistory']['items'][number];
/** The value of an attribute or a property. */
export type Scalar = S['Scalar'];

// ---- data ----

export type EventRow = S['EventInfo'];
export type EventDetail = S['EventDetail'];
export type AttributeRow = S['AttributeInfo'];
export type EventPlan = S['EventPlan'];
export type PropertyPlan = S['PropertyPlan'];
export type Violations = S['Violations'];
export type Violation = S['Violation'];
export type PlanPreview = S['PlanPreview'];
export type Freshness = S['Freshness'];

// ---- imports, exports, jobs ----

export type Upload = S['Upload'];
export type FileColumn = S['FileColumn'];
export type Inspection = S['FileLook'];
export type PreviewRow = S['PreviewRow'];
export type ImportPreview = S['Preview'];
export type ImportCounts = S['ImportCounts'];
export type ImportRun = S['ImportRun'];
export type ImportStatus = ImportRun['status'];
export type Reject = S['RejectedRow'];
export type JobStatus = S['JobStatus'];
export type Job = S['Job'];
export type Mapping = { mapping: Record<string, unknown> } | { yaml: string };

// ---- catalogue ----

export type Item = S['Item'];
export type ItemChange = S['ItemChange'];
export type Category = S['Category'];

// ---- coupons ----

export type PromotionRow = S['PromotionRow'];
export type Promotion = S['Promotion'];
export type PromotionItem = S['PromotionItem'];
export type PromotionBuyer = S['PromotionBuyer'];
export type CouponKind = S['CouponKind'];
export type CouponKindState = S['CouponKindState'];
export type CouponCounts = S['CouponCounts'];
export type CouponBatch = S['CouponBatch'];
export type CouponProblem = S['CouponProblem'];
export type CouponPreview = S['CouponPreview'];
/** A coupon that was made, and in lists of a kind who has it. */
export type Coupon = S['Coupon'];
export type CouponHeld = S['CouponHeld'];
export type CouponStatus = Coupon['status'];
export type Quote = S['Quote'];

// ---- membership, points, coupons of a person ----

export type Member = S['Member'];
export type MemberRow = S['MemberRow'];
export type TaskCounts = S['TaskCounts'];
export type TaskRow = S['TaskRow'];
export type TaskState = TaskCounts['state'];
export type PersonTask = S['PersonTask'];
export type DrawRow = S['DrawRow'];
export type Draw = S['Draw'];
export type DrawPrize = S['DrawPrize'];
export type DrawWin = S['DrawWin'];
export type DrawTurn = S['DrawTurn'];
export type BoardRow = S['LeaderboardRow'];
export type Leaderboard = S['Leaderboard'];
export type BoardPeriod = S['LeaderboardPeriod'];
export type BoardPlace = S['LeaderboardPlace'];
export type BoardStandings = S['LeaderboardStandings'];
export type BoardPerson = S['LeaderboardPerson'];
export type MallItem = S['MallItem'];
export type MallOrder = S['MallOrder'];
export type MallOrderFile = S['MallOrderFile'];
export type MallState = S['MallOrderState'];
export type MallReport = S['MallReport'];
export type MallPool = S['MallPool'];
export type MallBulkWhat = S['MallBulkWhat'];
export type MemberStatus = S['MemberStatus'];
export type MemberService = S['MemberService'];
export type MemberTerm = S['MemberTerm'];
export type MemberGift = S['MemberGift'];
export type TierChange = S['TierChange'];
export type Balance = S['Balance'];
export type AccountLine = S['Account']['items'][number];
export type PersonCoupon = S['Coupon'];
