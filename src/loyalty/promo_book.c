/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What promotions and their items have given, in memory and in step with the writer's group.
 *
 * A book, once made, stays: one whose making was undone counts zero, as if there were none. Changes
 * are kept as a list until the group is over: an undo goes back along it. */
#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"

#define KEY_BYTES (128 + COUPON_ID_BYTES_MAX + 1) /* slug, NUL, item */

static struct str key_of(struct str slug, struct str item, char out[KEY_BYTES]) {
  must(slug.n + 1 + item.n <= KEY_BYTES);
  memcpy(out, slug.p, slug.n);
  out[slug.n] = '\0';
  if (item.n) memcpy(out + slug.n + 1, item.p, item.n);
  return str_of(out, slug.n + 1 + item.n);
}

uint32_t promo_book_at(struct promos *m, struct str slug, struct str item) {
  char text[KEY_BYTES];
  struct str key = key_of(slug, item, text);
  uint32_t i = intern_find(&m->names, key);
  if (i != INTERN_NONE) return i;
  pthread_rwlock_wrlock(&m->lock);
  i = intern_put(&m->names, key);
  vec_push(&m->books, ((struct promo_book){0}));
  pthread_rwlock_unlock(&m->lock);
  return i;
}

bool promo_books_load(struct loyalty *l, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  bool ok = state_query(l->reader,
                        "SELECT promotion, item, held, sold, returned, kept, held_off, sold_off "
                        "FROM promotion_book",
                        &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    uint32_t at = promo_book_at(l->promos, state_str(q, 0), state_str(q, 1));
    struct promo_book *b = &l->promos->books.p[at];
    for (int i = 0; i < PROMO_COUNTS; i++)
      b->now[i] = b->told[i] = state_int(q, 2 + i);
  }
  return ok;
}

void promo_book_add(struct promos *m, uint32_t book, enum promo_count what, int64_t delta) {
  if (delta == 0) return;
  m->books.p[book].now[what] += delta;
  vec_push(&m->changes, ((struct promo_change){book, what, delta}));
}

/* ---- in step ---- */

void promos_mark(struct promos *m) {
  m->marked = m->changes.n;
}

static void go_back(struct promos *m, size_t changes) {
  while (m->changes.n > changes) {
    const struct promo_change *k = &m->changes.p[--m->changes.n];
    m->books.p[k->book].now[k->what] -= k->delta;
  }
}

void promos_undo(struct promos *m) {
  go_back(m, m->marked);
}

static bool write_book(struct promos *m, struct state *s, uint32_t at, struct err *err) {
  struct str key = intern_at(&m->names, at);
  size_t slug = strnlen(key.p, key.n);
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO promotion_book (promotion, item, held, sold, returned, kept, "
                   "held_off, sold_off) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                   "ON CONFLICT (promotion, item) DO UPDATE SET held = excluded.held, "
                   "sold = excluded.sold, returned = excluded.returned, kept = excluded.kept, "
                   "held_off = excluded.held_off, sold_off = excluded.sold_off",
                   &q, err))
    return false;
  state_bind_str(q, 1, str_of(key.p, slug));
  state_bind_str(q, 2, str_of(key.p + slug + 1, key.n - slug - 1));
  for (int i = 0; i < PROMO_COUNTS; i++)
    state_bind_int(q, 3 + i, m->books.p[at].now[i]);
  return state_later(q, err);
}

bool promos_end(struct promos *m, struct state *s, struct err *err) {
  for (size_t i = 0; i < m->changes.n; i++) {
    uint32_t at = m->changes.p[i].book;
    if (!m->books.p[at].dirty && !write_book(m, s, at, err)) return false;
    m->books.p[at].dirty = true;
  }
  return true;
}

void promos_over(struct promos *m, bool committed) {
  for (size_t i = 0; i < m->changes.n; i++)
    m->books.p[m->changes.p[i].book].dirty = false;
  if (committed && m->changes.n) {
    pthread_rwlock_wrlock(&m->lock);
    for (size_t i = 0; i < m->changes.n; i++) {
      struct promo_book *b = &m->books.p[m->changes.p[i].book];
      memcpy(b->told, b->now, sizeof b->told);
    }
    pthread_rwlock_unlock(&m->lock);
    m->changes.n = 0;
  } else if (!committed) {
    go_back(m, 0);
  }
  promos_mark(m);
}

/* ---- any thread ---- */

void promo_counts_of(struct loyalty *l, struct str slug, struct str item,
                     struct promo_counts *ret) {
  struct promos *m = l->promos;
  char text[KEY_BYTES];
  *ret = (struct promo_counts){0};
  if (slug.n > 128 || item.n > COUPON_ID_BYTES_MAX) return;
  pthread_rwlock_rdlock(&m->lock);
  uint32_t at = intern_find(&m->names, key_of(slug, item, text));
  if (at != INTERN_NONE) {
    const int64_t *v = m->books.p[at].told;
    *ret = (struct promo_counts){v[PROMO_HELD], v[PROMO_SOLD],     v[PROMO_RETURNED],
                                 v[PROMO_KEPT], v[PROMO_HELD_OFF], v[PROMO_SOLD_OFF]};
  }
  pthread_rwlock_unlock(&m->lock);
}

int64_t promo_left(const struct promotion_item *it, const struct promo_counts *c) {
  if (!it || it->stock < 0) return PROMO_NO_LIMIT;
  int64_t left = it->stock - c->held - c->sold - c->kept;
  return left > 0 ? left : 0;
}
