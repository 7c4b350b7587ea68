/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pools of codes: how many of each state there are, in memory and in step with the writer's group,
 * as the books of items (mall_book.c): an order that finds none left is refused without a
 * statement, and a pool's row is written once for a group. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/mall_int.h"

const char *const mall_code_state_names[MALL_CODE_STATES + 1] = {"free",  "held",      "given",
                                                                 "spent", "withdrawn", NULL};

/* ---- in step ---- */

static void mark(void *ctx) {
  struct mall *m = ctx;
  m->marked_pools_before = m->pools_before.n;
  m->marked_pools = m->pools.n;
}

static void go_back(struct mall *m, size_t before, size_t pools) {
  while (m->pools_before.n > before) {
    const struct mall_pool_before *b = &m->pools_before.p[--m->pools_before.n];
    memcpy(m->pools.p[b->pool].now, b->was, sizeof b->was);
  }
  pthread_mutex_lock(&m->lock);
  while (m->pools.n > pools)
    free(m->pools.p[--m->pools.n].slug);
  pthread_mutex_unlock(&m->lock);
}

static void undo(void *ctx) {
  struct mall *m = ctx;
  go_back(m, m->marked_pools_before, m->marked_pools);
}

static bool write_pool(struct state *s, const struct mall_pool_book *b, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE mall_pool SET free = ?2, held = ?3, given = ?4, spent = ?5, withdrawn = "
                   "?6 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, b->n);
  for (int i = 0; i < MALL_CODE_STATES; i++)
    state_bind_int(q, 2 + i, b->now[i]);
  return state_later(q, err);
}

static bool end(void *ctx, struct state *s, struct err *err) {
  struct mall *m = ctx;
  for (size_t i = 0; i < m->pools_before.n; i++) {
    struct mall_pool_book *b = &m->pools.p[m->pools_before.p[i].pool];
    if (!b->dirty && !write_pool(s, b, err)) return false;
    b->dirty = true;
  }
  return true;
}

static void over(void *ctx, bool committed) {
  struct mall *m = ctx;
  for (size_t i = 0; i < m->pools_before.n; i++)
    m->pools.p[m->pools_before.p[i].pool].dirty = false;
  if (!committed) {
    go_back(m, 0, m->pools_sure);
  } else if (m->pools_before.n) {
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->pools_before.n; i++) {
      struct mall_pool_book *b = &m->pools.p[m->pools_before.p[i].pool];
      memcpy(b->told, b->now, sizeof b->told);
    }
    pthread_mutex_unlock(&m->lock);
    m->pools_before.n = 0;
  }
  m->pools_sure = m->pools.n;
  mark(m);
}

/* ---- the writer's ---- */

uint32_t mall_pool_find(const struct mall *m, struct str slug) {
  for (size_t i = 0; slug.n && i < m->pools.n; i++)
    if (str_is(slug, m->pools.p[i].slug)) return (uint32_t)i;
  return MALL_NO_BOOK;
}

static void add_pool(struct mall *m, int64_t n, struct str slug,
                     const int64_t counts[MALL_CODE_STATES]) {
  struct mall_pool_book b = {.n = n};
  memcpy(b.now, counts, sizeof b.now);
  memcpy(b.told, counts, sizeof b.told);
  b.slug = must_malloc(slug.n + 1);
  memcpy(b.slug, slug.p, slug.n);
  b.slug[slug.n] = '\0';
  pthread_mutex_lock(&m->lock);
  vec_push(&m->pools, b);
  pthread_mutex_unlock(&m->lock);
}

bool mall_pool_take(struct incentive *i, struct state *s, struct str slug, uint32_t *ret,
                    struct err *err) {
  static const int64_t none[MALL_CODE_STATES];
  struct mall *m = i->mall;
  struct state_stmt *q;
  *ret = mall_pool_find(m, slug);
  if (*ret != MALL_NO_BOOK) return true;
  if (!state_query(s,
                   "INSERT INTO mall_pool (n, slug, free, held, given, spent, withdrawn) VALUES "
                   "(?1, ?2, 0, 0, 0, 0, 0)",
                   &q, err))
    return false;
  int64_t n = (int64_t)m->pools.n + 1;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, slug);
  if (!state_later(q, err)) return false;
  add_pool(m, n, slug, none);
  *ret = (uint32_t)(n - 1);
  return true;
}

int64_t *mall_pool_change(struct mall *m, uint32_t pool) {
  struct mall_pool_before b = {.pool = pool};
  memcpy(b.was, m->pools.p[pool].now, sizeof b.was);
  vec_push(&m->pools_before, b);
  return m->pools.p[pool].now;
}

/* ---- any thread ---- */

int64_t mall_pool_free(struct incentive *i, struct str slug) {
  struct mall *m = i->mall;
  pthread_mutex_lock(&m->lock);
  uint32_t k = mall_pool_find(m, slug);
  int64_t n = k == MALL_NO_BOOK ? 0 : m->pools.p[k].told[MALL_CODE_FREE];
  pthread_mutex_unlock(&m->lock);
  return n;
}

static int by_slug(const void *a, const void *b) {
  return str_cmp(((const struct mall_pool *)a)->slug, ((const struct mall_pool *)b)->slug);
}

static void add_known(struct mall *m, struct arena *out, struct mall_pool **ret, uint32_t *ret_n,
                      size_t more) {
  pthread_mutex_lock(&m->lock);
  *ret = arena_array(out, struct mall_pool, m->pools.n + more + 1);
  for (size_t k = 0; k < m->pools.n; k++) {
    const struct mall_pool_book *b = &m->pools.p[k];
    struct mall_pool *p = &(*ret)[(*ret_n)++];
    *p = (struct mall_pool){.n = b->n, .slug = arena_str(out, str_from(b->slug))};
    memcpy(p->codes, b->told, sizeof p->codes);
  }
  pthread_mutex_unlock(&m->lock);
}

static void add_item(struct incentive *i, const struct mall_doc *d, struct arena *out,
                     struct mall_pool *all, uint32_t *n) {
  int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(i->l)));
  struct mall_pool *p = all;
  if (d->archived || d->m.pool.n == 0) return;
  while (p < all + *n && !str_eq(p->slug, d->m.pool))
    p++;
  if (p == all + *n) {
    *p = (struct mall_pool){.slug = arena_str(out, d->m.pool)};
    (*n)++;
  }
  if (!p->items) p->items = arena_array(out, struct str, MALL_POOL_ITEMS);
  if (p->n_items < MALL_POOL_ITEMS) p->items[p->n_items++] = arena_str(out, d->m.slug);
  if (d->m.warn > p->warn) p->warn = d->m.warn;
  if (d->on && now < d->m.until_ms && p->codes[MALL_CODE_FREE] < d->m.warn) p->few = true;
}

bool mall_pools(struct incentive *i, struct arena *out, struct mall_pool **ret, uint32_t *ret_n,
                struct err *err) {
  struct mall_set *set;
  uint32_t n = 0;
  if (!mall_set_get(i, &set, err)) return false;
  add_known(i->mall, out, ret, &n, set->n);
  for (uint32_t k = 0; k < set->n; k++)
    add_item(i, &set->p[k], out, *ret, &n);
  mall_set_release(set);
  qsort(*ret, n, sizeof **ret, by_slug);
  *ret_n = n;
  return true;
}

bool mall_pool_get(struct incentive *i, struct str slug, struct arena *out, struct mall_pool *ret,
                   struct err *err) {
  struct mall_pool *all;
  uint32_t n;
  if (!mall_pools(i, out, &all, &n, err)) return false;
  for (uint32_t k = 0; k < n; k++)
    if (str_eq(all[k].slug, slug)) {
      *ret = all[k];
      return true;
    }
  return err_fail(err, ERR_unknown_mall_pool, "%.*s", STRF(slug));
}

/* DIR of DIR/w/<slug>. */
static const char *data_dir(struct workspace *w, struct arena *tmp) {
  struct str path = arena_str(tmp, str_from(ws_path(w)));
  for (int cut = 0; cut < 2 && path.n; path.n--)
    cut += path.p[path.n - 1] == '/';
  return path.n ? arena_printf(tmp, "%.*s", STRF(path)).p : ".";
}

bool mall_seal(struct incentive *i, const struct seal **ret, struct err *err) {
  struct workspace *w = loyalty_workspace(i->l);
  struct mall *m = i->mall;
  struct arena tmp;
  pthread_mutex_lock(&m->lock);
  if (!m->has_seal) {
    arena_init(&tmp, "seal");
    m->has_seal = seal_load(ws_io(w), data_dir(w, &tmp), &m->seal, err);
    arena_release(&tmp);
  }
  bool ok = m->has_seal;
  pthread_mutex_unlock(&m->lock);
  *ret = &m->seal;
  return ok;
}

/* ---- the part ---- */

bool mall_pools_open(struct incentive *i, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct mall *m = i->mall;
  struct state_stmt *q;
  bool row = false;
  if (!loyalty_table(i->l, "mall_load", &m->loads, err) ||
      !loyalty_table(i->l, "mall_code", &m->codes, err))
    return false;
  state_enter(s);
  bool ok = state_query(
      s, "SELECT n, slug, free, held, given, spent, withdrawn FROM mall_pool ORDER BY n", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    int64_t counts[MALL_CODE_STATES];
    for (int k = 0; k < MALL_CODE_STATES; k++)
      counts[k] = state_int(q, 2 + k);
    add_pool(m, state_int(q, 0), state_str(q, 1), counts);
  }
  state_leave(s);
  m->pools_sure = m->pools.n;
  mark(m);
  loyalty_attach(
      i->l, &(struct loyalty_part){.ctx = m, .end = end, .mark = mark, .undo = undo, .over = over});
  return ok;
}

void mall_pools_close(struct mall *m) {
  for (size_t k = 0; k < m->pools.n; k++)
    free(m->pools.p[k].slug);
  vec_free(&m->pools);
  vec_free(&m->pools_before);
  explicit_bzero(&m->seal, sizeof m->seal);
}
