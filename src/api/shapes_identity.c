/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of identities: what a person consists of, what a move would change, what is watched. */
#include "api/person_identity.h"

/* ---- one identity ---- */

static const struct shape_field subject_fields[] = {MUST("type", shape_text, NULL, NULL),
                                                    MUST("value", shape_text, NULL, NULL),
                                                    MUST("subject", shape_count,
                                                         "Names it exactly, as ~ and this number.",
                                                         "内部编号；写作 ~ 加此编号可精确指代。"),
                                                    {0}};
static const struct shape subject =
    OBJECT("IdentityName", subject_fields, "An identity.", "身份标识。");
static const struct shape subjects = LIST(subject);

static const struct shape class_ = CHOICE(NULL, "account|strong|device|untyped");
static const struct shape_field device_fields[] = {
    MUST("owned", shape_bool, "This person logged in on it last and has not left.",
         "该用户是此设备最近的登录者，且尚未退出。"),
    MUST_OR_NULL("last_login", shape_time, "Of anybody.", "任何人最近一次登录。"),
    MUST_OR_NULL("shared_until", shape_time, "Several people use it; null: no.",
                 "被判定为共用设备的截止时间；null 表示不是。"),
    MUST("accounts", shape_count, "Accounts remembered on it, at most 5.",
         "记录到的登录账号数，最多 5 个。"),
    {0}};
static const struct shape device =
    OBJECT("IdentityDevice", device_fields, "How a device is used.", "设备使用情况。");
static const struct shape_field identity_fields[] = {
    MUST("subject", shape_count, NULL, NULL),
    MUST("type", shape_text, NULL, NULL),
    MUST("value", shape_text, NULL, NULL),
    MUST("class", class_, NULL, NULL),
    MUST("blocked", shape_bool, "It counts for nothing.", "已封禁，不参与识别。"),
    MUST_OR_NULL("joined_at", shape_time, "When it became this person's; null: always was.",
                 "归入该用户的时间；null 表示一直属于该用户。"),
    MUST("events", shape_count, "That were decided for it; 0: it only came along with others.",
         "归于该标识的行为数；0 表示仅随其他标识一同出现。"),
    MUST_OR_NULL("first_seen", shape_time, "Of these events.", "上述行为的最早时间。"),
    MUST_OR_NULL("last_seen", shape_time, "Likewise.", "上述行为的最晚时间。"),
    MUST_OR_NULL("device", device, "Of devices.", "仅设备类标识。"),
    {0}};
static const struct shape identity =
    OBJECT("PersonIdentityDetail", identity_fields, "One of a person's identities.",
           "用户的一个身份标识。");
static const struct shape identities = LIST(identity);

/* ---- evidence ---- */

static const struct shape cause =
    CHOICE(NULL, "admin|claimed|session|sticky|stretch|attached|merged|recycled|numbered");
static const struct shape_field evidence_fields[] = {
    MUST("cause", cause, NULL, NULL),
    MUST_OR_NULL("rule", shape_text, "As docs/IDENTITY.md numbers them; null: by hand.",
                 "规则编号，见 docs/IDENTITY.zh-CN.md；null 表示人工操作。"),
    MUST_OR_NULL("time", shape_time, "Of the message, or of the action by hand.",
                 "消息发生时间，或人工操作时间。"),
    MUST_OR_NULL("identity", subject, "What became this person's.", "归入该用户的标识。"),
    MUST_OR_NULL("a", subject, "The two that came together …", "同时出现的两个标识之一……"),
    MUST_OR_NULL("b", subject, "… in the message.", "……与另一个。"),
    MUST_OR_NULL("event", shape_text, "Of the message.", "消息的事件。"),
    MUST_OR_NULL("source", shape_text, "What sent it.", "发送该消息的 SDK 或系统。"),
    MUST_OR_NULL("author", shape_text, "By hand: whose.", "人工操作的操作人。"),
    MUST("lsn", shape_count, "Of the log record.", "对应日志记录的 LSN。"),
    {0}};
static const struct shape piece =
    OBJECT("IdentityEvidence", evidence_fields, "Why something is this person's.", "归并依据。");
static const struct shape evidence = LIST(piece);
static const struct shape_field person_fields[] = {
    MUST("person", shape_count, "The number it goes by.", "用户内部编号。"),
    MUST("frozen", shape_bool, "It merges with nobody.", "已冻结，不与任何人合并。"),
    MUST("identities", identities, "At most 1,000.", "最多 1,000 个。"),
    MUST("total", shape_count, NULL, NULL),
    MUST("evidence", evidence, "Oldest first; the newest 500.", "从旧到新，最近 500 条。"),
    {0}};
const struct shape shape_person_identity =
    OBJECT("PersonIdentity", person_fields, "Why several are one.", "为何这些标识是同一人。");

/* ---- what would change ---- */

static const struct shape_field segment_fields[] = {
    MUST("slug", shape_slug, NULL, NULL), MUST("title", shape_title, NULL, NULL), {0}};
static const struct shape segment = {.kind = SHAPE_OBJECT, .fields = segment_fields};
static const struct shape segments = LIST(segment);
static const struct shape_field attribute_fields[] = {
    MUST("name", shape_text, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST_OR_NULL("before", shape_scalar, NULL, NULL),
    MUST_OR_NULL("after", shape_scalar, NULL, NULL),
    {0}};
static const struct shape attribute =
    OBJECT("MovedAttribute", attribute_fields, "Another value.", "取值变化。");
static const struct shape attributes = LIST(attribute);
static const struct shape_field preview_fields[] = {
    MUST_OR_NULL("identity", subject, "Who.", "哪一方。"),
    MUST("gone", shape_bool, "Would be part of another.", "将并入他人。"),
    MUST("rows_before", shape_count, "Events and attribute changes now.",
         "当前的行为与属性变更条数。"),
    MUST("rows_after", shape_count, "And then.", "之后的条数。"),
    MUST("entered", segments, "Of at most 200 active segments.",
         "将进入的分群（最多检查 200 个）。"),
    MUST("left", segments, NULL, NULL),
    MUST("attributes", attributes, NULL, NULL),
    {0}};
static const struct shape side =
    OBJECT("MovePreview", preview_fields,
           "One of those concerned: as whom they count now, and as whom they would.",
           "所涉及的一方：现在被视为谁，之后将被视为谁。");
static const struct shape sides = LIST(side);
static const struct shape_field conflict_fields[] = {
    MUST("type", shape_text, NULL, NULL),
    MUST("count", shape_count, "They would have together.", "合并后的个数。"),
    MUST("limit", shape_count, "A person may have.", "一个用户的上限。"),
    {0}};
static const struct shape conflict =
    OBJECT("MergeConflict", conflict_fields, "Why a merge needs force.", "需要强制合并的原因。");
static const struct shape conflicts = LIST(conflict);
static const struct shape_field moved_fields[] = {
    MUST("person", shape_text, "External id of who has them now.", "现在所属用户的标识。"),
    MUST("merged", shape_count, "Those that changed hands; 0: it was so already.",
         "发生变动的原用户数；0 表示无需更改。"),
    MUST("identities", shape_count, "Their identities.", "涉及的身份标识个数。"),
    MUST("events", shape_count, "Their events.", "涉及的行为数。"),
    MUST("lsn", shape_count, "Of the log record; 0: nothing was written.",
         "对应日志记录的 LSN；0 表示未写入。"),
    MUST("dry_run", shape_bool, NULL, NULL),
    MAY("moving", subjects, "Of dry_run: what changes hands, at most 200.",
        "仅 dry_run：变动的标识，最多 200 个。"),
    MAY("conflicts", conflicts, "Of dry_run: limits that a merge would break; then it needs force.",
        "仅 dry_run：合并将超出的上限；需使用 force。"),
    MAY("preview", sides, "Of dry_run: what would change for each.",
        "仅 dry_run：各方将发生的变化。"),
    {0}};
const struct shape shape_person_moved =
    OBJECT("PersonMoved", moved_fields, "What changed hands.", "变动结果。");

/* ---- by hand ---- */

static const struct shape_field block_fields[] = {
    MUST("blocked", shape_bool, "False: it counts again.", "false 表示解除封禁。"),
    MAY("dry_run", shape_bool, "Only say what would change.", "仅返回影响范围，不做更改。"),
    {0}};
const struct shape shape_identity_block = OBJECT("IdentityBlock", block_fields, NULL, NULL);
static const struct shape_field freeze_fields[] = {
    MUST("frozen", shape_bool, "False: it merges again.", "false 表示解除冻结。"),
    MAY("dry_run", shape_bool, "Only say what would change.", "仅返回影响范围，不做更改。"),
    {0}};
const struct shape shape_person_freeze = OBJECT("PersonFreeze", freeze_fields, NULL, NULL);
static const struct shape_field hand_fields[] = {
    MUST_OR_NULL("identity", subject, NULL, NULL),
    MUST("person", shape_text, "External id of whose it is.", "所属用户的标识。"),
    MUST("others", shape_count, "Subjects the person has besides.", "该用户其余的原用户数。"),
    MUST("changes", shape_bool, "False: it is so already.", "false 表示已是如此。"),
    MUST("lsn", shape_count, "Of the log record; 0: nothing was written.",
         "对应日志记录的 LSN；0 表示未写入。"),
    MUST("dry_run", shape_bool, NULL, NULL),
    {0}};
const struct shape shape_person_hand =
    OBJECT("IdentityByHand", hand_fields, "What was set by hand.", "人工设置结果。");

/* ---- watched ---- */

static const struct shape by = CHOICE(NULL, "hand|rules");
static const struct shape_field watched_fields[] = {
    MUST_OR_NULL("identity", subject, NULL, NULL),
    MUST_OR_NULL("person", subject, "Whose it is.", "所属用户。"),
    MUST("identities", shape_count, "Subjects of that person.", "该用户的原用户数。"),
    MUST("by", by, "Who did it.", "来源：人工或规则。"),
    MUST_OR_NULL("author", shape_text, NULL, NULL),
    MUST_OR_NULL("at", shape_time, NULL, NULL),
    MUST("seen_with", shape_count, "Other people it was seen with lately.",
         "近期与之一同出现的其他用户数。"),
    {0}};
static const struct shape watched =
    OBJECT("IdentityWatched", watched_fields, "Blocked or frozen.", "已封禁或已冻结。");
static const struct shape watched_list = LIST(watched);
static const struct shape_field shared_fields[] = {MUST_OR_NULL("identity", subject, NULL, NULL),
                                                   MUST("accounts", shape_count,
                                                        "That were seen on it, at most 5.",
                                                        "出现过的账号数，最多 5 个。"),
                                                   MUST("until", shape_time, NULL, NULL),
                                                   {0}};
static const struct shape shared =
    OBJECT("IdentityShared", shared_fields, "A device of several.", "共用设备。");
static const struct shape shared_list = LIST(shared);
static const struct shape_field watch_fields[] = {
    MUST("devices", shape_count, "That are known.", "已知设备数。"),
    MUST("n_blocked", shape_count, NULL, NULL),
    MUST("n_frozen", shape_count, NULL, NULL),
    MUST("n_shared", shape_count, NULL, NULL),
    MUST("blocked", watched_list, "The newest 500.", "最近 500 个。"),
    MUST("frozen", watched_list, "Likewise.", "同上。"),
    MUST("shared", shared_list, "Likewise.", "同上。"),
    {0}};
const struct shape shape_identity_watch =
    OBJECT("IdentityWatch", watch_fields, "What an operator looks after.", "待处理的身份问题。");

/* ---- rules ---- */

static const struct shape_field type_fields[] = {
    MUST("type", shape_text, NULL, NULL),
    MUST("class", class_, NULL, NULL),
    MUST("priority", shape_count, "Smaller is stronger.", "越小越强。"),
    MUST("limit", shape_count, "Of one person; 0: any number.", "每个用户的上限；0 表示不限。"),
    MUST("known", shape_bool, "Shoal knows it; its class is fixed.", "内置类型，类别不可更改。"),
    MUST("seen", shape_bool, "Somebody has one.", "已有用户使用。"),
    MUST_OR_NULL("usual_priority", shape_count, NULL, NULL),
    MUST_OR_NULL("usual_limit", shape_count, NULL, NULL),
    {0}};
static const struct shape type = OBJECT("IdentityType", type_fields, NULL, NULL);
static const struct shape types = LIST(type);
static const struct shape_field devices_fields[] = {
    MUST("session_minutes", shape_count, "A longer gap ends a session.", "间隔更久即视为新会话。"),
    MUST("sticky_days", shape_count, "A device is its owner's so long after a login.",
         "登录后设备归属于登录者的天数。"),
    MUST("claim_days", shape_count, "A login claims anonymous events so far back.",
         "登录可认领多少天内的匿名行为。"),
    MUST("piece_days", shape_count, "Anonymous events are claimed in pieces of so long.",
         "匿名行为按此长度整段认领。"),
    MUST("late_hours", shape_count, "What comes later switches no device.",
         "迟到超过此时长的事件不改变设备归属。"),
    MUST("shared_accounts_7_days", shape_count, NULL, NULL),
    MUST("shared_accounts_90_days", shape_count, NULL, NULL),
    MUST("shared_days", shape_count, NULL, NULL),
    {0}};
static const struct shape devices =
    OBJECT("IdentityDeviceRules", devices_fields, "About devices.", "设备规则。");
static const struct shape_field breakers_fields[] = {
    MUST("people_per_identity", shape_count, "In 24 hours; more block it.",
         "24 小时内，超过即封禁。"),
    MUST("identities_per_person", shape_count, "More freeze the person.", "超过即冻结该用户。"),
    MUST("merges_per_person", shape_count, "A day; more freeze the person.",
         "每天，超过即冻结该用户。"),
    {0}};
static const struct shape breakers =
    OBJECT("IdentityBreakers", breakers_fields, "When rules stop by themselves.", "熔断规则。");
static const struct shape_field usual_fields[] = {
    MUST("devices", devices, NULL, NULL), MUST("breakers", breakers, NULL, NULL), {0}};
static const struct shape usual = OBJECT("IdentityUsual", usual_fields, NULL, NULL);
static const struct shape_field rules_fields[] = {
    MUST_OR_NULL("version", shape_count,
                 "Of resources/identity_rules/identity; null: all as usual.",
                 "资源 identity_rules/identity 的版本；null 表示全部为默认值。"),
    MUST("types", types, NULL, NULL),
    MUST("devices", devices, NULL, NULL),
    MUST("breakers", breakers, NULL, NULL),
    MUST("usual", usual, "What holds where nothing is said.", "默认值。"),
    MUST("reject", shape_texts, "Values that identify nobody, besides the built-in.",
         "除内置列表外不作为身份标识的值。"),
    {0}};
const struct shape shape_identity_rules = OBJECT(
    "IdentityRules", rules_fields, "Rules for events from now on.", "对之后事件生效的规则。");
