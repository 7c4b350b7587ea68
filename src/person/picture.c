/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is remembered of devices, blocked identities and frozen people, as ops for a checkpoint. */
#include <stdlib.h>

#include "base/panic.h"
#include "person/person_int.h"

/* Lists as they were kept: what the journal holds of each entry first counts, the last of them
 * being the oldest. */
static void picture_devices(const struct identity *x, struct buf *out) {
  size_t n = x->devices.n;
  struct device *copy = must_malloc((n + 1) * sizeof *copy);
  if (n) memcpy(copy, x->devices.p, n * sizeof *copy);
  for (size_t i = x->journal.n; i > x->taken; i--) {
    const struct undo *u = &x->journal.p[i - 1];
    if (u->kind != UNDO_DEVICE) continue;
    if (u->made)
      n = u->at;
    else
      copy[u->at] = u->device;
  }
  for (size_t i = 0; i < n; i++) {
    struct device none = device_nothing(copy[i].first);
    ops_put_device(out, &none, &copy[i]);
  }
  free(copy);
}

static void picture_stretches(const struct identity *x, struct buf *out) {
  size_t n = x->stretches.n;
  struct stretch *copy = must_malloc((n + 1) * sizeof *copy);
  if (n) memcpy(copy, x->stretches.p, n * sizeof *copy);
  for (size_t i = x->journal.n; i > x->taken; i--) {
    const struct undo *u = &x->journal.p[i - 1];
    if (u->kind != UNDO_STRETCH) continue;
    if (u->made)
      n = u->at;
    else
      copy[u->at].first_ms = u->first_ms;
  }
  for (size_t i = 0; i < n; i++)
    ops_put_stretch(out, &copy[i]);
  free(copy);
}

static void picture_rest(const struct identity *x, struct buf *out) {
  size_t notes = x->notes.n, rates = x->rates.n;
  struct note *note = must_malloc((notes + 1) * sizeof *note);
  struct rate *rate = must_malloc((rates + 1) * sizeof *rate);
  if (notes) memcpy(note, x->notes.p, notes * sizeof *note);
  if (rates) memcpy(rate, x->rates.p, rates * sizeof *rate);
  for (size_t i = x->journal.n; i > x->taken; i--) {
    const struct undo *u = &x->journal.p[i - 1];
    if (u->kind == UNDO_NOTE && u->made) notes = u->at;
    if (u->kind == UNDO_NOTE && !u->made) note[u->at] = *u->note;
    if (u->kind == UNDO_RATE && u->made) rates = u->at;
    if (u->kind == UNDO_RATE && !u->made) rate[u->at] = u->rate;
  }
  for (size_t i = 0; i < notes; i++)
    ops_put_note_state(out, &note[i]);
  for (size_t i = 0; i < rates; i++)
    ops_put_rate(out, &rate[i]);
  free(note);
  free(rate);
}

void identity_picture(const struct identity *x, struct buf *out) {
  picture_devices(x, out);
  picture_stretches(x, out);
  picture_rest(x, out);
}

bool identity_load(struct identity *x, struct str ops) {
  struct cursor c = cur_of(ops.p, ops.n);
  x->stamp++;
  if (cur_u8(&c) != PERSONS_RECORD_OPS) return false;
  while (!c.bad && cur_left(&c) > 0)
    if (!ops_apply_state(x, &c, cur_u8(&c))) return false;
  x->touched.n = 0;
  journal_keep(x, journal_end(x));
  return !c.bad;
}
