/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was posted, day by day, from the entries themselves: the database adds them up (slice.c), so
 * what comes out is as exact as the book, and small. */
#include "base/panic.h"
#include "effect/points_int.h"
#include "loyalty/holder.h"
#include "person/person.h"

static bool time_range(const struct effect_in *in, int64_t currency, int64_t *ret_from,
                       int64_t *ret_to, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(in->state,
                   "SELECT min(at_ms), max(at_ms) FROM ledger_txn WHERE currency = ?1 AND at_ms <= "
                   "?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, currency);
  state_bind_int(q, 2, in->now);
  if (!state_step(q, &row, err)) return false;
  bool any = row && !state_is_null(q, 0);
  *ret_from = any ? state_int(q, 0) : 0;
  *ret_to = any ? state_int(q, 1) : -1;
  if (row) state_reset(q);
  return true;
}

static void take(struct flow *f, enum ledger_kind kind, int64_t who, int64_t amount) {
  bool grants = kind == LEDGER_EARN || kind == LEDGER_GRANT;
  switch (who) {
  case LEDGER_ISSUED:
    *(grants ? &f->issued : &f->reversed) += grants ? -(i128)amount : amount;
    break;
  case LEDGER_SPENT:
    *(kind == LEDGER_SPEND ? &f->spent : &f->refunded) +=
        kind == LEDGER_SPEND ? amount : -(i128)amount;
    break;
  case LEDGER_EXPIRED:
    f->expired += amount;
    break;
  case LEDGER_SHORTFALL:
    f->shortfall -= amount;
    break;
  case LEDGER_ADJUSTED:
    f->adjusted -= amount;
    break;
  default:
    must(who >= LEDGER_AVAILABLE && who <= LEDGER_FROZEN);
    f->bucket[who] += amount;
  }
}

static bool read_rows(const struct effect_in *in, struct state_stmt *q, const struct slices *w,
                      struct flows *ret, struct err *err) {
  bool row = true;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    int32_t day = slice_day(in->env.tz, w, state_int(q, 0));
    if (ret->days.n == 0 || ret->days.p[ret->days.n - 1].day != day)
      vec_push(&ret->days, ((struct flow){.day = day}));
    take(&ret->days.p[ret->days.n - 1], (enum ledger_kind)state_int(q, 1), state_int(q, 2),
         state_int(q, 3));
  }
  return true;
}

bool flows_read(const struct effect_in *in, int64_t currency, struct flows *ret, struct err *err) {
  struct state_stmt *q;
  struct slices w;
  int64_t from, to;
  if (!time_range(in, currency, &from, &to, err)) return false;
  if (from > to) return true;
  day_slices(in->env.tz, from, to, &w);
  if (!state_query(in->state,
                   "SELECT (t.at_ms + ?2) / ?3 AS slice, t.kind, CASE WHEN a.owner > 0 THEN "
                   "e.bucket ELSE a.owner END AS who, CAST(sum(e.amount) AS @i64) FROM ledger_txn "
                   "t JOIN ledger_entry e ON e.n >= t.first_entry AND e.n < t.first_entry + "
                   "t.entries JOIN ledger_account a ON a.n = e.account WHERE t.currency = ?1 AND "
                   "t.at_ms <= ?4 GROUP BY 1, 2, 3 ORDER BY 1",
                   &q, err))
    return false;
  state_bind_int(q, 1, currency);
  state_bind_int(q, 2, w.offset);
  state_bind_int(q, 3, w.width);
  state_bind_int(q, 4, in->now);
  return read_rows(in, q, &w, ret, err);
}

void flow_add(struct flow *to, const struct flow *x) {
  to->issued += x->issued, to->reversed += x->reversed;
  to->spent += x->spent, to->refunded += x->refunded;
  to->expired += x->expired, to->adjusted += x->adjusted, to->shortfall += x->shortfall;
  for (int i = 0; i < 3; i++)
    to->bucket[i] += x->bucket[i];
}

struct flow flows_between(const struct flows *f, int32_t from, int32_t to) {
  struct flow sum = {.day = from};
  for (size_t i = 0; i < f->days.n; i++)
    if (f->days.p[i].day >= from && f->days.p[i].day <= to) flow_add(&sum, &f->days.p[i]);
  return sum;
}

/* ---- who earns ---- */

struct earner {
  int64_t who; /* the person, or minus the seat of one that is gone */
  i128 earned;
};

static int by_who(const void *p, const void *q) {
  const struct earner *a = p, *b = q;
  return (a->who > b->who) - (a->who < b->who);
}

static int most_first(const void *p, const void *q) {
  const struct earner *a = p, *b = q;
  if (a->earned != b->earned) return a->earned > b->earned ? -1 : 1;
  return by_who(p, q);
}

/* Of the same person together; those who earned nothing are gone. */
static uint32_t merged(struct earner *e, size_t n) {
  uint32_t k = 0, live = 0;
  if (n) qsort(e, n, sizeof *e, by_who);
  for (size_t i = 0; i < n; i++) {
    if (k && e[k - 1].who == e[i].who)
      e[k - 1].earned += e[i].earned;
    else
      e[k++] = e[i];
  }
  for (uint32_t i = 0; i < k; i++)
    if (e[i].earned > 0) e[live++] = e[i];
  return live;
}

bool earners_read(const struct effect_in *in, int64_t currency, int64_t since, struct earners *ret,
                  struct err *err) {
  const struct people *people = ws_people(in->w);
  VEC(struct earner) all = {0};
  struct state_stmt *q;
  bool row = true;
  bool ok = state_query(in->state,
                        "SELECT t.holder, h.subject, CAST(sum(t.amount - t.returned) AS @i64) FROM "
                        "ledger_txn t LEFT JOIN holder h ON h.n = t.holder WHERE t.currency = ?1 "
                        "AND t.kind IN (1, 2) AND t.at_ms >= ?2 AND t.at_ms <= ?3 GROUP BY "
                        "t.holder, h.subject",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, currency);
    state_bind_int(q, 2, since);
    state_bind_int(q, 3, in->now);
  }
  while (ok && row) {
    ok = state_step(q, &row, err);
    if (!ok || !row) break;
    uint32_t subject = holder_subject_at(q, 1);
    int64_t who = subject == SUBJECT_NONE ? -state_int(q, 0) : (int64_t)person_of(people, subject);
    vec_push(&all, ((struct earner){who, state_int(q, 2)}));
  }
  *ret = (struct earners){.people = merged(all.p, all.n)};
  ret->top = (ret->people + 99) / 100;
  if (ret->people) qsort(all.p, ret->people, sizeof *all.p, most_first);
  for (uint32_t i = 0; i < ret->people; i++) {
    ret->earned += all.p[i].earned;
    if (i < ret->top) ret->by_top += all.p[i].earned;
  }
  vec_free(&all);
  return ok;
}
