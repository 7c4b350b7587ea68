/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why, and by hand.
 *
 * People know which record moved a subject last, and the log knows what the record says; so the
 * evidence costs no memory and is read only when somebody asks. */
#include "workspace/identity.h"

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

/* The move of the subject in the record at `lsn`; the last one, if there are several. */
static bool read_move(struct workspace *w, uint64_t lsn, struct ws_why *x, struct err *err) {
  struct log_iter *it;
  struct log_record rec;
  struct person_ops ops;
  struct person_op op;
  bool more = false;
  if (!log_has(w->log, lsn) || lsn < log_oldest(w->log)) return true;
  if (!log_iter_new(w->log, lsn, &it, err)) return false;
  bool ok = log_iter_next(it, &rec, &more, err);
  if (ok && more && rec.lsn == lsn && rec.kind == LOG_PERSONS) {
    ok = person_ops_begin(rec.body, &ops, err);
    while (ok && person_ops_next(&ops, &op))
      if (op.what == PERSON_MOVES && op.move.subject == x->subject) x->evidence = op.evidence;
  }
  log_iter_free(it);
  return ok;
}

/* What brought each subject where it is: its newest change that is not a mere number. */
static bool gather(struct workspace *w, uint32_t person, struct arena *out, struct ws_why **ret,
                   uint32_t *ret_n, struct err *err) {
  struct person_change *c;
  size_t n = people_changes(w->people, 0, &c);
  struct ws_why *v = arena_array(out, struct ws_why, WS_WHY_MAX);
  uint32_t found = 0;
  bool ok = true;
  for (size_t i = n; ok && i > 0 && found < WS_WHY_MAX; i--) {
    if (person_of(w->people, c[i - 1].subject) != person || c[i - 1].to == c[i - 1].subject)
      continue;
    struct ws_why x = {.lsn = c[i - 1].lsn,
                       .subject = c[i - 1].subject,
                       .evidence = {.a = SUBJECT_NONE, .b = SUBJECT_NONE}};
    ok = read_move(w, x.lsn, &x, err);
    if (ok && x.evidence.cause != MOVE_NUMBERED) v[found++] = x;
  }
  for (uint32_t i = 0; i < found / 2; i++) {
    struct ws_why swap = v[i];
    v[i] = v[found - 1 - i];
    v[found - 1 - i] = swap;
  }
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

bool ws_person_set(struct workspace *w, uint32_t subject, enum ws_hand what, struct str author,
                   uint64_t *ret_lsn, struct err *err) {
  static const char *const words[] = {"block", "unblock", "freeze", "unfreeze"};
  struct buf body = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  uint64_t lsn = 0;
  must(w->mode == WS_WRITE);
  if (!living(w, subject, err) || !pipeline_hold(w, err)) return false;
  int64_t now = clock_wall_ms(w->clock);
  if (what == WS_BLOCK || what == WS_UNBLOCK)
    people_set_blocked(w->people, subject, what == WS_BLOCK, now, &body);
  else
    people_set_frozen(w->people, person_of(w->people, subject), what == WS_FREEZE, now, &body);
  bool ok = body.n == 0 || (persons_write(w, buf_str(&body), &lsn, err) &&
                            persons_audit(w, words[what], subject, author, err));
  pipeline_let_go(w);
  if (lsn) ws_revise(w);
  buf_release(&body);
  if (ok) *ret_lsn = lsn;
  return ok;
}
