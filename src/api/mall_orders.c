/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders of the mall, for who looks after them.  Where something is sent is personal data: who sees
 * people masked does not see it. */
#include "api/mall.h"

#include "api/coupons.h"
#include "api/points.h"
#include "resource/resource.h"

/* ---- names ---- */

#define NAMES_KEPT 64

struct mall_names {
  struct {
    struct str slug;
    int64_t version;
    struct mall_item m;
  } p[NAMES_KEPT];
  unsigned n;
  bool sealed; /* nothing more is read */
};

/* What is sealed knows of another version at best: its name is mostly the same. */
static const struct mall_item *kept(const struct mall_names *t, struct str slug, int64_t version) {
  const struct mall_item *other = NULL;
  for (unsigned k = 0; k < t->n; k++) {
    if (!str_eq(t->p[k].slug, slug)) continue;
    if (t->p[k].version == version) return &t->p[k].m;
    if (t->sealed) other = &t->p[k].m;
  }
  return other;
}

/* Version 0: of now. */
static const struct mall_item *named(struct call *c, struct mall_names **all, struct str slug,
                                     int64_t version) {
  struct mall_names *t = *all;
  struct err gone;
  uint32_t is;
  bool active;
  if (!t) {
    t = *all = arena_new(c->arena, struct mall_names);
    t->n = 0;
    t->sealed = false;
  }
  const struct mall_item *m = kept(t, slug, version);
  if (m || t->sealed) return m;
  unsigned k = t->n < NAMES_KEPT ? t->n : NAMES_KEPT - 1;
  if (!resource_mall_item(tenant_workspace(c->tenant), slug, (uint32_t)version, c->arena,
                          &t->p[k].m, &is, &active, &gone))
    return NULL;
  t->p[k].slug = slug;
  t->p[k].version = is;
  t->n = k + 1;
  return &t->p[k].m;
}

struct mall_names *mall_names_for(struct call *c, struct incentive *i, const struct mall_ask *a) {
  struct mall_names *all = NULL;
  struct mall_file f;
  struct err unknown;
  if (a->what == MALL_DO_ORDER)
    named(c, &all, a->item, 0);
  else if (mall_order_get(i, a->order, c->arena, &f, &unknown))
    named(c, &all, f.order.item, f.order.version);
  if (all) all->sealed = true;
  return all;
}

struct str mall_names_currency(const struct mall_names *names) {
  return names && names->n ? names->p[0].m.currency : STR("");
}

/* ---- one order ---- */

static void put_str(struct jw *w, const char *name, struct str s) {
  jw_key(w, name), jw_str(w, s.p ? s : STR(""));
}

static void put_number(struct jw *w, const char *name, int64_t n) { /* 0: none */
  jw_key(w, name);
  if (n)
    jw_int(w, n);
  else
    jw_null(w);
}

static void put_contact(struct call *c, const struct mall_order *o) {
  struct jw *w = &c->out;
  bool masked = access_masks(&c->actor, tenant_slug(c->tenant));
  jw_key(w, "has_contact"), jw_bool(w, o->has_contact);
  jw_key(w, "contact");
  if (!o->has_contact || masked) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  put_str(w, "name", o->contact.name);
  put_str(w, "phone", o->contact.phone);
  put_str(w, "address", o->contact.address);
  put_str(w, "note", o->contact.note);
  jw_end_object(w);
}

static void put_whose(struct call *c, const struct mall_order *o) {
  struct jw *w = &c->out;
  put_str(w, "item", o->item);
  jw_key(w, "version"), jw_int(w, o->version);
  put_str(w, "currency", o->currency);
  jw_key(w, "person"), put_holder(c, o->subject);
  jw_key(w, "subject");
  if (o->subject == SUBJECT_NONE)
    jw_null(w);
  else
    jw_uint(w, o->subject);
  jw_key(w, "cost"), put_decimal(w, dec_normal((struct dec){o->cost, 4}));
  put_number(w, "txn", o->txn);
  put_number(w, "back_txn", o->back_txn);
  jw_key(w, "kept"), jw_bool(w, o->kept);
  jw_key(w, "pool");
  if (o->pool_n)
    jw_str(w, o->pool);
  else
    jw_null(w);
  put_str(w, "ref", o->ref);
  put_str(w, "reason", o->reason);
  put_contact(c, o);
}

/* Where a customer pays: {order} stands for the number. */
static void put_pay_url(struct call *c, const struct mall_item *m, const struct mall_order *o) {
  struct str hole = STR("{order}");
  jw_key(&c->out, "pay_url");
  if (!m || m->pay_url.n == 0 || o->state != MALL_AWAITING) {
    jw_null(&c->out);
    return;
  }
  struct buf b = BUF_INIT;
  for (size_t i = 0; i < m->pay_url.n;) {
    if (str_starts(str_of(m->pay_url.p + i, m->pay_url.n - i), hole)) {
      buf_printf(&b, "%lld", (long long)o->n);
      i += hole.n;
    } else {
      buf_putc(&b, m->pay_url.p[i++]);
    }
  }
  jw_str(&c->out, buf_str(&b));
  buf_release(&b);
}

void put_mall_order(struct call *c, struct mall_names **names, const struct mall_order *o,
                    bool whose) {
  const struct mall_item *m = named(c, names, o->item, o->version);
  struct jw *w = &c->out;
  jw_key(w, "n"), jw_int(w, o->n);
  jw_key(w, "title");
  put_title(w, m ? m->title.en : o->item, m ? m->title.zh : o->item);
  put_str(w, "picture", m ? m->picture : STR(""));
  jw_key(w, "at"), put_time(w, o->at_ms);
  jw_key(w, "changed_at"), put_time(w, o->changed_ms);
  jw_key(w, "state"), jw_cstr(w, mall_state_names[o->state]);
  jw_key(w, "hand"), jw_cstr(w, mall_hand_names[o->hand]);
  jw_key(w, "quantity"), jw_int(w, o->quantity);
  jw_key(w, "points"), put_decimal(w, (struct dec){o->points, o->scale});
  put_mall_money(c, "money", o->money);
  jw_key(w, "pay_until");
  if (o->state == MALL_AWAITING)
    put_time(w, o->until_ms);
  else
    jw_null(w);
  put_pay_url(c, m, o);
  put_str(w, "store", o->store);
  put_str(w, "carrier", o->carrier);
  put_str(w, "number", o->tracking);
  jw_key(w, "has_codes"), jw_bool(w, o->pool_n != 0);
  if (whose) put_whose(c, o);
}

/* ---- lists ---- */

static int state_named(struct str word) {
  for (int k = 0; word.n && k < MALL_STATES; k++)
    if (str_is(word, mall_state_names[k])) return k;
  return -1;
}

static bool whose(struct call *c, struct mall_find *f, struct err *err) {
  struct str who = call_query(c, "person");
  f->subject = SUBJECT_NONE;
  return !who.n || subject_named(c, who, &f->subject, err);
}

bool api_list_mall_orders(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct mall_find f = {.state = state_named(call_query(c, "state")),
                        .item = call_query(c, "item"),
                        .limit = call_limit(c)};
  struct mall_names *names = NULL;
  struct page_key key = {.n_n = 1};
  struct incentive *i;
  struct mall_order *o;
  uint32_t n;
  bool given;
  if (!call_cursor(c, &key, &given, err) || !whose(c, &f, err) ||
      !call_moment(c, "from", call_query(c, "from"), false, &f.from, err) ||
      !call_moment(c, "to", call_query(c, "to"), true, &f.until, err))
    return false;
  if (given) f.before = key.n[0];
  if (!tenant_incentive(c->tenant, &i, err) || !mall_orders(i, &f, c->arena, &o, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    jw_begin_object(w);
    put_mall_order(c, &names, &o[k], true);
    jw_end_object(w);
  }
  jw_end_array(w);
  key = (struct page_key){.n = {n ? o[n - 1].n : 0}, .n_n = 1};
  call_put_next(c, n == f.limit ? &key : NULL);
  jw_end_object(w);
  return true;
}

static void put_steps(struct call *c, const struct mall_file *f) {
  struct jw *w = &c->out;
  struct actor_names actors = {0};
  jw_key(w, "steps"), jw_begin_array(w);
  for (uint32_t k = 0; k < f->n_steps; k++) {
    const struct mall_step *s = &f->steps[k];
    jw_begin_object(w);
    jw_key(w, "at"), put_time(w, s->at_ms);
    jw_key(w, "what"), jw_cstr(w, mall_what_names[s->what]);
    put_str(w, "actor", s->actor);
    put_actor(c, &actors, "actor_name", s->actor);
    put_str(w, "note", s->note);
    jw_end_object(w);
  }
  jw_end_array(w);
}

bool api_get_mall_order(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct mall_names *names = NULL;
  struct incentive *i;
  struct mall_file f;
  int64_t n;
  if (!points_number(c, ERR_unknown_mall_order, &n, err) || !tenant_incentive(c->tenant, &i, err) ||
      !mall_order_get(i, n, c->arena, &f, err))
    return false;
  jw_begin_object(w);
  put_mall_order(c, &names, &f.order, true);
  put_steps(c, &f);
  if (!put_masked_codes(c, i, n, err)) return false;
  jw_key(w, "given");
  if (f.gifts)
    jw_bool(w, f.given == f.gifts);
  else
    jw_null(w);
  jw_end_object(w);
  return true;
}
