/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The works of memberships: one request, one person, one programme.
 *
 * What expressions say of the person is read before (membership_facts.c); everything else is looked
 * at inside the work, where nobody else changes anything.  A turn (membership_turn.c) loads the
 * memberships of all the person's holders, does what is asked, and decides levels. */
#include <xxhash.h>

#include "loyalty/membership_int.h"

struct membership_work {
  struct writer_work work;
  struct loyalty *l;
  const struct membership_ask *a;
  const struct programme_doc *doc;
  struct person_facts facts;
  struct membership_done done;
};

static int64_t hash_of(const struct membership_ask *a) {
  struct buf b = BUF_INIT;
  char price[DEC_TEXT_BYTES];
  buf_printf(&b, "%d %u %lld %d %d %d %lld ", a->act, a->subject, (long long)a->until_ms, a->priced,
             a->trial, a->at_once, (long long)a->quantity);
  const struct str texts[] = {a->programme, a->source,
                              a->store,     a->staff,
                              a->level,     a->reason,
                              a->plan,      a->order,
                              a->service,   str_from(a->priced ? dec_text(a->price, price) : "")};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    buf_put_lenstr(&b, texts[i]);
  int64_t h = (int64_t)XXH3_64bits(b.p, b.n);
  buf_release(&b);
  return h;
}

static void set_level_text(struct membership_done *d, struct str level) {
  memcpy(d->level, level.p ? level.p : "", level.n < sizeof d->level ? level.n : 0);
  d->level[level.n < sizeof d->level ? level.n : 0] = 0;
}

/* The answer that was given to the key, if one was. */
static bool answered(struct state *s, const struct membership_ask *a, struct membership_done *ret,
                     bool *ret_was, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  *ret_was = false;
  if (a->key.n == 0) return true;
  if (!state_query(s,
                   "SELECT hash, member, status, level, amount, remaining, until_ms FROM "
                   "member_act WHERE actor = ?1 AND key = ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, a->actor);
  state_bind_str(q, 2, a->key);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  if (state_int(q, 0) != hash_of(a)) {
    state_reset(q);
    return err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(a->key));
  }
  ret->member = state_int(q, 1);
  ret->status = (enum membership_status)state_int(q, 2);
  set_level_text(ret, state_str(q, 3));
  if (!dec_parse(state_str(q, 4), &ret->amount)) ret->amount = DEC_ZERO;
  ret->remaining = state_int(q, 5);
  ret->until_ms = state_int(q, 6);
  ret->again = *ret_was = true;
  state_reset(q);
  return true;
}

static bool keep_answer(struct turn *t, const struct membership_ask *a,
                        const struct membership_done *d, struct err *err) {
  struct state_stmt *q;
  char amount[DEC_TEXT_BYTES];
  if (a->key.n == 0) return true;
  if (!state_query(t->s,
                   "INSERT INTO member_act (n, actor, key, hash, act, member, status, level, "
                   "amount, remaining, until_ms, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                   "?9, ?10, ?11, ?12)",
                   &q, err))
    return false;
  state_bind_int(q, 1, member_number(t->l, MEMBER_ACTS));
  state_bind_str(q, 2, a->actor);
  state_bind_str(q, 3, a->key);
  state_bind_int(q, 4, hash_of(a));
  state_bind_int(q, 5, a->act);
  state_bind_int(q, 6, d->member);
  state_bind_int(q, 7, d->status);
  state_bind_str(q, 8, str_from(d->level));
  state_bind_str(q, 9, str_from(dec_text(d->amount, amount)));
  state_bind_int(q, 10, d->remaining);
  state_bind_int(q, 11, d->until_ms);
  state_bind_int(q, 12, t->now);
  return state_later(q, err);
}

/* The sweep looks at once who was born today, and at rules that nobody could ask yet. */
static bool sweep_soon(struct turn *t, struct err *err) {
  t->lead->due_ms = t->now;
  return member_update(t, t->lead, err);
}

bool turn_enter(struct turn *t, const struct person_facts *f, const struct membership_ask *a,
                struct err *err) {
  return turn_join(t, a, err) && turn_welcome(t, f, a->source, err) && turn_decide(t, f, err) &&
         sweep_soon(t, err);
}

static bool do_join(struct turn *t, const struct membership_work *k, struct membership_done *ret,
                    struct err *err) {
  if (t->lead) return true; /* is a member: nothing changes */
  if (t->p->join == PROGRAMME_PAID)
    return err_fail(err, ERR_programme_paid, "%.*s", STRF(t->p->slug));
  if (!k->facts.eligible) return err_fail(err, ERR_programme_rule, "%.*s", STRF(t->p->slug));
  ret->changed = true;
  return turn_enter(t, &k->facts, k->a, err);
}

static bool do_subscribe(struct turn *t, const struct membership_work *k,
                         struct membership_done *ret, struct err *err) {
  bool was = t->lead != NULL;
  return turn_subscribe(t, k->a, ret, err) &&
         (was || turn_welcome(t, &k->facts, k->a->source, err)) && turn_decide(t, &k->facts, err) &&
         sweep_soon(t, err);
}

static bool do_leave(struct turn *t, struct membership_done *ret, struct err *err) {
  for (uint32_t i = 0; i < t->n_rows; i++) {
    struct membership *m = &t->rows[i];
    if (m->status != MEMBERSHIP_ACTIVE) continue;
    ret->changed = true;
    ret->member = m->n;
    if (!turn_leave(t, m, MEMBERSHIP_LEFT, "left", err)) return false;
  }
  t->lead = NULL;
  return ret->changed || err_fail(err, ERR_not_member, "%.*s", STRF(t->p->slug));
}

static bool do_set_level(struct turn *t, const struct membership_ask *a,
                         struct membership_done *ret, struct err *err) {
  int32_t level = a->level.n ? programme_level_find(t->p, a->level) : -1;
  struct membership *m = t->lead;
  if (!m) return err_fail(err, ERR_not_member, "%.*s", STRF(t->p->slug));
  if (a->level.n && level < 0)
    return err_fail(err, ERR_programme_no, "%.*s" ERR_SEP "level" ERR_SEP "%.*s" ERR_SEP "等级",
                    STRF(t->p->slug), STRF(a->level));
  if (a->until_ms <= t->now)
    return err_fail(err, ERR_bad_field, "until" ERR_SEP "> %lld", (long long)t->now);
  int32_t from = m->s.level;
  m->s = programme_hold(t->p, t->z, &m->s, level, t->now, a->until_ms);
  m->due_ms = turn_due(t, m);
  ret->changed = true;
  return (from == level || turn_note_level(t, m, t->now, from, STANDING_BY_HAND, err)) &&
         member_update(t, m, err);
}

static bool act(struct turn *t, struct membership_work *k, struct err *err) {
  const struct membership_ask *a = k->a;
  struct membership_done *d = &k->done;
  switch (a->act) {
  case MEMBERSHIP_JOIN:
    return do_join(t, k, d, err);
  case MEMBERSHIP_LEAVE:
    return do_leave(t, d, err);
  case MEMBERSHIP_SET_LEVEL:
    return do_set_level(t, a, d, err);
  case MEMBERSHIP_SUBSCRIBE:
    return do_subscribe(t, k, d, err);
  case MEMBERSHIP_RENEW:
    return turn_renew(t, a, d, err);
  case MEMBERSHIP_CANCEL:
    return turn_cancel(t, a, d, err);
  case MEMBERSHIP_REFUND:
    return turn_refund(t, a, d, err);
  case MEMBERSHIP_USE:
    return turn_use(t, a, d, err);
  }
  return err_fail(err, ERR_internal, "membership act %d", a->act);
}

static void answer(const struct turn *t, struct membership_done *d) {
  const struct membership *m = t->lead;
  if (!m) {
    d->status = MEMBERSHIP_LEFT;
    return;
  }
  d->member = m->n;
  d->status = m->status;
  set_level_text(d, turn_level(t, m->s.level));
}

static bool run_in(struct membership_work *k, struct state *s, struct arena *tmp, struct err *err) {
  struct turn t;
  bool was;
  if (!answered(s, k->a, &k->done, &was, err)) return false;
  if (was) return true;
  if (!turn_begin(k->l, s, tmp, k->doc, k->a->subject, &t, err)) return false;
  t.actor = k->a->actor;
  t.reason = k->a->reason;
  if (!act(&t, k, err)) return false;
  answer(&t, &k->done);
  return keep_answer(&t, k->a, &k->done, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct membership_work *k = (struct membership_work *)w;
  struct arena tmp;
  k->done = (struct membership_done){.amount = DEC_ZERO};
  arena_init(&tmp, "membership");
  bool ok = run_in(k, s, &tmp, err);
  arena_release(&tmp);
  return ok;
}

static bool short_enough(const struct membership_ask *a, struct err *err) {
  const struct {
    const char *name;
    struct str text;
  } texts[] = {{"key", a->key},     {"actor", a->actor}, {"source", a->source},
               {"store", a->store}, {"staff", a->staff}, {"reason", a->reason},
               {"order", a->order}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (texts[i].text.n > MEMBERSHIP_TEXT_MAX)
      return err_fail(err, ERR_bad_field, "%s" ERR_SEP "≤ %d bytes", texts[i].name,
                      MEMBERSHIP_TEXT_MAX);
  bool keyed = a->act == MEMBERSHIP_SUBSCRIBE || a->act == MEMBERSHIP_RENEW ||
               a->act == MEMBERSHIP_REFUND || a->act == MEMBERSHIP_USE;
  if (keyed && a->key.n == 0) return err_fail(err, ERR_missing_field, "membership" ERR_SEP "key");
  return true;
}

static bool ask_facts(struct loyalty *l, struct membership_work *k, struct err *err) {
  struct facts_of f = {.subject = k->a->subject, .p = &k->doc->p, .joining = true};
  k->facts = (struct person_facts){.known = true, .eligible = true};
  if (k->a->act != MEMBERSHIP_JOIN && k->a->act != MEMBERSHIP_SUBSCRIBE) return true;
  if (!person_facts_read(l, &f, 1, err)) return false;
  k->facts = f.facts;
  return true;
}

bool membership_do(struct loyalty *l, const struct membership_ask *a, struct membership_done *ret,
                   struct err *err) {
  struct membership_work k = {.work = {.run = run}, .l = l, .a = a};
  struct programme_set *set;
  if (!short_enough(a, err) || !programme_set_get(l, &set, err)) return false;
  bool ok = programme_set_find(l, set, a->programme, &k.doc, err) && ask_facts(l, &k, err) &&
            loyalty_do(l, &k.work, err);
  programme_set_release(set);
  if (ok) *ret = k.done;
  return ok;
}
