/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starting the jobs that make many coupons. */
#include "api/api.h"
#include "api/coupons.h"
#include "api/jobs_int.h"
#include "base/id.h"

static bool start(struct call *c, struct job_new *n, struct buf *params, const char *action,
                  struct err *err) {
  struct job j;
  n->kind = "coupons";
  n->params = buf_str(params);
  n->author = call_author(c);
  n->author_id = c->actor.id;
  return job_add(api_jobs(c->api), tenant_workspace(c->tenant), n, c->arena, &j, err) &&
         reply_job(c, &j, action, err);
}

struct names {
  struct str en, zh;
};

static bool titled(struct call *c, struct str slug, struct names *ret, bool *ret_active,
                   struct err *err) {
  struct loyalty *l;
  const struct coupon_doc *d = NULL;
  if (!tenant_loyalty(c->tenant, &l, err) || !coupon_doc_of(l, slug, 0, &d, err)) return false;
  *ret_active = d->active;
  ret->en = arena_str(c->arena, d->kind.texts.title_en);
  ret->zh = arena_str(c->arena, d->kind.texts.title_zh);
  coupon_doc_free(l, d);
  return true;
}

/* What would be refused by the job is refused now. */
static bool known_kind(struct call *c, struct str slug, struct names *ret, struct err *err) {
  bool active;
  return titled(c, slug, ret, &active, err) &&
         (active || err_fail(err, ERR_coupon_closed, "%.*s", STRF(slug)));
}

static bool params_of(struct call *c, const char *what, struct buf *out, struct err *err) {
  const struct job_param more[] = {
      {"what", str_from(what)}, {"batch", id_new("cbt_", c->arena)}, {0}};
  return job_params(c, more, out, err);
}

bool api_issue_to_segment(struct call *c, struct err *err) {
  struct str kind = json_get_str(c->body, "kind"), en = {0}, zh = {0};
  struct buf params = BUF_INIT;
  struct names k = {0};
  if (!json_get(c->body, "segment") == !json_get(c->body, "expression"))
    return err_fail(err, ERR_bad_field, "segment" ERR_SEP "segment / expression");
  bool ok = known_kind(c, kind, &k, err) && job_whose(c, &en, &zh, err) &&
            params_of(c, "segment", &params, err);
  struct job_new n = {.title_en =
                          arena_printf(c->arena, "Issue “%.*s”: %.*s", STRF(k.en), STRF(en)),
                      .title_zh = arena_printf(c->arena, "发放“%.*s”：%.*s", STRF(k.zh), STRF(zh))};
  ok = ok && start(c, &n, &params, "coupons.issued", err);
  buf_release(&params);
  return ok;
}

bool api_make_pool(struct call *c, struct err *err) {
  struct str kind = json_get_str(c->body, "kind"), id = json_get_str(c->body, "upload");
  struct buf params = BUF_INIT;
  struct upload u;
  struct names k = {0};
  if (!json_get(c->body, "count") == !id.n)
    return err_fail(err, ERR_bad_field, "count" ERR_SEP "count / upload");
  bool ok = known_kind(c, kind, &k, err) &&
            (!id.n || upload_get(tenant_workspace(c->tenant), id, c->arena, &u, err)) &&
            params_of(c, id.n ? "file" : "pool", &params, err);
  struct job_new n = {.ref = id,
                      .title_en = arena_printf(c->arena, "Codes of “%.*s”", STRF(k.en)),
                      .title_zh = arena_printf(c->arena, "生成券码“%.*s”", STRF(k.zh))};
  ok = ok && start(c, &n, &params, "coupons.pool_made", err);
  buf_release(&params);
  return ok;
}

bool api_export_pool(struct call *c, struct err *err) {
  struct loyalty *l;
  struct coupon_batch b;
  struct buf params = BUF_INIT;
  struct names k = {0};
  bool active;
  struct jw w;
  if (!tenant_loyalty(c->tenant, &l, err) ||
      !coupon_batch_get(l, call_path(c, "id"), c->arena, &b, err))
    return false;
  if (b.exported_ms != INT64_MIN)
    return err_fail(err, ERR_coupon_pool_exported, "%.*s", STRF(b.id));
  if (!titled(c, b.kind, &k, &active, err)) return false;
  jw_init(&w, &params, 0);
  jw_begin_object(&w);
  jw_key(&w, "what"), jw_cstr(&w, "export");
  jw_key(&w, "pool"), jw_str(&w, b.id);
  jw_end_object(&w);
  struct job_new n = {.title_en = arena_printf(c->arena, "Export codes of “%.*s”", STRF(k.en)),
                      .title_zh = arena_printf(c->arena, "导出券码“%.*s”", STRF(k.zh))};
  bool ok = start(c, &n, &params, "coupons.pool_exported", err);
  buf_release(&params);
  return ok;
}
