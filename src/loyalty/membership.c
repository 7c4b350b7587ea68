/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The works of memberships: one request, one person, one programme.
 *
 * What expressions say of the person is read before (membership_facts.c); everything else is looked
 * at inside the work, where nobody else changes anything.  A turn loads the memberships of all the
 * person's holders, does what is asked, and decides levels until nothing changes. */
#include <xxhash.h>

#include "loyalty/membership_int.h"

#define AGAIN_MS 1000 /* when the sweep goes on with somebody who has too much behind */

/* ---- levels ---- */

static struct str level_slug(const struct turn *t, int32_t level) {
  return level < 0 ? STR("") : t->p->levels[level].slug;
}

static bool note_level(struct turn *t, struct membership *m, int64_t at, int32_t from,
                       enum standing_cause cause, struct err *err) {
  if (!member_level_insert(t, m, at, from, cause, err)) return false;
  struct ev_batch *b = loyalty_tell(t->l, t->subject, "tier_changed");
  tell_text(b, "programme", t->p->slug);
  tell_text(b, "level", level_slug(t, m->s.level));
  tell_text(b, "from", level_slug(t, from));
  tell_text(b, "cause", str_from(standing_cause_names[cause]));
  return true;
}

static bool promise(struct turn *t, const struct membership *m, const struct programme_gifts *g,
                    struct str occasion, int64_t until, struct err *err) {
  bool given;
  if (!member_gifted(t, occasion, &given, err)) return false;
  for (uint32_t i = 0; i < g->n && !given; i++)
    if (!gift_put(t->l, t->s,
                  &(struct gift){.origin = STR(GIFT_OF_MEMBER),
                                 .origin_n = m->n,
                                 .occasion = occasion,
                                 .item = i,
                                 .until_ms = until,
                                 .holder = m->holder,
                                 .reason = t->p->slug,
                                 .reward = g->p[i],
                                 .at_ms = t->now},
                  err))
      return false;
  return true;
}

static bool give(struct turn *t, struct membership *m, enum programme_occasion o,
                 struct str occasion, int64_t until, struct err *err) {
  if (m->s.level < 0 || t->p->levels[m->s.level].gifts[o].n == 0) return true;
  return promise(t, m, &t->p->levels[m->s.level].gifts[o], occasion, until, err);
}

/* One occasion for all packs and for ever: whoever had one has no other, whatever became of the
 * membership or of the people it is of. */
static bool welcome(struct turn *t, const struct person_facts *f, struct str source,
                    struct err *err) {
  const struct programme_pack *k = programme_pack_find(t->p, source, f->packs);
  return !k || promise(t, t->lead, &k->gifts, STR("welcome"), PROGRAMME_FOREVER, err);
}

static bool note_step(struct turn *t, int64_t at, int32_t from, enum standing_cause cause,
                      struct err *err) {
  struct membership *m = t->lead;
  if (from == m->s.level) return true;
  if (!note_level(t, m, at, from, cause, err)) return false;
  if (cause != STANDING_UPGRADED) return true;
  struct str occasion = arena_printf(t->tmp, "upgrade:%.*s", STRF(level_slug(t, m->s.level)));
  return give(t, m, PROGRAMME_AT_UPGRADE, occasion, m->s.period_end, err);
}

bool turn_decide(struct turn *t, const struct person_facts *f, struct err *err) {
  struct membership *m = t->lead;
  bool rules = programme_has_rules(t->p), more = !rules || f->known;
  if (m->version != t->doc->version) {
    programme_conform(t->p, t->z, t->now, &m->s);
    m->version = t->doc->version;
  }
  for (int i = 0; more && i < MEMBERSHIP_STEPS_MAX; i++) {
    struct programme_facts facts = {.rules = f->rules};
    struct programme_moment moment;
    struct standing next;
    int32_t from = m->s.level;
    programme_moment(t->p, t->z, &m->s, t->now, &moment);
    if (!turn_growth(t, &moment, &facts, err)) return false;
    enum standing_cause cause = programme_step(t->p, t->z, &m->s, t->now, &facts, &next);
    more = cause != STANDING_SAME;
    if (!more) break;
    m->s = next;
    if (!note_step(t, moment.at, from, cause, err)) return false;
  }
  m->due_ms = more ? t->now + AGAIN_MS : turn_due(t, m);
  return member_update(t, m, err);
}

/* ---- occasions ---- */

static int64_t earlier(int64_t a, int64_t b) {
  return a < b ? a : b;
}

int64_t turn_due(const struct turn *t, const struct membership *m) {
  int32_t next = (m->swept_day > day_of(t->z, t->now) ? m->swept_day : day_of(t->z, t->now)) + 1;
  int64_t due = programme_due(&m->s), tomorrow = day_start(t->z, next);
  bool births = programme_gives(t->p, PROGRAMME_AT_BIRTHDAY);
  if (programme_has_rules(t->p) || (births && m->birthday == 0)) due = earlier(due, tomorrow);
  if (births && m->birthday)
    due = earlier(
        due, day_start(t->z, programme_next_birthday(m->birthday / 100, m->birthday % 100, next)));
  if (programme_gives(t->p, PROGRAMME_AT_MEMBER_DAY)) {
    int32_t day = programme_next_member_day(t->p, next);
    if (day != INT32_MAX) due = earlier(due, day_start(t->z, day));
  }
  if (m->paid_grace) due = earlier(due, m->ends ? m->paid_until : m->paid_grace);
  return due;
}

/* The last such day in (swept, today]; INT32_MIN: none.  Of days that nobody looked at the last
 * counts: gifts of years ago are no gifts. */
static int32_t last_birthday(const struct membership *m, int32_t today) {
  int32_t last = INT32_MIN, day = m->swept_day;
  if (m->birthday == 0) return last;
  while ((day = programme_next_birthday(m->birthday / 100, m->birthday % 100, day + 1)) <= today)
    last = day;
  return last;
}

static int32_t last_member_day(const struct turn *t, const struct membership *m, int32_t today) {
  int32_t last = INT32_MIN, day = m->swept_day > today - 32 ? m->swept_day : today - 32;
  while ((day = programme_next_member_day(t->p, day + 1)) <= today)
    last = day;
  return last;
}

static struct str day_occasion(const struct turn *t, const char *what, int32_t day, bool year) {
  struct buf b = BUF_INIT;
  day_format(day, &b);
  struct str s = arena_printf(t->tmp, "%s:%.*s", what, year ? 4 : (int)b.n, b.p);
  buf_release(&b);
  return s;
}

bool turn_occasions(struct turn *t, struct err *err) {
  struct membership *m = t->lead;
  int32_t today = day_of(t->z, t->now);
  if (today <= m->swept_day) return true;
  int32_t birth = last_birthday(m, today), day = last_member_day(t, m, today);
  m->swept_day = today;
  return member_update(t, m, err) &&
         (birth == INT32_MIN ||
          give(t, m, PROGRAMME_AT_BIRTHDAY, day_occasion(t, "birthday", birth, true),
               PROGRAMME_FOREVER, err)) &&
         (day == INT32_MIN ||
          give(t, m, PROGRAMME_AT_MEMBER_DAY, day_occasion(t, "member_day", day, false),
               PROGRAMME_FOREVER, err));
}

/* ---- joining and leaving ---- */

/* The membership of the subject itself, whatever became of it. */
static struct membership *own_row(struct turn *t, uint32_t holder) {
  for (uint32_t i = 0; i < t->n_rows; i++)
    if (t->rows[i].holder == holder) return &t->rows[i];
  return NULL;
}

static bool tell_joined(struct turn *t, const struct membership *m) {
  struct ev_batch *b = loyalty_tell(t->l, t->subject, "member_joined");
  tell_text(b, "programme", t->p->slug);
  tell_text(b, "source", m->source);
  tell_text(b, "store", m->store);
  tell_text(b, "staff", m->staff);
  return true;
}

bool turn_join(struct turn *t, const struct membership_ask *a, struct err *err) {
  uint32_t holder;
  if (!holder_take(t->l, t->subject, t->s, &holder, err)) return false;
  struct membership *old = own_row(t, holder), m = {.holder = holder};
  if (old && old->status == MEMBERSHIP_ACTIVE && /* its term is over; nobody had seen it */
      !turn_leave(t, old, MEMBERSHIP_LAPSED, "lapsed", err))
    return false;
  if (old) m.n = old->n;
  if (t->n_holders == 0) { /* the seat was made now */
    t->holders = arena_array(t->tmp, uint32_t, 1);
    t->holders[t->n_holders++] = holder;
  }
  m.joined_ms = t->now;
  m.source = arena_str(t->tmp, a->source);
  m.store = arena_str(t->tmp, a->store);
  m.staff = arena_str(t->tmp, a->staff);
  m.s = programme_begin(t->p, t->z, t->now);
  m.swept_day = day_of(t->z, t->now) - 1;
  m.due_ms = t->now;
  m.version = t->doc->version;
  if (!old) old = &t->rows[t->n_rows++];
  bool again = m.n != 0;
  *old = m;
  t->lead = old;
  return (again ? member_update(t, old, err) : member_insert(t, old, err)) && tell_joined(t, old);
}

bool turn_leave(struct turn *t, struct membership *m, enum membership_status to, const char *cause,
                struct err *err) {
  m->status = to;
  m->left_ms = t->now;
  m->s.grace_until = m->s.held_until = 0;
  if (!member_update(t, m, err)) return false;
  struct ev_batch *b = loyalty_tell(t->l, t->subject, "member_left");
  tell_text(b, "programme", t->p->slug);
  tell_text(b, "cause", str_from(cause));
  return true;
}

/* ---- requests ---- */

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
  return turn_join(t, a, err) && welcome(t, f, a->source, err) && turn_decide(t, f, err) &&
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
  return turn_subscribe(t, k->a, ret, err) && (was || welcome(t, &k->facts, k->a->source, err)) &&
         turn_decide(t, &k->facts, err) && sweep_soon(t, err);
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
  return (from == level || note_level(t, m, t->now, from, STANDING_BY_HAND, err)) &&
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
  set_level_text(d, level_slug(t, m->s.level));
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

/* ---- growth ---- */

static bool add_growth(struct loyalty *l, struct state *s, uint32_t holder, struct str currency,
                       unsigned decimals, int64_t amount, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO growth_day (holder, currency, day, decimals, amount) VALUES (?1, "
                   "?2, ?3, ?4, ?5) ON CONFLICT (holder, currency, day) DO UPDATE SET "
                   "amount = growth_day.amount + excluded.amount",
                   &q, err))
    return false;
  state_bind_int(q, 1, holder);
  state_bind_str(q, 2, currency);
  state_bind_int(q, 3, day_of(ws_tz(l->w), clock_wall_ms(ws_clock(l->w))));
  state_bind_int(q, 4, decimals);
  state_bind_int(q, 5, amount);
  return state_later(q, err);
}

static bool decide_all(struct loyalty *l, struct state *s, const struct programme_set *set,
                       uint32_t subject, struct str currency, struct arena *tmp, struct err *err) {
  const struct person_facts none = {.known = false};
  for (uint32_t i = 0; i < set->n; i++) {
    struct turn t;
    if (!str_eq(set->p[i].p.growth, currency)) continue;
    if (!turn_begin(l, s, tmp, &set->p[i], subject, &t, err)) return false;
    if (!t.lead) continue;
    /* What needs events is the sweep's, which looks within a second. */
    bool rules = programme_has_rules(t.p);
    if (rules) t.lead->due_ms = t.now;
    if (rules ? !member_update(&t, t.lead, err) : !turn_decide(&t, &none, err)) return false;
  }
  return true;
}

bool membership_grew(struct loyalty *l, struct state *s, uint32_t holder, struct str currency,
                     unsigned decimals, int64_t amount, struct err *err) {
  struct programme_set *set;
  struct arena tmp;
  uint32_t subject;
  bool counted = false;
  if (!programme_set_get(l, &set, err)) return false;
  for (uint32_t i = 0; i < set->n; i++)
    counted |= str_eq(set->p[i].p.growth, currency);
  arena_init(&tmp, "growth");
  bool ok = !counted || (add_growth(l, s, holder, currency, decimals, amount, err) &&
                         holder_subject(s, holder, &subject, err) &&
                         decide_all(l, s, set, subject, currency, &tmp, err));
  arena_release(&tmp);
  programme_set_release(set);
  return ok;
}
