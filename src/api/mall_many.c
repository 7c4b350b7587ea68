/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same done to many orders of the mall: what it would mean, and the job that does it. */
#include "api/api.h"
#include "api/api_int.h"
#include "api/coupons.h"
#include "api/jobs_int.h"
#include "api/mall.h"
#include "base/id.h"
#include "incentive/mall_bulk.h"

static struct str text(const struct json *o, const char *name) {
  struct str s = json_get_str(o, name);
  return s.p ? s : STR("");
}

static int word_of(struct str word, const char *const *names) {
  for (int k = 0; word.n && names[k]; k++)
    if (str_is(word, names[k])) return k;
  return -1;
}

static bool bulk_of(struct call *c, struct mall_bulk *b, struct err *err) {
  const struct json *orders = json_get(c->body, "orders");
  struct str who = text(c->body, "person");
  *b = (struct mall_bulk){.what = (enum mall_what)word_of(text(c->body, "what"), mall_what_names)};
  b->find = (struct mall_find){.item = text(c->body, "item"),
                               .state = word_of(text(c->body, "state"), mall_state_names),
                               .subject = SUBJECT_NONE};
  if (orders) {
    int64_t *all = arena_array(c->arena, int64_t, orders->n + 1);
    for (uint32_t k = 0; k < orders->n; k++)
      json_int(&orders->items[k], &all[b->n_orders++]);
    b->orders = all;
  }
  return call_moment(c, "from", text(c->body, "from"), false, &b->find.from, err) &&
         call_moment(c, "to", text(c->body, "to"), true, &b->find.until, err) &&
         (!who.n || subject_named(c, who, &b->find.subject, err));
}

static bool reach_of(struct call *c, struct mall_bulk *b, struct mall_reach *ret, struct err *err) {
  struct incentive *i;
  return bulk_of(c, b, err) && tenant_incentive(c->tenant, &i, err) &&
         mall_bulk_reach(i, b, c->arena, ret, err);
}

bool api_mall_bulk_preview(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct mall_bulk b;
  struct mall_reach r;
  if (!reach_of(c, &b, &r, err)) return false;
  jw_begin_object(w);
  jw_key(w, "orders"), jw_uint(w, r.n);
  jw_key(w, "more"), jw_bool(w, r.more);
  jw_key(w, "not_so"), jw_uint(w, r.not_so);
  jw_key(w, "people"), jw_uint(w, r.people);
  jw_key(w, "pieces"), jw_int(w, r.pieces);
  jw_key(w, "points"), jw_begin_array(w);
  for (uint32_t k = 0; k < r.n_points; k++) {
    jw_begin_object(w);
    jw_key(w, "currency"), jw_str(w, r.points[k].currency);
    jw_key(w, "points"), put_decimal(w, (struct dec){r.points[k].points, r.points[k].scale});
    jw_end_object(w);
  }
  jw_end_array(w);
  put_mall_money(c, "money", r.money);
  jw_end_object(w);
  return true;
}

static void put_filter(struct jw *w, struct call *c, const struct mall_bulk *b) {
  const struct json *restock = json_get(c->body, "restock");
  jw_key(w, "act"), jw_cstr(w, mall_what_names[b->what]);
  if (b->n_orders) {
    jw_key(w, "orders"), jw_begin_array(w);
    for (uint32_t k = 0; k < b->n_orders; k++)
      jw_int(w, b->orders[k]);
    jw_end_array(w);
  }
  jw_key(w, "item"), jw_str(w, b->find.item);
  jw_key(w, "state"), jw_str(w, text(c->body, "state"));
  if (b->find.subject != SUBJECT_NONE) jw_key(w, "subject"), jw_uint(w, b->find.subject);
  jw_key(w, "from_ms"), jw_int(w, b->find.from);
  jw_key(w, "until_ms"), jw_int(w, b->find.until);
  jw_key(w, "reason"), jw_str(w, text(c->body, "reason"));
  if (restock) jw_key(w, "restock"), jw_bool(w, restock->boolean);
}

bool api_mall_bulk(struct call *c, struct err *err) {
  static const struct {
    enum mall_what what;
    const char *en, *zh;
  } titles[] = {{MALL_DO_READY, "Make orders ready for pick-up", "批量备货"},
                {MALL_DO_DONE, "Finish orders of the mall", "批量完成兑换订单"},
                {MALL_DO_CANCEL, "Cancel orders of the mall", "批量取消兑换订单"}};
  struct buf params = BUF_INIT;
  struct mall_bulk b;
  struct mall_reach r;
  struct job j;
  struct jw w;
  unsigned t = 0;
  if (!reach_of(c, &b, &r, err)) return false; /* what the job would refuse is refused now */
  while (titles[t].what != b.what)
    t++;
  jw_init(&w, &params, 0);
  jw_begin_object(&w);
  jw_key(&w, "what"), jw_cstr(&w, "bulk");
  jw_key(&w, "batch"), jw_str(&w, id_new("mbk_", c->arena));
  put_filter(&w, c, &b);
  jw_end_object(&w);
  const struct job_new n = {.kind = "mall",
                            .title_en = str_from(titles[t].en),
                            .title_zh = str_from(titles[t].zh),
                            .author = call_author(c),
                            .author_id = c->actor.id,
                            .params = buf_str(&params)};
  bool ok = job_add(api_jobs(c->api), tenant_workspace(c->tenant), &n, c->arena, &j, err) &&
            reply_job(c, &j, "mall.bulk", err);
  buf_release(&params);
  return ok;
}
