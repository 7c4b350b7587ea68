/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every kind has given, in memory and in step with the writer's group.
 *
 * All that limits a kind as a whole is in these numbers, so a work that would exceed a budget is
 * refused without a statement, and a row of the table is written once per group and not once per
 * coupon.  Changes are kept as a list until the group is over: an undo goes back along it. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

static bool load_books(struct loyalty *l, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  bool ok = state_query(l->reader,
                        "SELECT n, slug, pool, issued, claimed, reserved, redeemed, expired, "
                        "revoked, reserved_amount, redeemed_amount FROM coupon_book ORDER BY n",
                        &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct coupon_book b = {.n = state_int(q, 0)};
    struct str slug = state_str(q, 1);
    b.slug = must_malloc(slug.n + 1);
    memcpy(b.slug, slug.p, slug.n);
    b.slug[slug.n] = '\0';
    for (int i = 0; i < COUPON_COUNTS; i++)
      b.now[i] = b.told[i] = state_int(q, 2 + i);
    vec_push(&l->coupons.books, b);
  }
  return ok;
}

static bool load_next(struct loyalty *l, const char *sql, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(l->reader, sql, &q, err) || !state_step(q, &row, err)) return false;
  *ret = state_int(q, 0) + 1;
  state_reset(q);
  return true;
}

bool coupons_load(struct loyalty *l, struct err *err) {
  struct coupons *c = &l->coupons;
  c->docs = coupon_docs_new();
  c->guesses = coupon_guesses_new();
  state_enter(l->reader);
  bool ok = load_books(l, err) &&
            load_next(l, "SELECT coalesce(max(n), 0) FROM coupon", &c->next, err) &&
            load_next(l, "SELECT coalesce(max(n), 0) FROM coupon_batch", &c->next_batch, err);
  state_leave(l->reader);
  c->books_before = c->marked_books = c->books.n;
  c->next_before = c->marked_next = c->next;
  c->next_batch_before = c->marked_batch = c->next_batch;
  return ok;
}

void coupons_release(struct coupons *c) {
  for (size_t i = 0; i < c->books.n; i++)
    free(c->books.p[i].slug);
  vec_free(&c->books);
  vec_free(&c->changes);
  coupon_docs_free(c->docs);
  coupon_guesses_free(c->guesses);
  pthread_rwlock_destroy(&c->lock);
}

/* ---- in step ---- */

void coupons_mark(struct coupons *c) {
  c->marked_changes = c->changes.n;
  c->marked_books = c->books.n;
  c->marked_next = c->next;
  c->marked_batch = c->next_batch;
}

static void drop_books(struct coupons *c, size_t keep) {
  pthread_rwlock_wrlock(&c->lock);
  while (c->books.n > keep)
    free(c->books.p[--c->books.n].slug);
  pthread_rwlock_unlock(&c->lock);
}

static void go_back(struct coupons *c, size_t changes, size_t books) {
  while (c->changes.n > changes) {
    const struct coupon_change *k = &c->changes.p[--c->changes.n];
    c->books.p[k->book].now[k->what] -= k->delta;
  }
  drop_books(c, books);
}

void coupons_undo(struct coupons *c) {
  go_back(c, c->marked_changes, c->marked_books);
  c->next = c->marked_next;
  c->next_batch = c->marked_batch;
}

static bool write_book(struct state *s, const struct coupon_book *b, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE coupon_book SET pool = ?2, issued = ?3, claimed = ?4, reserved = ?5, "
                   "redeemed = ?6, expired = ?7, revoked = ?8, reserved_amount = ?9, "
                   "redeemed_amount = ?10 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, b->n);
  for (int i = 0; i < COUPON_COUNTS; i++)
    state_bind_int(q, 2 + i, b->now[i]);
  return state_later(q, err);
}

bool coupons_end(struct coupons *c, struct state *s, struct err *err) {
  for (size_t i = 0; i < c->changes.n; i++) {
    struct coupon_book *b = &c->books.p[c->changes.p[i].book];
    if (!b->dirty && !write_book(s, b, err)) return false;
    b->dirty = true;
  }
  return true;
}

void coupons_over(struct coupons *c, bool committed) {
  for (size_t i = 0; i < c->changes.n; i++)
    c->books.p[c->changes.p[i].book].dirty = false;
  if (committed && (c->changes.n || c->books.n > c->books_before)) {
    pthread_rwlock_wrlock(&c->lock);
    for (size_t i = 0; i < c->changes.n; i++) {
      struct coupon_book *b = &c->books.p[c->changes.p[i].book];
      memcpy(b->told, b->now, sizeof b->told);
    }
    pthread_rwlock_unlock(&c->lock);
    c->changes.n = 0;
  } else if (!committed) {
    go_back(c, 0, c->books_before);
    c->next = c->next_before;
    c->next_batch = c->next_batch_before;
  }
  c->books_before = c->books.n;
  c->next_before = c->next;
  c->next_batch_before = c->next_batch;
  coupons_mark(c);
}

/* ---- the writer's ---- */

static uint32_t find_book(const struct coupons *c, struct str slug) {
  uint32_t i = 0;
  while (i < c->books.n && !str_is(slug, c->books.p[i].slug))
    i++;
  return i;
}

static bool insert_book(struct state *s, int64_t n, struct str slug, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO coupon_book (n, slug, pool, issued, claimed, reserved, redeemed, "
                   "expired, revoked, reserved_amount, redeemed_amount) "
                   "VALUES (?1, ?2, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, slug);
  return state_later(q, err);
}

bool coupon_book_take(struct loyalty *l, struct str slug, struct state *s, uint32_t *ret,
                      struct err *err) {
  struct coupons *c = &l->coupons;
  uint32_t i = find_book(c, slug);
  if (i == c->books.n) {
    struct coupon_book b = {.n = i + 1, .slug = must_malloc(slug.n + 1)};
    memcpy(b.slug, slug.p, slug.n);
    b.slug[slug.n] = '\0';
    if (!insert_book(s, b.n, slug, err)) {
      free(b.slug);
      return false;
    }
    pthread_rwlock_wrlock(&c->lock);
    vec_push(&c->books, b);
    pthread_rwlock_unlock(&c->lock);
  }
  *ret = i;
  return true;
}

uint32_t coupon_book_at(struct loyalty *l, int64_t n) {
  must(n >= 1 && (size_t)n <= l->coupons.books.n); /* numbers are dense */
  return (uint32_t)(n - 1);
}

void coupon_book_add(struct loyalty *l, uint32_t book, enum coupon_count what, int64_t delta) {
  struct coupons *c = &l->coupons;
  if (delta == 0) return;
  c->books.p[book].now[what] += delta;
  vec_push(&c->changes, ((struct coupon_change){book, what, delta}));
}

/* ---- any thread ---- */

struct str coupon_book_slug(struct coupons *c, int64_t n, struct arena *out) {
  pthread_rwlock_rdlock(&c->lock);
  must(n >= 1 && (size_t)n <= c->books.n);
  struct str slug = arena_str(out, str_from(c->books.p[n - 1].slug));
  pthread_rwlock_unlock(&c->lock);
  return slug;
}

int64_t coupon_book_number(struct coupons *c, struct str slug) {
  pthread_rwlock_rdlock(&c->lock);
  uint32_t i = find_book(c, slug);
  int64_t n = i < c->books.n ? c->books.p[i].n : 0;
  pthread_rwlock_unlock(&c->lock);
  return n;
}

void coupon_counts_of(struct loyalty *l, struct str kind, struct coupon_counts *ret) {
  struct coupons *c = &l->coupons;
  *ret = (struct coupon_counts){0};
  pthread_rwlock_rdlock(&c->lock);
  uint32_t i = find_book(c, kind);
  if (i < c->books.n) {
    const int64_t *v = c->books.p[i].told;
    *ret = (struct coupon_counts){.pool = v[COUNT_POOL],
                                  .issued = v[COUNT_ISSUED],
                                  .claimed = v[COUNT_CLAIMED],
                                  .reserved = v[COUNT_RESERVED],
                                  .redeemed = v[COUNT_REDEEMED],
                                  .expired = v[COUNT_EXPIRED],
                                  .revoked = v[COUNT_REVOKED],
                                  .reserved_amount = v[COUNT_RESERVED_AMOUNT],
                                  .redeemed_amount = v[COUNT_REDEEMED_AMOUNT]};
  }
  pthread_rwlock_unlock(&c->lock);
}
