/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the orders of every item take, in memory and in step with the writer's group.
 *
 * All that limits an item as a whole is in these numbers: a work that would sell what is not there
 * is refused without a statement, and the row of an item is written once per group and not once per
 * order.  A change keeps the book as it was until the group is over: an undo goes back along them.
 */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/mall_int.h"

#define NO_DAY INT32_MIN

/* ---- in step ---- */

static void mark(void *ctx) {
  struct mall *m = ctx;
  m->marked_before = m->before.n;
  m->marked_books = m->books.n;
}

static void drop_books(struct mall *m, size_t keep) {
  pthread_mutex_lock(&m->lock);
  while (m->books.n > keep)
    free(m->books.p[--m->books.n].slug);
  pthread_mutex_unlock(&m->lock);
}

static void go_back(struct mall *m, size_t before, size_t books) {
  while (m->before.n > before) {
    const struct mall_before *b = &m->before.p[--m->before.n];
    m->books.p[b->book].now = b->was;
  }
  drop_books(m, books);
}

static void undo(void *ctx) {
  struct mall *m = ctx;
  go_back(m, m->marked_before, m->marked_books);
}

static bool write_book(struct state *s, const struct mall_book *b, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE mall_item SET held = ?2, sold = ?3, gone = ?4, cost = ?5 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, b->n);
  state_bind_int(q, 2, b->now.c.held);
  state_bind_int(q, 3, b->now.c.sold);
  state_bind_int(q, 4, b->now.c.gone);
  state_bind_int(q, 5, b->now.c.cost);
  return state_later(q, err);
}

static bool end(void *ctx, struct state *s, struct err *err) {
  struct mall *m = ctx;
  for (size_t i = 0; i < m->before.n; i++) {
    struct mall_book *b = &m->books.p[m->before.p[i].book];
    if (!b->dirty && !write_book(s, b, err)) return false;
    b->dirty = true;
  }
  return true;
}

static void over(void *ctx, bool committed) {
  struct mall *m = ctx;
  for (size_t i = 0; i < m->before.n; i++)
    m->books.p[m->before.p[i].book].dirty = false;
  if (!committed) {
    go_back(m, 0, m->books_sure);
  } else if (m->before.n) {
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->before.n; i++) {
      struct mall_book *b = &m->books.p[m->before.p[i].book];
      b->told = b->now.c;
    }
    pthread_mutex_unlock(&m->lock);
    m->before.n = 0;
  }
  m->books_sure = m->books.n;
  mark(m);
}

/* ---- the writer's ---- */

uint32_t mall_book_find(const struct mall *m, struct str slug) {
  for (size_t i = 0; i < m->books.n; i++)
    if (str_is(slug, m->books.p[i].slug)) return (uint32_t)i;
  return MALL_NO_BOOK;
}

uint32_t mall_book_at(const struct mall *m, int64_t n) {
  must(n >= 1 && (size_t)n <= m->books.n); /* numbers are dense */
  return (uint32_t)(n - 1);
}

static void add_book(struct mall *m, int64_t n, struct str slug, const struct mall_counts *c) {
  struct mall_book b = {.n = n, .now = {.c = *c, .day = NO_DAY}, .told = *c};
  b.slug = must_malloc(slug.n + 1);
  memcpy(b.slug, slug.p, slug.n);
  b.slug[slug.n] = '\0';
  pthread_mutex_lock(&m->lock);
  vec_push(&m->books, b);
  pthread_mutex_unlock(&m->lock);
}

bool mall_book_take(struct incentive *i, struct state *s, struct str slug, uint32_t *ret,
                    struct err *err) {
  struct mall *m = i->mall;
  struct state_stmt *q;
  *ret = mall_book_find(m, slug);
  if (*ret != MALL_NO_BOOK) return true;
  if (!state_query(s,
                   "INSERT INTO mall_item (n, slug, held, sold, gone, cost) VALUES (?1, ?2, 0, "
                   "0, 0, 0)",
                   &q, err))
    return false;
  int64_t n = (int64_t)m->books.n + 1;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, slug);
  if (!state_later(q, err)) return false;
  add_book(m, n, slug, &(struct mall_counts){0});
  *ret = (uint32_t)(n - 1);
  return true;
}

struct mall_row *mall_book_change(struct mall *m, uint32_t book) {
  vec_push(&m->before, ((struct mall_before){book, m->books.p[book].now}));
  return &m->books.p[book].now;
}

bool mall_book_today(struct mall *m, struct state *s, uint32_t book, int32_t day, int64_t *ret,
                     struct err *err) {
  struct mall_row *r = &m->books.p[book].now;
  if (r->day != day) {
    int64_t taken;
    if (!mall_taken_on(s, m->books.p[book].n, day, &taken, err)) return false;
    r = mall_book_change(m, book);
    r->day = day;
    r->day_taken = taken;
  }
  *ret = r->day_taken;
  return true;
}

/* ---- any thread ---- */

void mall_book_told(struct mall *m, struct str slug, struct mall_counts *ret, int64_t *ret_n) {
  *ret = (struct mall_counts){0};
  *ret_n = 0;
  pthread_mutex_lock(&m->lock);
  uint32_t i = mall_book_find(m, slug);
  if (i != MALL_NO_BOOK) {
    *ret = m->books.p[i].told;
    *ret_n = m->books.p[i].n;
  }
  pthread_mutex_unlock(&m->lock);
}

/* ---- the part ---- */

static bool load(struct incentive *i, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  bool row = false;
  state_enter(s);
  bool ok =
      state_query(s, "SELECT n, slug, held, sold, gone, cost FROM mall_item ORDER BY n", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row)
    add_book(
        i->mall, state_int(q, 0), state_str(q, 1),
        &(struct mall_counts){state_int(q, 2), state_int(q, 3), state_int(q, 4), state_int(q, 5)});
  state_leave(s);
  return ok;
}

bool mall_part_open(struct incentive *i, struct err *err) {
  struct mall *m = must_calloc(1, sizeof *m);
  i->mall = m;
  pthread_mutex_init(&m->lock, NULL);
  if (!loyalty_table(i->l, "mall_order", &m->orders, err) ||
      !loyalty_table(i->l, "mall_act", &m->acts, err) || !load(i, err) || !mall_pools_open(i, err))
    return false;
  mall_days_open(i);
  m->books_sure = m->books.n;
  mark(m);
  loyalty_attach(
      i->l, &(struct loyalty_part){.ctx = m, .end = end, .mark = mark, .undo = undo, .over = over});
  return true;
}

void mall_part_close(struct incentive *i) {
  struct mall *m = i->mall;
  if (!m) return;
  mall_set_release(m->set);
  for (size_t k = 0; k < m->books.n; k++)
    free(m->books.p[k].slug);
  vec_free(&m->books);
  vec_free(&m->before);
  vec_free(&m->days);
  mall_pools_close(m);
  pthread_mutex_destroy(&m->lock);
  free(m);
  i->mall = NULL;
}

bool mall_part_tick(struct incentive *i, struct err *err) {
  uint32_t n = MALL_DUE_MAX;
  for (int k = 0; k < MALL_DUE_WORKS && n == MALL_DUE_MAX; k++)
    if (!mall_expire_some(i, &n, err)) return false;
  return true;
}
