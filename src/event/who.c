/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who rows are of: sets of identities, each distinct one once per batch.
 *
 * Messages of one person say the same of him again and again, so most calls are answered by the
 * number given last; the others by a small table.  What is decided about a who is decided once per
 * batch for that reason. */
#include "base/panic.h"
#include "event/batch_int.h"

static uint32_t hash_of(const uint32_t *ids, uint32_t n, uint32_t link, uint32_t previous,
                        unsigned flags) {
  uint64_t h = (uint64_t)previous << 8 | link << 4 | flags;
  for (uint32_t i = 0; i < n; i++)
    h = (h ^ ids[i]) * UINT64_C(0x9e3779b97f4a7c15) + (h >> 29);
  return (uint32_t)((h * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
}

static uint32_t hash_at(const struct ev_batch *b, uint32_t who) {
  const struct ev_who *w = &b->whos.p[who - 1];
  return hash_of(b->who_ids.p + w->begin, w->n, w->link, w->previous, w->flags);
}

static bool is(const struct ev_batch *b, uint32_t who, const uint32_t *ids, uint32_t n,
               uint32_t link, uint32_t previous, unsigned flags) {
  const struct ev_who *w = &b->whos.p[who - 1];
  return w->n == n && w->link == link && w->previous == previous && w->flags == flags &&
         memcmp(b->who_ids.p + w->begin, ids, n * sizeof *ids) == 0;
}

static void grow(struct ev_batch *b) {
  size_t cap = b->who_slot.n ? b->who_slot.n * 2 : 64;
  vec_reserve(&b->who_slot, cap);
  b->who_slot.n = cap;
  memset(b->who_slot.p, 0, cap * sizeof *b->who_slot.p);
  for (uint32_t who = 1; who <= b->whos.n; who++) {
    size_t at = hash_at(b, who) & (cap - 1);
    while (b->who_slot.p[at])
      at = (at + 1) & (cap - 1);
    b->who_slot.p[at] = who;
  }
}

uint32_t ev_batch_who(struct ev_batch *b, const uint32_t *ids, uint32_t n, enum ev_link link,
                      uint32_t previous, unsigned flags) {
  uint32_t own[EV_WHO_IDS_MAX], kept = 0;
  must(n >= 1 && link < EV_LINKS && flags <= (EV_WHO_SERVER | EV_WHO_REPEATS));
  must(previous == EV_NO_ID || previous < b->ids.n);
  for (uint32_t i = 0; i < n; i++) {
    bool again = false;
    must(ids[i] < b->ids.n);
    for (uint32_t k = 0; k < kept; k++)
      again |= own[k] == ids[i];
    if (again) continue;
    must(kept < EV_WHO_IDS_MAX);
    own[kept++] = ids[i];
  }
  uint32_t last = (uint32_t)b->whos.n;
  if (last && is(b, last, own, kept, link, previous, flags)) return last;
  if ((b->whos.n + 1) * 2 > b->who_slot.n) grow(b);
  size_t mask = b->who_slot.n - 1, at = hash_of(own, kept, link, previous, flags) & mask;
  for (; b->who_slot.p[at]; at = (at + 1) & mask)
    if (is(b, b->who_slot.p[at], own, kept, link, previous, flags)) return b->who_slot.p[at];
  struct ev_who w = {.begin = (uint32_t)b->who_ids.n,
                     .n = kept,
                     .previous = previous,
                     .link = (uint8_t)link,
                     .flags = (uint8_t)flags};
  for (uint32_t i = 0; i < kept; i++)
    vec_push(&b->who_ids, own[i]);
  vec_push(&b->whos, w);
  return b->who_slot.p[at] = (uint32_t)b->whos.n;
}

void ev_batch_row_who(struct ev_batch *b, uint32_t who) {
  must(b->rows.n > 0 && who >= 1 && who <= b->whos.n);
  struct ev_row *row = &b->rows.p[b->rows.n - 1];
  must(!(row->flags & EV_ITEM));
  row->who = who;
}

/* ---- copying rows ---- */

static uint32_t copy_id(struct ev_batch *out, const struct ev_batch *b, uint32_t id) {
  return intern_put(&out->ids, intern_at(&b->ids, id));
}

static uint32_t nobody(struct ev_batch *out) {
  return ev_batch_id(out, STR("$erased"), STR("0"));
}

static uint32_t copy_who(struct ev_batch *out, const struct ev_batch *b, const struct ev_who *w,
                         const uint8_t *gone) {
  uint32_t ids[EV_WHO_IDS_MAX], n = 0, previous = w->previous;
  for (uint32_t i = 0; i < w->n; i++) {
    uint32_t id = b->who_ids.p[w->begin + i];
    if (!gone || !gone[id]) ids[n++] = copy_id(out, b, id);
  }
  if (n == 0) ids[n++] = nobody(out);
  if (previous != EV_NO_ID)
    previous = gone && gone[previous] ? EV_NO_ID : copy_id(out, b, previous);
  return ev_batch_who(out, ids, n, (enum ev_link)w->link, previous, w->flags);
}

void ev_batch_copy_head(struct ev_batch *out, const struct ev_batch *b, size_t i,
                        const uint8_t *gone) {
  const struct ev_row *row = &b->rows.p[i];
  const struct ev_who *w = ev_row_who(b, row);
  bool hidden = w && gone && gone[row->id];
  ev_batch_row(out, hidden ? nobody(out) : copy_id(out, b, row->id),
               ev_batch_name(out, intern_at(&b->names, row->name)), row->time, row->key,
               row->flags);
  if (w) ev_batch_row_who(out, copy_who(out, b, w, gone));
  if (b->subjects.n == 0) return;
  while (out->subjects.n + 1 < out->rows.n)
    vec_push(&out->subjects, EV_NO_SUBJECT);
  vec_push(&out->subjects, b->subjects.p[i]);
}

void ev_batch_copy_row(struct ev_batch *out, const struct ev_batch *b, size_t i,
                       const uint8_t *gone) {
  const struct ev_row *row = &b->rows.p[i];
  ev_batch_copy_head(out, b, i, gone);
  for (uint32_t k = 0; k < row->prop_n; k++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + k];
    struct value v = ev_value(b, p);
    ev_batch_put(out, ev_batch_prop(out, intern_at(&b->props, p->name)), &v);
  }
}
