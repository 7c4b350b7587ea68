/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Filling pools: lines by portions, each one work with the row that says how far the import is, so
 * that one that was interrupted goes on, and the same one again does nothing.
 *
 * Which lines were refused is not written down: those of which there is no code.  Why is found
 * again from the lines, so the answer is the same for ever, but for a code that is known from an
 * import of the meantime. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "incentive/mall_int.h"

#define CODE_SPLIT '\x1f'

struct prepared { /* a line; not on the writer's thread, which has better things to do */
  bool good;
  uint8_t mark[SEAL_MARK_BYTES];
  struct str sealed;
};

struct load_work {
  struct writer_work work; /* first */
  struct incentive *i;
  const struct mall_loading *x;
  int64_t hash, n, done, added; /* of the row */
  int64_t at;                   /* what `lines` begin with */
  const struct prepared *lines;
  uint32_t count;
  bool again;
};

/* ---- lines ---- */

static bool plain(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
  return true;
}

static struct mall_line trimmed(const struct mall_line *l) {
  return (struct mall_line){str_trim(l->code), l->pin.n ? str_trim(l->pin) : STR("")};
}

static bool good(const struct mall_line *l) {
  return l->code.n > 0 && l->code.n <= MALL_CODE_MAX && l->pin.n <= MALL_PIN_MAX &&
         plain(l->code) && plain(l->pin) && utf8_valid(l->code) &&
         (l->pin.n == 0 || utf8_valid(l->pin));
}

static void prepare(const struct seal *k, const struct mall_line *line, struct arena *tmp,
                    struct prepared *ret) {
  struct mall_line l = trimmed(line);
  char text[MALL_CODE_MAX + MALL_PIN_MAX + 1];
  size_t n = l.code.n;
  ret->good = good(&l);
  if (!ret->good) return;
  memcpy(text, l.code.p, l.code.n);
  if (l.pin.n) {
    text[n++] = CODE_SPLIT;
    memcpy(text + n, l.pin.p, l.pin.n);
    n += l.pin.n;
  }
  seal_mark(k, MALL_SEALED, l.code, ret->mark);
  ret->sealed = seal_close(k, MALL_SEALED, str_of(text, n), tmp);
  explicit_bzero(text, sizeof text);
}

/* What the import is: keys are for one of them. */
static int64_t hash_of(const struct mall_loading *x) {
  XXH64_state_t *h = XXH64_createState();
  XXH64_reset(h, 0);
  XXH64_update(h, x->pool.p, x->pool.n);
  for (uint32_t i = 0; i < x->n; i++) {
    XXH64_update(h, "\n", 1);
    XXH64_update(h, x->lines[i].code.p, x->lines[i].code.n);
    XXH64_update(h, "\x1f", 1);
    if (x->lines[i].pin.n) XXH64_update(h, x->lines[i].pin.p, x->lines[i].pin.n);
  }
  int64_t v = (int64_t)XXH64_digest(h);
  XXH64_freeState(h);
  return v;
}

/* ---- works ---- */

static bool find_load(struct load_work *k, struct state *s, bool *ret, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "SELECT n, hash, done, added FROM mall_load WHERE actor = ?1 AND key = ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, k->x->actor);
  state_bind_str(q, 2, k->x->key);
  if (!state_step(q, ret, err)) return false;
  if (!*ret) return true;
  bool same = state_int(q, 1) == k->hash;
  k->n = state_int(q, 0);
  k->done = state_int(q, 2);
  k->added = state_int(q, 3);
  state_reset(q);
  return same || err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(k->x->key));
}

static bool run_begin(struct writer_work *w, struct state *s, struct err *err) {
  struct load_work *k = (struct load_work *)w;
  struct state_stmt *q;
  uint32_t pool;
  bool found;
  if (!find_load(k, s, &found, err)) return false;
  k->again = found && k->done == k->x->n;
  if (found) return true;
  if (!mall_pool_take(k->i, s, k->x->pool, &pool, err) ||
      !state_query(s,
                   "INSERT INTO mall_load (n, pool, at_ms, actor, key, hash, lines, done, added) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0)",
                   &q, err))
    return false;
  k->n = loyalty_number(k->i->l, k->i->mall->loads);
  k->done = k->added = 0;
  state_bind_int(q, 1, k->n);
  state_bind_int(q, 2, k->i->mall->pools.p[pool].n);
  state_bind_int(q, 3, clock_wall_ms(ws_clock(loyalty_workspace(k->i->l))));
  state_bind_str(q, 4, k->x->actor);
  state_bind_str(q, 5, k->x->key);
  state_bind_int(q, 6, k->hash);
  state_bind_int(q, 7, k->x->n);
  return state_later(q, err);
}

static bool known(struct state *s, const uint8_t mark[SEAL_MARK_BYTES], bool *ret,
                  struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "SELECT 1 FROM mall_code WHERE mark = ?1", &q, err)) return false;
  state_bind_blob(q, 1, str_of(mark, SEAL_MARK_BYTES));
  if (!state_step(q, ret, err)) return false;
  if (*ret) state_reset(q);
  return true;
}

static bool insert(struct load_work *k, struct state *s, int64_t pool, int64_t line,
                   const struct prepared *p, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO mall_code (n, pool, load, line, mark, sealed, status, ord) VALUES "
                   "(?1, ?2, ?3, ?4, ?5, ?6, 0, 0)",
                   &q, err))
    return false;
  state_bind_int(q, 1, loyalty_number(k->i->l, k->i->mall->codes));
  state_bind_int(q, 2, pool);
  state_bind_int(q, 3, k->n);
  state_bind_int(q, 4, line);
  state_bind_blob(q, 5, str_of(p->mark, SEAL_MARK_BYTES));
  state_bind_blob(q, 6, p->sealed);
  return state_later(q, err);
}

static bool write_load(struct load_work *k, struct state *s, int64_t done, int64_t added,
                       struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE mall_load SET done = ?2, added = ?3 WHERE n = ?1", &q, err))
    return false;
  state_bind_int(q, 1, k->n);
  state_bind_int(q, 2, done);
  state_bind_int(q, 3, added);
  return state_later(q, err);
}

/* Two that go on with one import at once: whoever comes second finds the portion done. */
static bool run_step(struct writer_work *w, struct state *s, struct err *err) {
  struct load_work *k = (struct load_work *)w;
  int64_t added = 0;
  uint32_t pool = mall_pool_find(k->i->mall, k->x->pool);
  bool found;
  if (!find_load(k, s, &found, err)) return false;
  must(found && pool != MALL_NO_BOOK);
  if (k->done != k->at) return true;
  for (uint32_t i = 0; i < k->count; i++) {
    bool there = false;
    if (!k->lines[i].good) continue;
    if (!known(s, k->lines[i].mark, &there, err)) return false;
    if (there) continue;
    if (!insert(k, s, k->i->mall->pools.p[pool].n, k->at + i + 1, &k->lines[i], err)) return false;
    added++;
  }
  if (added) mall_pool_change(k->i->mall, pool)[MALL_CODE_FREE] += added;
  k->done = k->at + k->count;
  k->added += added;
  return write_load(k, s, k->done, k->added, err);
}

static bool step(struct load_work *k, const struct seal *seal, struct err *err) {
  struct arena tmp;
  int64_t left = k->x->n - k->done;
  k->count = left < MALL_LOAD_STEP ? (uint32_t)left : MALL_LOAD_STEP;
  k->work = (struct writer_work){.run = run_step};
  arena_init(&tmp, "codes");
  struct prepared *lines = arena_array(&tmp, struct prepared, k->count);
  for (uint32_t i = 0; i < k->count; i++)
    prepare(seal, &k->x->lines[k->done + i], &tmp, &lines[i]);
  k->lines = lines;
  k->at = k->done;
  bool ok = loyalty_do(k->i->l, &k->work, err);
  arena_release(&tmp);
  return ok;
}

/* ---- what was refused ---- */

static bool lines_of(struct state *s, int64_t load, uint8_t *there, struct err *err) {
  struct state_stmt *q;
  bool row = true;
  if (!state_query(s, "SELECT line FROM mall_code WHERE load = ?1 ORDER BY line", &q, err))
    return false;
  state_bind_int(q, 1, load);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (row) there[state_int(q, 0) - 1] = 1;
  }
  return true;
}

static bool why_not(struct state *s, const struct seal *seal, const struct mall_line *line,
                    int64_t load, struct err *ret, struct err *err) {
  struct mall_line l = trimmed(line);
  uint8_t mark[SEAL_MARK_BYTES];
  struct state_stmt *q;
  bool row = false;
  if (!good(&l)) {
    err_fail(ret, ERR_mall_code_bad, "%d" ERR_SEP "%d", MALL_CODE_MAX, MALL_PIN_MAX);
    return true;
  }
  seal_mark(seal, MALL_SEALED, l.code, mark);
  if (!state_query(
          s,
          "SELECT c.load, c.line, p.slug FROM mall_code c JOIN mall_pool p ON p.n = c.pool "
          "WHERE c.mark = ?1",
          &q, err))
    return false;
  state_bind_blob(q, 1, str_of(mark, sizeof mark));
  if (!state_step(q, &row, err)) return false;
  if (row && state_int(q, 0) == load)
    err_fail(ret, ERR_mall_code_twice, "%lld", (long long)state_int(q, 1));
  else
    err_fail(ret, ERR_mall_code_known, "%.*s", STRF(row ? state_str(q, 2) : STR("…")));
  if (row) state_reset(q);
  return true;
}

static bool find_refused(struct load_work *k, const struct seal *seal, uint32_t max,
                         struct arena *out, struct mall_loaded *ret, struct err *err) {
  struct state *s = loyalty_reader(k->i->l);
  int64_t n = k->x->n - k->added;
  uint8_t *there = must_calloc(k->x->n + 1, 1);
  uint32_t most = n < max ? (uint32_t)n : max;
  ret->refused = arena_array(out, struct mall_refused, most + 1);
  state_enter(s);
  bool ok = most == 0 || lines_of(s, k->n, there, err);
  for (uint32_t i = 0; ok && i < k->x->n && ret->n_refused < most; i++) {
    if (there[i]) continue;
    struct mall_refused *r = &ret->refused[ret->n_refused++];
    *r = (struct mall_refused){.line = (int64_t)i + 1};
    ok = why_not(s, seal, &k->x->lines[i], k->n, &r->why, err);
  }
  state_leave(s);
  free(there);
  return ok;
}

/* ---- one import ---- */

static bool pool_name(struct str s, struct err *err) {
  bool ok = s.n >= 1 && s.n <= 64 && s.p[0] >= 'a' && s.p[0] <= 'z';
  for (size_t i = 0; ok && i < s.n; i++)
    ok = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' ||
         s.p[i] == '_';
  return ok || err_fail(err, ERR_bad_slug, "%.*s", (int)(s.n < 80 ? s.n : 80), s.p);
}

static bool fits(const struct mall_loading *x, struct err *err) {
  if (!pool_name(x->pool, err)) return false;
  if (x->key.n == 0) return err_fail(err, ERR_missing_field, "codes" ERR_SEP "key");
  if (x->key.n > MALL_KEY_MAX || x->actor.n > MALL_KEY_MAX)
    return err_fail(err, ERR_bad_field, "key" ERR_SEP "≤ 200 B");
  if (x->n == 0) return err_fail(err, ERR_missing_field, "codes" ERR_SEP "code");
  return x->n <= MALL_LOAD_MAX || err_fail(err, ERR_too_large, "codes" ERR_SEP "%d", MALL_LOAD_MAX);
}

bool mall_pool_load(struct incentive *i, const struct mall_loading *x, uint32_t refused_max,
                    struct arena *out, struct mall_loaded *ret, struct err *err) {
  struct load_work k = {.work = {.run = run_begin}, .i = i, .x = x};
  const struct seal *seal;
  if (!fits(x, err) || !mall_seal(i, &seal, err)) return false;
  k.hash = hash_of(x);
  if (!loyalty_do(i->l, &k.work, err)) return false;
  *ret = (struct mall_loaded){.again = k.again};
  while (k.done < x->n)
    if ((x->step && !x->step(x->ctx, k.done, x->n, err)) || !step(&k, seal, err)) return false;
  ret->load = (struct mall_load){
      .n = k.n, .lines = x->n, .done = k.done, .added = k.added, .actor = x->actor};
  return find_refused(&k, seal, refused_max, out, ret, err);
}

/* ---- what was imported ---- */

static int64_t number_of(struct incentive *i, struct str slug) {
  struct mall *m = i->mall;
  pthread_mutex_lock(&m->lock);
  uint32_t k = mall_pool_find(m, slug);
  int64_t n = k == MALL_NO_BOOK ? 0 : m->pools.p[k].n;
  pthread_mutex_unlock(&m->lock);
  return n;
}

bool mall_loads(struct incentive *i, struct str slug, struct arena *out, struct mall_load **ret,
                uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  bool row = false;
  *ret = arena_array(out, struct mall_load, MALL_LOADS_SHOWN);
  *ret_n = 0;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT n, at_ms, actor, lines, done, added FROM mall_load WHERE pool = ?1 "
                        "ORDER BY n DESC LIMIT ?2",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, number_of(i, slug));
    state_bind_int(q, 2, MALL_LOADS_SHOWN);
  }
  while (ok && (ok = state_step(q, &row, err)) && row)
    (*ret)[(*ret_n)++] = (struct mall_load){.n = state_int(q, 0),
                                            .at_ms = state_int(q, 1),
                                            .actor = arena_str(out, state_str(q, 2)),
                                            .lines = state_int(q, 3),
                                            .done = state_int(q, 4),
                                            .added = state_int(q, 5)};
  state_leave(s);
  return ok;
}

/* ---- taking out what is free ---- */

struct withdraw_work {
  struct writer_work work; /* first */
  struct incentive *i;
  uint32_t pool;
  int64_t load, took;
};

static bool run_withdraw(struct writer_work *w, struct state *s, struct err *err) {
  struct withdraw_work *k = (struct withdraw_work *)w;
  struct mall *m = k->i->mall;
  struct state_stmt *q;
  k->took = 0;
  if (!state_query(
          s,
          k->load
              ? "UPDATE mall_code SET status = 4 WHERE n IN (SELECT n FROM mall_code WHERE pool "
                "= ?1 AND status = 0 AND load = ?3 AND n BETWEEN (SELECT n FROM mall_code WHERE "
                "load = ?3 ORDER BY line LIMIT 1) AND (SELECT n FROM mall_code WHERE load = ?3 "
                "ORDER BY line DESC LIMIT 1) ORDER BY n LIMIT ?2)"
              : "UPDATE mall_code SET status = 4 WHERE n IN (SELECT n FROM mall_code WHERE pool "
                "= ?1 AND status = 0 ORDER BY n LIMIT ?2)",
          &q, err))
    return false;
  state_bind_int(q, 1, m->pools.p[k->pool].n);
  state_bind_int(q, 2, MALL_WITHDRAW_STEP);
  if (k->load) state_bind_int(q, 3, k->load);
  if (!state_exec(q, err)) return false;
  k->took = state_changes(s);
  if (k->took == 0) return true;
  int64_t *counts = mall_pool_change(m, k->pool);
  counts[MALL_CODE_FREE] -= k->took;
  counts[MALL_CODE_WITHDRAWN] += k->took;
  return true;
}

bool mall_pool_withdraw(struct incentive *i, struct str slug, int64_t load, int64_t *ret,
                        struct err *err) {
  struct withdraw_work k = {.work = {.run = run_withdraw}, .i = i, .load = load};
  int64_t n = number_of(i, slug), all = 0;
  if (n == 0) return err_fail(err, ERR_unknown_mall_pool, "%.*s", STRF(slug));
  k.pool = (uint32_t)(n - 1);
  do {
    k.work = (struct writer_work){.run = run_withdraw};
    if (!loyalty_do(i->l, &k.work, err)) return false;
    all += k.took;
  } while (k.took == MALL_WITHDRAW_STEP);
  *ret = all;
  return true;
}
