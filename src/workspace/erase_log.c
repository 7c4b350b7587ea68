/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log without somebody.
 *
 * A row of an erased person becomes a hole: it keeps its place (LSN) and its key (a hash, by which
 * an import knows that it was there), and belongs to the identity ($erased, 0), which replay passes
 * over.  The batch is put together again from the rows that stay, so its tables hold no string that
 * only the person had.  An allotment keeps its number and loses the name. */
#include "erase_int.h"

struct erasing {
  const struct erasures *e;
  struct ev_batch from, to;
  struct arena tmp;
};

static bool is_gone(void *ctx, uint32_t subject) {
  const struct erasures *e = ((struct erasing *)ctx)->e;
  for (size_t i = 0; i < e->list.n; i++)
    if (e->list.p[i].subject == subject) return true;
  return false;
}

/* Identities that rows name, alone or among others. */
static uint8_t *named(struct erasing *x) {
  const struct ev_batch *b = &x->from;
  uint8_t *used = ws_people_ids(b, &x->tmp);
  for (size_t i = 0; i < b->who_ids.n; i++)
    used[b->who_ids.p[i]] = 1;
  for (size_t i = 0; i < b->whos.n; i++)
    if (b->whos.p[i].previous != EV_NO_ID) used[b->whos.p[i].previous] = 1;
  for (size_t i = 0; i < b->rows.n; i++)
    if (b->rows.p[i].who) used[b->rows.p[i].id] = 1;
  return used;
}

static bool row_gone(const struct erasing *x, size_t row, uint64_t lsn, const uint8_t *gone) {
  const struct ev_row *r = &x->from.rows.p[row];
  if (r->flags & EV_ITEM) return false;
  if (!r->who) return gone[r->id];
  return x->from.subjects.n && erasures_have(x->e, x->from.subjects.p[row], lsn);
}

/* gone[i] = 1: identity i of the batch at `lsn` was erased since; true if any, or a row's subject
 * was. */
static bool find_gone(struct erasing *x, uint64_t lsn, uint8_t **ret) {
  const uint8_t *used = named(x);
  uint8_t *gone = arena_array(&x->tmp, uint8_t, x->from.ids.n);
  bool any = false;
  for (uint32_t i = 0; i < x->from.ids.n; i++) {
    struct str type, value;
    gone[i] = 0;
    if (!used[i]) continue;
    ev_batch_id_parts(&x->from, i, &type, &value);
    gone[i] = erasures_cover(x->e, type, value, lsn);
    any |= gone[i] != 0;
  }
  for (size_t i = 0; i < x->from.rows.n && !any; i++)
    any = row_gone(x, i, lsn, gone);
  *ret = gone;
  return any;
}

static bool on_events(struct erasing *x, const struct log_record *rec, struct buf *out,
                      bool *ret_changed, struct err *err) {
  uint8_t *gone;
  arena_reset(&x->tmp);
  if (!ev_batch_decode(rec->body, &x->from, err)) return false;
  if (!find_gone(x, rec->lsn, &gone)) return true;
  ev_batch_reset(&x->to);
  x->to.received = x->from.received;
  for (size_t i = 0; i < x->from.rows.n; i++) {
    const struct ev_row *r = &x->from.rows.p[i];
    if (!row_gone(x, i, rec->lsn, gone))
      ev_batch_copy_row(&x->to, &x->from, i, gone);
    else
      ev_batch_row(&x->to, ev_batch_id(&x->to, STR("$erased"), STR("0")),
                   ev_batch_name(&x->to, STR("$erased")), 0, r->key, 0);
  }
  ev_batch_encode(&x->to, out);
  *ret_changed = true;
  return true;
}

static bool on_record(void *ctx, const struct log_record *rec, struct buf *out, bool *ret_changed,
                      struct err *err) {
  struct erasing *x = ctx;
  if (rec->kind == LOG_EVENTS) return on_events(x, rec, out, ret_changed, err);
  if (rec->kind == LOG_SUBJECTS)
    return people_record_erase(rec->body, is_gone, x, out, ret_changed, err);
  return true;
}

bool erase_log(struct workspace *w, const struct erasures *e, uint32_t *ret_files,
               struct err *err) {
  struct erasing x = {.e = e};
  ev_batch_init(&x.from);
  ev_batch_init(&x.to);
  arena_init(&x.tmp, "erase log");
  bool ok = log_rewrite(w->log, on_record, &x, ret_files, err);
  ev_batch_release(&x.from);
  ev_batch_release(&x.to);
  arena_release(&x.tmp);
  return ok;
}
