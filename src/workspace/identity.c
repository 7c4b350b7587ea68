/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why, and by hand.
 *
 * People know which record moved a subject last, and the log knows what the record says; so the
 * evidence costs no memory and is read only when somebody asks. */
#include "workspace/identity.h"

#include <stdio.h>
#include <stdlib.h>

#include "workspace_int.h"

void ws_identity_rules(struct workspace *w, const struct identity_rules *r, uint64_t revision) {
  pthread_mutex_lock(&w->rules.lock);
  if (!w->rules.set || revision >= w->rules.revision) {
    people_set_rules(w->people, r);
    w->rules.revision = revision;
    w->rules.set = true;
  }
  pthread_mutex_unlock(&w->rules.lock);
}

const char *ws_why_rule(enum move_cause c) {
  static const char *const rules[MOVE_CAUSES] = {"", "R7", "R7", "R7", "R7", "R5", "R6", "R6", ""};
  return rules[c];
}

/* The row of the message in the batch that the record was decided for. */
static void find_message(const struct ev_batch *b, struct arena *out, struct ws_why *x) {
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    if (row->key.hi != x->evidence.key.hi || row->key.lo != x->evidence.key.lo) continue;
    x->event = arena_str(out, intern_at(&b->names, row->name));
    for (uint32_t k = 0; k < row->prop_n; k++) {
      struct value v = ev_value(b, &b->vals.p[row->prop_begin + k]);
      if (v.type == V_STR &&
          str_is(intern_at(&b->props, b->vals.p[row->prop_begin + k].name), "lib"))
        x->lib = arena_str(out, v.str);
    }
    return;
  }
}

/* The move of the subject in the record at `lsn` (the last one, if there are several), and its
 * message, which stands in the next record of events. */
static bool read_move(struct workspace *w, struct ev_batch *b, struct arena *out, struct ws_why *x,
                      struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  struct person_ops ops;
  struct person_op op;
  bool more = false;
  if (!log_has(w->log, x->lsn) || x->lsn < log_oldest(w->log)) return true;
  if (!log_iter_new(w->log, x->lsn, &it, err)) return false;
  bool ok = log_iter_next(it, &rec, &more, err);
  if (ok && more && rec.lsn == x->lsn && rec.kind == LOG_PERSONS) {
    ok = person_ops_begin(rec.body, &ops, err);
    while (ok && person_ops_next(&ops, &op))
      if (op.what == PERSON_MOVES && op.move.subject == x->subject) x->evidence = op.evidence;
    if (ok && x->evidence.cause != MOVE_ADMIN && x->evidence.cause != MOVE_NUMBERED)
      ok = log_iter_next(it, &rec, &more, err);
    else
      more = false;
    if (ok && more && rec.kind == LOG_EVENTS && (ok = ev_batch_decode(rec.body, b, err)))
      find_message(b, out, x);
  }
  log_iter_free(it);
  return ok;
}

/* Who moved it by hand, and when: the audit trail names the record. */
static bool read_author(struct workspace *w, struct arena *out, struct ws_why *x, struct err *err) {
  struct state_stmt *q;
  char detail[48];
  bool row = false;
  snprintf(detail, sizeof detail, PERSONS_AUDIT_DETAIL, (unsigned long long)x->lsn);
  x->evidence.time = TIME_MIN;
  state_enter(w->state);
  bool ok = state_query(
      w->state, "SELECT at_ms, author FROM audit WHERE kind = 'person' AND detail = ?1", &q, err);
  if (ok) {
    state_bind_str(q, 1, str_from(detail));
    ok = state_step(q, &row, err);
  }
  if (ok && row) {
    x->evidence.time = state_int(q, 0);
    x->author = arena_str(out, state_str(q, 1));
    state_reset(q);
  }
  state_leave(w->state);
  return ok;
}

/* last: the one told before, which one action by hand mostly has in common. */
static bool tell(struct workspace *w, struct ev_batch *b, struct arena *out, struct ws_why *x,
                 const struct ws_why *last, struct err *err) {
  if (!read_move(w, b, out, x, err)) return false;
  if (x->evidence.cause != MOVE_ADMIN) return true;
  if (!last || last->lsn != x->lsn) return read_author(w, out, x, err);
  x->evidence.time = last->evidence.time;
  x->author = last->author;
  return true;
}

/* What brought each subject where it is: its newest change that is not a mere number. */
static bool gather(struct workspace *w, uint32_t person, struct arena *out, struct ws_why **ret,
                   uint32_t *ret_n, struct err *err) {
  struct person_change *c;
  size_t n = people_changes(w->people, 0, &c);
  struct ws_why *v = arena_array(out, struct ws_why, WS_WHY_MAX);
  struct ev_batch b;
  uint32_t found = 0;
  bool ok = true;
  ev_batch_init(&b);
  for (size_t i = n; ok && i > 0 && found < WS_WHY_MAX; i--) {
    if (person_of(w->people, c[i - 1].subject) != person || c[i - 1].to == c[i - 1].subject)
      continue;
    struct ws_why x = {.lsn = c[i - 1].lsn,
                       .subject = c[i - 1].subject,
                       .evidence = {.a = SUBJECT_NONE, .b = SUBJECT_NONE}};
    ok = tell(w, &b, out, &x, found ? &v[found - 1] : NULL, err);
    if (ok && x.evidence.cause != MOVE_NUMBERED) v[found++] = x;
  }
  for (uint32_t i = 0; i < found / 2; i++) {
    struct ws_why swap = v[i];
    v[i] = v[found - 1 - i];
    v[found - 1 - i] = swap;
  }
  ev_batch_release(&b);
  free(c);
  *ret = v;
  *ret_n = found;
  return ok;
}

static bool living(struct workspace *w, uint32_t subject, struct err *err) {
  return (subject < people_count(w->people) && !people_erased(w->people, subject)) ||
         err_fail(err, ERR_unknown_person, "~%u", subject);
}

bool ws_person_why(struct workspace *w, uint32_t subject, struct arena *out, struct ws_why **ret,
                   uint32_t *ret_n, struct err *err) {
  return living(w, subject, err) && gather(w, person_of(w->people, subject), out, ret, ret_n, err);
}

static int number_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

uint32_t ws_with_stretches(struct workspace *w, const uint32_t *subjects, uint32_t n,
                           struct arena *out, uint32_t **ret) {
  uint32_t room = n ? person_subjects(w->people, subjects[0], NULL, 0) : 0, kept = 0;
  uint32_t *of = arena_array(out, uint32_t, room), *v = arena_array(out, uint32_t, n + room);
  uint32_t all = n ? person_subjects(w->people, subjects[0], of, room) : 0;
  for (uint32_t i = 0; i < n; i++)
    v[kept++] = subjects[i];
  for (uint32_t i = 0; i < all && i < room; i++) {
    uint32_t device = people_device_of(w->people, of[i]);
    for (uint32_t k = 0; device != of[i] && k < n; k++)
      if (subjects[k] == device) {
        v[kept++] = of[i];
        break;
      }
  }
  if (kept) qsort(v, kept, sizeof *v, number_order);
  n = kept, kept = 0;
  for (uint32_t i = 0; i < n; i++)
    if (kept == 0 || v[kept - 1] != v[i]) v[kept++] = v[i];
  *ret = v;
  return kept;
}

static const char *const hand_words[] = {"block", "unblock", "freeze", "unfreeze"};

bool ws_by_hand(struct workspace *w, uint32_t subject, enum ws_hand what, struct arena *out,
                struct ws_by_hand *ret, struct err *err) {
  struct state_stmt *q;
  char slug[16];
  bool row = false;
  *ret = (struct ws_by_hand){0};
  snprintf(slug, sizeof slug, "~%u", subject);
  state_enter(w->state);
  bool ok = state_query(w->state,
                        "SELECT author, at_ms FROM audit WHERE kind = 'person' AND slug = ?1 AND "
                        "action = ?2 ORDER BY id DESC LIMIT 1",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, str_from(slug));
    state_bind_str(q, 2, str_from(hand_words[what]));
    ok = state_step(q, &row, err);
  }
  if (ok && row) {
    ret->author = arena_str(out, state_str(q, 0));
    ret->at_ms = state_int(q, 1);
    state_reset(q);
  }
  state_leave(w->state);
  return ok;
}

bool ws_person_set(struct workspace *w, uint32_t subject, enum ws_hand what, struct str author,
                   uint64_t *ret_lsn, struct err *err) {
  struct buf body = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  uint64_t lsn = 0;
  must(w->mode == WS_WRITE);
  if (!living(w, subject, err) || !pipeline_hold(w, err)) return false;
  int64_t now = clock_wall_ms(w->clock);
  if (what == WS_FREEZE || what == WS_UNFREEZE) subject = person_of(w->people, subject);
  if (what == WS_BLOCK || what == WS_UNBLOCK)
    people_set_blocked(w->people, subject, what == WS_BLOCK, now, &body);
  else
    people_set_frozen(w->people, subject, what == WS_FREEZE, now, &body);
  bool ok = body.n == 0 || (persons_write(w, buf_str(&body), &lsn, err) &&
                            persons_audit(w, hand_words[what], subject, lsn, author, err));
  pipeline_let_go(w);
  if (lsn) ws_revise(w);
  buf_release(&body);
  if (ok) *ret_lsn = lsn;
  return ok;
}
