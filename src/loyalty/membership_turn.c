/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens in a turn, whoever asked for it: joining and leaving, levels until nothing changes,
 * gifts on their occasions, and when the sweep is to look again. */
#include "loyalty/membership_int.h"

#define AGAIN_MS 1000 /* when the sweep goes on with somebody who has too much behind */

/* ---- levels ---- */

struct str turn_level(const struct turn *t, int32_t level) {
  return level < 0 ? STR("") : t->p->levels[level].slug;
}

bool turn_note_level(struct turn *t, struct membership *m, int64_t at, int32_t from,
                     enum standing_cause cause, struct err *err) {
  if (!member_level_insert(t, m, at, from, cause, err)) return false;
  struct ev_batch *b = loyalty_tell(t->l, t->subject, "tier_changed");
  tell_text(b, "programme", t->p->slug);
  tell_text(b, "level", turn_level(t, m->s.level));
  tell_text(b, "from", turn_level(t, from));
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
bool turn_welcome(struct turn *t, const struct person_facts *f, struct str source,
                  struct err *err) {
  const struct programme_pack *k = programme_pack_find(t->p, source, f->packs);
  return !k || promise(t, t->lead, &k->gifts, STR("welcome"), PROGRAMME_FOREVER, err);
}

static bool note_step(struct turn *t, int64_t at, int32_t from, enum standing_cause cause,
                      struct err *err) {
  struct membership *m = t->lead;
  if (from == m->s.level) return true;
  if (!turn_note_level(t, m, at, from, cause, err)) return false;
  if (cause != STANDING_UPGRADED) return true;
  struct str occasion = arena_printf(t->tmp, "upgrade:%.*s", STRF(turn_level(t, m->s.level)));
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
