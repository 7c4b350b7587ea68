/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events of a group of works: gathered in memory, put into the outbox before the commit, and taken
 * back row by row when a work is refused. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "workspace/outbox.h"

static struct ev_batch *batch(struct news *n, size_t i) {
  if (i == n->batches.n) {
    struct ev_batch *b = must_malloc(sizeof *b);
    ev_batch_init(b);
    vec_push(&n->batches, b);
  }
  return n->batches.p[i];
}

struct ev_batch *loyalty_tell(struct loyalty *l, uint32_t subject, const char *event) {
  struct str type, value;
  if (subject == SUBJECT_NONE || !ws_outbox_identity(l->w, subject, &type, &value)) return NULL;
  struct ev_batch *b = batch(&l->news, l->news.rows / WS_OUTBOX_ROWS);
  ev_batch_row(b, ev_batch_id(b, type, value), ev_batch_name(b, str_from(event)),
               clock_wall_ms(ws_clock(l->w)), (struct ev_key){0}, 0);
  l->news.rows++;
  return b;
}

void tell_text(struct ev_batch *b, const char *name, struct str v) {
  const struct value text = {.type = V_STR, .str = v};
  if (b && v.n) ev_batch_put(b, ev_batch_prop(b, str_from(name)), &text);
}

void tell_number(struct ev_batch *b, const char *name, struct dec v) {
  const struct value number = {.type = V_NUM, .num = v};
  if (b) ev_batch_put(b, ev_batch_prop(b, str_from(name)), &number);
}

void news_release(struct news *n) {
  for (size_t i = 0; i < n->batches.n; i++) {
    ev_batch_release(n->batches.p[i]);
    free(n->batches.p[i]);
  }
  vec_free(&n->batches);
}

void news_mark(struct news *n) {
  n->marked = n->rows;
}

void news_back_to(struct news *n, size_t rows) {
  for (; n->rows > rows; n->rows--)
    ev_batch_drop_row(n->batches.p[(n->rows - 1) / WS_OUTBOX_ROWS]);
}

void news_undo(struct news *n) {
  news_back_to(n, n->marked);
}

bool news_put(struct news *n, struct workspace *w, struct err *err) {
  for (size_t i = 0; i * WS_OUTBOX_ROWS < n->rows; i++)
    if (!ws_outbox_put(w, n->batches.p[i], err)) return false;
  return true;
}

void news_reset(struct news *n) {
  for (size_t i = 0; i * WS_OUTBOX_ROWS < n->rows; i++)
    ev_batch_reset(n->batches.p[i]);
  n->rows = n->marked = 0;
}
