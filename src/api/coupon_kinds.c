/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kinds of coupons as a list to work from: what each is in a sentence, whether it is given now, and
 * what it has given; and the jobs' batches that gave it.  Documents themselves: documents.c. */
#include "api/coupons.h"
#include "api/put.h"
#include "api/route.h"
#include "resource/coupon_words.h"

/* ---- shapes ---- */

// clang-format off
static const struct shape status = CHOICE(NULL, "active|archived");
static const struct shape state =
    CHOICE("CouponKindState", "scheduled|open|sold_out|over|archived|unreadable");
static const struct shape benefit =
    CHOICE(NULL, "amount_off|percent_off|threshold|tiered|fixed_price|gift|shipping");
static const struct shape claim = CHOICE(NULL, "issued|open|code");
static const struct shape_field kind_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST_OR_NULL("sentence", shape_title, "What it is.", "规则说明。"),
    MUST("version", shape_count, NULL, NULL),
    MUST("state", state,
         "unreadable: the currency was changed, and the document has amounts it does not have.",
         "unreadable：更换币种后，文档中的金额不再有效。"),
    MUST_OR_NULL("benefit", benefit, NULL, NULL),
    MUST_OR_NULL("claim", claim, NULL, NULL),
    MUST_OR_NULL("valid_from", shape_time, "Of the fixed window.", "固定有效期的开始。"),
    MUST_OR_NULL("valid_until", shape_time, "Exclusive.", "不含该时刻。"),
    MUST_OR_NULL("holdout", shape_decimal, "Percent of a target to whom nothing is issued.",
                 "批量发放时不发放的对照比例（%）。"),
    MUST("counts", shape_coupon_counts, NULL, NULL),
    MUST("updated_at", shape_time, NULL, NULL),
    MUST("author", shape_text, NULL, NULL),
    {0}};
static const struct shape kind =
    OBJECT("CouponKind", kind_fields, "A kind of coupons and what it has given.", "券种及其发放情况。");
static const struct shape kinds = LIST(kind);
static const struct shape_field list_fields[] = {
    MUST("as_of", shape_time, NULL, NULL), MUST("items", kinds, "By slug.", "按标识排序。"), {0}};
static const struct shape shape_list = OBJECT("CouponKinds", list_fields, NULL, NULL);

static const struct shape what = CHOICE(NULL, "segment|pool|file");
static const struct shape_field batch_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("what", what, "To a segment; new codes; codes of a file.", "发放给分群；生成券码；导入券码。"),
    MUST("started_at", shape_time, NULL, NULL),
    MUST("targets", shape_count, "People, or codes.", "人数或券码数。"),
    MUST("done", shape_count, "Settled of them.", "已处理数。"),
    MUST("issued", shape_count, NULL, NULL),
    MUST("held_out", shape_count, "To whom nothing is issued, to compare with.", "对照组人数，不发放。"),
    MUST("refused", shape_count, "By a limit or the budget; of codes: wrong, or there already.",
         "因限额或预算未发放；券码则为无效或已存在。"),
    MUST_OR_NULL("exported_at", shape_time, "When its codes were given out.", "券码导出时间。"),
    {0}};
static const struct shape batch =
    OBJECT("CouponBatch", batch_fields, "What a job made.", "一次批量任务的结果。");
static const struct shape batches = LIST(batch);
static const struct shape_field batches_fields[] = {
    MUST("items", batches, "Newest first.", "从新到旧。"), MUST_OR_NULL("next", shape_text, NULL, NULL), {0}};
static const struct shape shape_batches = OBJECT("CouponBatchPage", batches_fields, NULL, NULL);

// clang-format on
/* ---- kinds ---- */

struct listing {
  struct call *c;
  struct loyalty *l;
  const struct tz *tz;
  struct catalogue *names;
  int64_t now;
};

static void put_words(struct jw *w, const struct coupon_kind *k, const struct tz *tz,
                      const struct catalogue *names) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  coupon_kind_words(k, tz, names, LANG_EN, &en);
  coupon_kind_words(k, tz, names, LANG_ZH, &zh);
  put_title(w, buf_str(&en), buf_str(&zh));
  buf_release(&en), buf_release(&zh);
}

static const char *state_of(const struct listing *x, const struct resource *r,
                            const struct coupon_kind *k) {
  struct coupon_counts n;
  if (str_is(r->status, "archived")) return "archived";
  if (!k) return "unreadable";
  coupon_counts_of(x->l, r->slug, &n);
  if (k->until_ms <= x->now) return "over";
  if (k->budget_issue && n.issued >= (int64_t)k->budget_issue) return "sold_out";
  return k->from_ms > x->now ? "scheduled" : "open";
}

static void put_kind(struct listing *x, const struct resource *r) {
  const struct coupon_doc *d = NULL;
  const struct coupon_kind *k = NULL;
  struct jw *w = &x->c->out;
  struct err unreadable;
  if (coupon_doc_of(x->l, r->slug, 0, &d, &unreadable)) k = &d->kind;
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, r->slug);
  jw_key(w, "title"), put_title(w, r->title_en, r->title_zh);
  jw_key(w, "sentence");
  if (k)
    put_words(w, k, x->tz, x->names);
  else
    jw_null(w);
  jw_key(w, "version"), jw_uint(w, r->version);
  jw_key(w, "state"), jw_cstr(w, state_of(x, r, k));
  jw_key(w, "benefit"), jw_cstr(w, k ? coupon_benefit_name(k->benefit) : NULL);
  jw_key(w, "claim"), jw_cstr(w, k ? coupon_claim_name(k->claim) : NULL);
  put_bound(w, "valid_from", k ? k->from_ms : TIME_MIN);
  put_bound(w, "valid_until", k ? k->until_ms : TIME_MAX);
  jw_key(w, "holdout");
  if (k && k->holdout_bp)
    put_decimal(w, dec_normal((struct dec){k->holdout_bp, 2}));
  else
    jw_null(w);
  jw_key(w, "counts"), put_coupon_counts(x->c, x->l, r->slug, k);
  jw_key(w, "updated_at"), put_time(w, r->updated_ms);
  jw_key(w, "author"), jw_str(w, r->author);
  jw_end_object(w);
  coupon_doc_free(x->l, d);
}

static bool begin(struct call *c, struct listing *ret, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct err unnamed; /* without a catalogue, ids are named by themselves */
  *ret = (struct listing){.c = c, .tz = ws_tz(w), .now = clock_wall_ms(ws_clock(w))};
  if (!tenant_loyalty(c->tenant, &ret->l, err)) return false;
  if (!catalogue_get(w, &ret->names, &unnamed)) ret->names = NULL;
  return true;
}

static bool run_list(struct call *c, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct listing x;
  struct resource *all;
  uint32_t n;
  bool gone = str_is(call_query(c, "status"), "archived");
  if (!(gone ? resource_list_archived : resource_list)(ws, STR("coupon"), c->arena, &all, &n,
                                                       err) ||
      !begin(c, &x, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "as_of"), put_time(&c->out, x.now);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_kind(&x, &all[i]);
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  catalogue_release(x.names);
  return true;
}

static bool run_get(struct call *c, struct err *err) {
  struct listing x;
  struct resource r;
  if (!resource_get(tenant_workspace(c->tenant), STR("coupon"), call_path(c, "slug"), c->arena, &r,
                    err) ||
      !begin(c, &x, err))
    return false;
  put_kind(&x, &r);
  catalogue_release(x.names);
  return true;
}

/* ---- batches ---- */

static void put_batch(struct jw *w, const struct coupon_batch *b) {
  const struct {
    const char *name;
    int64_t v;
  } counts[] = {{"targets", b->targets},
                {"done", b->done},
                {"issued", b->issued},
                {"held_out", b->held_out},
                {"refused", b->refused}};
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, b->id);
  jw_key(w, "what"), jw_cstr(w, coupon_batch_whats[b->what]);
  jw_key(w, "started_at"), put_time(w, b->started_ms);
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    jw_key(w, counts[i].name), jw_int(w, counts[i].v);
  jw_key(w, "exported_at");
  if (b->exported_ms == INT64_MIN)
    jw_null(w);
  else
    put_time(w, b->exported_ms);
  jw_end_object(w);
}

static bool run_batches(struct call *c, struct err *err) {
  struct loyalty *l;
  struct coupon_batch *all;
  struct page_key key, next = {.n_n = 1};
  struct str slug = call_query(c, "kind");
  uint32_t n, limit = call_limit(c);
  bool given;
  if (!slug.n) return err_fail(err, ERR_bad_parameter, "kind" ERR_SEP "…");
  if (!call_cursor(c, &key, &given, err) || !tenant_loyalty(c->tenant, &l, err) ||
      !coupon_batches_of(l, slug, given ? key.n[0] : 0, limit, c->arena, &all, &n, err))
    return false;
  if (n == limit) next.n[0] = all[n - 1].n;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_batch(&c->out, &all[i]);
  jw_end_array(&c->out);
  call_put_next(c, next.n[0] ? &next : NULL);
  jw_end_object(&c->out);
  return true;
}

/* ---- routes ---- */

// clang-format off
static const struct shape limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};
static const struct route_param list_params[] = {
    {"status", &status, "Default active.", "默认 active。"}, {0}};
static const struct route_param batch_params[] = {
    {"kind", &shape_slug, "The kind; has to be given.", "券种，必填。"},
    {"limit", &limit, "Items of a page.", "每页条数。"},
    {"cursor", &shape_text, "From `next` of the page before.", "上一页的 next。"}, {0}};

#define READS                                                                                      \
  .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "coupons",              \
  .method = HTTP_GET

const struct route coupon_kind_routes[] = {
    {READS, .path = "/api/w/{workspace}/coupons/kinds", .id = "listCouponKinds", .params = list_params, .response = &shape_list,
     .title_en = "Kinds of coupons and what they have given", .title_zh = "券种及其发放情况",
     .help_en = "What each is in a sentence, whether it is given now, and its counts as of the last commit.",
     .help_zh = "每个券种的规则说明、当前状态与截至最近一次提交的计数。", .run = run_list},
    {READS, .path = "/api/w/{workspace}/coupons/kinds/{slug}", .id = "getCouponKind", .response = &kind,
     .title_en = "One kind of coupons", .title_zh = "查看券种", .run = run_get},
    {READS, .path = "/api/w/{workspace}/coupons/batches", .id = "listCouponBatches", .params = batch_params, .response = &shape_batches,
     .title_en = "Batches of a kind", .title_zh = "券种的批次",
     .help_en = "What was issued to segments, and pools of codes.", .help_zh = "对分群的发放与券码池。", .run = run_batches},
    {0}};
