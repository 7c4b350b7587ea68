/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pools of codes, and the codes of orders.  A code is told to who owns its order (a visitor), or to
 * who has the rewards in hand, each time written into the audit trail; everywhere else it is
 * masked. */
#include "incentive/mall_code.h"

#include "api/api.h"
#include "api/api_int.h"
#include "api/coupons.h"
#include "api/jobs_int.h"
#include "api/mall.h"
#include "api/points.h"
#include "base/id.h"

static void put_str(struct jw *w, const char *name, struct str s) {
  jw_key(w, name), jw_str(w, s.p ? s : STR(""));
}

/* ---- pools ---- */

static void put_pool(struct jw *w, const struct mall_pool *p) {
  jw_begin_object(w);
  put_str(w, "slug", p->slug);
  for (int k = 0; k < MALL_CODE_STATES; k++)
    jw_key(w, mall_code_state_names[k]), jw_int(w, p->codes[k]);
  jw_key(w, "few"), jw_bool(w, p->few);
  jw_key(w, "warn"), jw_int(w, p->warn);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < p->n_items; k++)
    jw_str(w, p->items[k]);
  jw_end_array(w);
  jw_end_object(w);
}

bool api_list_mall_pools(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct mall_pool *all;
  uint32_t n;
  if (!tenant_incentive(c->tenant, &i, err) || !mall_pools(i, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++)
    put_pool(w, &all[k]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_get_mall_pool(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct actor_names actors = {0};
  struct incentive *i;
  struct mall_pool p;
  struct mall_load *all;
  uint32_t n;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !mall_pool_get(i, call_path(c, "slug"), c->arena, &p, err) ||
      !mall_loads(i, p.slug, c->arena, &all, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "pool"), put_pool(w, &p);
  jw_key(w, "imports"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    jw_begin_object(w);
    jw_key(w, "import"), jw_int(w, all[k].n);
    jw_key(w, "at"), put_time(w, all[k].at_ms);
    put_str(w, "actor", all[k].actor);
    put_actor(c, &actors, "actor_name", all[k].actor);
    jw_key(w, "lines"), jw_int(w, all[k].lines);
    jw_key(w, "done"), jw_int(w, all[k].done);
    jw_key(w, "added"), jw_int(w, all[k].added);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* ---- filling ---- */

static bool audit(struct call *c, const char *action, struct str object, const char *name,
                  int64_t number, struct str reason, struct err *err) {
  struct buf detail = BUF_INIT;
  struct jw w;
  jw_init(&w, &detail, 0);
  jw_begin_object(&w);
  jw_key(&w, name), jw_int(&w, number);
  if (reason.n) jw_key(&w, "reason"), jw_str(&w, reason);
  jw_end_object(&w);
  bool ok = call_audit(c, action, object, buf_str(&detail), err);
  buf_release(&detail);
  return ok;
}

static void put_refused(struct call *c, const struct mall_loaded *d) {
  struct jw *w = &c->out;
  jw_key(w, "refused"), jw_begin_array(w);
  for (uint32_t k = 0; k < d->n_refused; k++) {
    struct buf text = BUF_INIT;
    err_render(&d->refused[k].why, c->lang, &text);
    jw_begin_object(w);
    jw_key(w, "line"), jw_int(w, d->refused[k].line);
    jw_key(w, "code"), jw_cstr(w, err_name(d->refused[k].why.code));
    jw_key(w, "message"), jw_str(w, buf_str(&text));
    jw_end_object(w);
    buf_release(&text);
  }
  jw_end_array(w);
}

bool api_add_mall_codes(struct call *c, struct err *err) {
  const struct json *list = json_get(c->body, "codes");
  struct mall_loading x = {.pool = call_path(c, "slug"), .actor = c->actor.id, .n = list->n};
  struct mall_line *lines = arena_array(c->arena, struct mall_line, list->n + 1);
  struct jw *w = &c->out;
  struct mall_loaded d;
  struct incentive *i;
  for (uint32_t k = 0; k < list->n; k++) {
    struct str pin = json_get_str(&list->items[k], "pin");
    lines[k] = (struct mall_line){json_get_str(&list->items[k], "code"), pin.p ? pin : STR("")};
  }
  x.lines = lines;
  if (!points_key(c, &x.key, err) || !tenant_incentive(c->tenant, &i, err) ||
      !mall_pool_load(i, &x, MALL_CODES_MAX, c->arena, &d, err))
    return false;
  if (d.again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  if (!d.again && !audit(c, "mall.codes_added", x.pool, "codes", d.load.added, STR(""), err))
    return false;
  jw_begin_object(w);
  jw_key(w, "import"), jw_int(w, d.load.n);
  jw_key(w, "added"), jw_int(w, d.load.added);
  put_refused(c, &d);
  jw_key(w, "again"), jw_bool(w, d.again);
  jw_end_object(w);
  return true;
}

bool api_import_mall_codes(struct call *c, struct err *err) {
  struct str pool = call_path(c, "slug"), id = json_get_str(c->body, "upload");
  struct buf params = BUF_INIT;
  struct upload u;
  struct job j;
  struct jw w;
  if (!upload_get(tenant_workspace(c->tenant), id, c->arena, &u, err)) return false;
  jw_init(&w, &params, 0);
  jw_begin_object(&w);
  jw_key(&w, "what"), jw_cstr(&w, "codes");
  jw_key(&w, "pool"), jw_str(&w, pool);
  jw_key(&w, "batch"), jw_str(&w, id_new("mcb_", c->arena));
  jw_end_object(&w);
  const struct job_new n = {.kind = "mall",
                            .ref = id,
                            .title_en =
                                arena_printf(c->arena, "Import codes into “%.*s”", STRF(pool)),
                            .title_zh = arena_printf(c->arena, "导入卡密到“%.*s”", STRF(pool)),
                            .author = call_author(c),
                            .author_id = c->actor.id,
                            .params = buf_str(&params)};
  bool ok = job_add(api_jobs(c->api), tenant_workspace(c->tenant), &n, c->arena, &j, err) &&
            reply_job(c, &j, "mall.codes_imported", err);
  buf_release(&params);
  return ok;
}

bool api_withdraw_mall_codes(struct call *c, struct err *err) {
  struct str pool = call_path(c, "slug"), reason = STR("");
  const struct json *load = c->body ? json_get(c->body, "import") : NULL;
  int64_t n = 0, took = 0;
  struct incentive *i;
  if (load) json_int(load, &n);
  if (c->body && json_get(c->body, "reason")) reason = json_get_str(c->body, "reason");
  if (!tenant_incentive(c->tenant, &i, err) || !mall_pool_withdraw(i, pool, n, &took, err) ||
      !audit(c, "mall.codes_withdrawn", pool, "codes", took, reason, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "codes"), jw_int(&c->out, took);
  jw_end_object(&c->out);
  return true;
}

/* ---- the codes of an order ---- */

static void put_codes(struct call *c, const struct mall_code *all, uint32_t n) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "codes"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    jw_begin_object(w);
    jw_key(w, "code"), jw_str(w, all[k].code);
    jw_key(w, "pin");
    if (all[k].pin.n)
      jw_str(w, all[k].pin);
    else
      jw_null(w);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

/* Written down before it is said: a reveal that is not in the trail does not happen. */
bool api_show_mall_codes(struct call *c, struct err *err) {
  struct incentive *i;
  struct mall_code *all;
  struct mall_file f;
  uint32_t n;
  int64_t order;
  if (!points_number(c, ERR_unknown_mall_order, &order, err) ||
      !tenant_incentive(c->tenant, &i, err) || !mall_order_get(i, order, c->arena, &f, err) ||
      !mall_codes(i, order, SUBJECT_NONE, c->arena, &all, &n, err) ||
      !audit(c, "mall.codes_shown", f.order.item, "order", order, STR(""), err))
    return false;
  put_codes(c, all, n);
  return true;
}

bool api_visit_mall_codes(struct call *c, struct err *err) {
  struct incentive *i;
  struct mall_code *all;
  uint32_t n;
  int64_t order;
  if (!points_number(c, ERR_unknown_mall_order, &order, err) ||
      !tenant_incentive(c->tenant, &i, err) ||
      !mall_codes(i, order, c->visit.subject, c->arena, &all, &n, err))
    return false;
  put_codes(c, all, n);
  return true;
}

bool put_masked_codes(struct call *c, struct incentive *i, int64_t order, struct err *err) {
  struct jw *w = &c->out;
  struct mall_code *all;
  uint32_t n;
  if (!mall_codes_masked(i, order, c->arena, &all, &n, err)) return false;
  jw_key(w, "codes"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    jw_begin_object(w);
    jw_key(w, "shown"), jw_str(w, all[k].code);
    jw_key(w, "state"), jw_cstr(w, mall_code_state_names[all[k].state]);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}
