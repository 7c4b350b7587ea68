/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erased people through a repair: nobody comes back, and nobody else goes.
 *
 * An erasure names a subject by number, and numbers change where allotments are lost.  So every
 * surviving allotment says which number became which, and an erasure is written with the new one.
 * Where the allotment of an erased person is lost, the hashes of erasures.json say whose the
 * remaining events are: they get no subject again, and the next run takes them from the log.  Where
 * the record of an erasure is lost, the list puts it back at the place it had.
 *
 * Without the list an erasure whose number nobody knows cannot be carried over; then repairing is
 * refused. */
#include <stdlib.h>

#include "repair_int.h"

#include "base/cursor.h"

#define RECORD_VERSION 1
#define NOBODY         (SUBJECT_NONE - 1) /* never allotted: creation stops before */

bool repair_erased_load(struct repair_erased *e, struct io *io, const char *from, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct err why;
  e->from = from;
  ws_join(path, from, "erasures.json");
  if (!io_exists(io, path)) return true;
  arena_init(&tmp, "erasures");
  e->has_list = erasures_read(io, path, &tmp, &e->list, &why);
  arena_release(&tmp);
  return e->has_list || err_fail(err, ERR_repair_erased, "%s", from);
}

void repair_erased_release(struct repair_erased *e) {
  erasures_release(&e->list);
  people_numbers_release(&e->numbers);
}

void repair_erased_begin(struct repair_erased *e) {
  people_numbers_again(&e->numbers);
  for (size_t i = 0; i < e->list.list.n; i++)
    if (e->list.list.p[i].subject < NOBODY)
      people_number_erased(&e->numbers, e->list.list.p[i].subject);
}

bool repair_erased_covers(const struct repair_erased *e, struct str type, struct str value,
                          uint64_t lsn) {
  return e->has_list && erasures_cover(&e->list, type, value, lsn);
}

static void put_body(struct buf *out, int64_t at_ms, uint32_t subject) {
  buf_reset(out);
  buf_put_u8(out, RECORD_VERSION);
  buf_put_zigzag(out, at_ms);
  buf_put_varint(out, subject);
}

uint32_t repair_erased_now(const struct repair_erased *e, uint32_t old) {
  return people_number_now(&e->numbers, old);
}

static struct erasure *listed(struct repair_erased *e, uint64_t lsn) {
  for (size_t i = 0; i < e->list.list.n; i++)
    if (e->list.list.p[i].lsn == lsn) return &e->list.list.p[i];
  return NULL;
}

/* A crash came between the record and the list: the names are still known. */
static void enlist(struct repair_erased *e, const struct people *p, uint32_t old, uint32_t now,
                   uint64_t lsn, int64_t at_ms) {
  struct erasure x = {.subject = old, .lsn = lsn, .at_ms = at_ms};
  struct str type, value;
  for (uint32_t i = 0; people_subject_identity(p, now, i, &type, &value); i++) {
    struct erased_id id;
    erasure_hash(&e->list, type, value, id.hash);
    vec_push(&x.ids, id);
  }
  vec_push(&e->list.list, x);
}

bool repair_erased_record(struct repair_erased *e, struct people *p, const struct log_record *rec,
                          struct buf *ret_body, struct err *err) {
  struct cursor c = cur_of(rec->body.p, rec->body.n);
  uint8_t version = cur_u8(&c);
  int64_t at = cur_zigzag(&c);
  uint64_t old = cur_varint(&c);
  if (c.bad || version != RECORD_VERSION || cur_left(&c) || old >= NOBODY)
    return err_fail(err, ERR_repair_erased, "%s", e->from);
  uint32_t now = repair_erased_now(e, (uint32_t)old);
  bool known = listed(e, rec->lsn) != NULL;
  people_number_erased(&e->numbers, (uint32_t)old);
  buf_reset(ret_body);
  if (now == SUBJECT_NONE) /* the list alone can say whom */
    return known || err_fail(err, ERR_repair_erased, "%s", e->from);
  if (e->has_list && !known) enlist(e, p, (uint32_t)old, now, rec->lsn, at);
  people_erase(p, &now, 1);
  put_body(ret_body, at, now);
  return true;
}

static int by_place(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

uint64_t repair_erased_place(const struct repair_erased *e, uint64_t from, uint64_t to) {
  VEC(uint64_t) taken = {0};
  for (size_t i = 0; i < e->list.list.n; i++)
    if (e->list.list.p[i].lsn >= from && e->list.list.p[i].lsn < to)
      vec_push(&taken, e->list.list.p[i].lsn);
  if (taken.n) qsort(taken.p, taken.n, sizeof *taken.p, by_place);
  uint64_t end = to;
  size_t n = taken.n;
  for (; n && taken.p[n - 1] + 1 >= end; n--) /* the same place may be said twice */
    end = taken.p[n - 1];
  vec_free(&taken);
  return end > from ? end - 1 : to;
}

bool repair_erased_lost(struct repair_erased *e, struct people *p, uint64_t from, uint64_t to,
                        uint64_t *ret_lsn, struct buf *ret_body) {
  for (size_t i = 0; i < e->list.list.n; i++) {
    const struct erasure *x = &e->list.list.p[i];
    uint32_t now = repair_erased_now(e, x->subject);
    if (x->lsn < from || x->lsn >= to || now == SUBJECT_NONE) continue;
    people_erase(p, &now, 1);
    put_body(ret_body, x->at_ms, now);
    *ret_lsn = x->lsn;
    return true;
  }
  return false;
}

bool repair_erased_beyond(struct repair_erased *e, struct people *p, uint64_t end,
                          struct buf *ret_body) {
  for (size_t i = 0; i < e->list.list.n; i++) {
    struct erasure *x = &e->list.list.p[i];
    uint32_t now = repair_erased_now(e, x->subject);
    if (x->lsn < end) continue;
    buf_reset(ret_body);
    x->lsn = now == SUBJECT_NONE ? end - 1 : end;
    if (now == SUBJECT_NONE) return true;
    people_erase(p, &now, 1);
    put_body(ret_body, x->at_ms, now);
    return true;
  }
  return false;
}

/* Everybody once more through the files: what a run had taken out may stand in what was saved. */
bool repair_erased_save(struct repair_erased *e, struct io *io, char *to, uint64_t end,
                        struct err *err) {
  struct workspace w = {.io = io, .path = to, .erasures = e->list};
  if (!e->has_list) return true;
  for (size_t i = 0; i < e->list.list.n; i++) {
    struct erasure *x = &e->list.list.p[i];
    uint32_t now = repair_erased_now(e, x->subject);
    x->subject = now == SUBJECT_NONE ? NOBODY : now;
    x->done = false;
  }
  w.erasures.lsn = end;
  return erasures_save(&w, err);
}
