/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many coupons by one job: to the people of a frozen list, or as codes of a pool.
 *
 * The row of the batch says how many of its targets are settled and is written in the transaction
 * that settles them.  So a job that is killed goes on at the place it had reached, and a step that
 * was committed without the job having heard of it is not done again. */
#include <xxhash.h>

#include "base/id.h"
#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

#define BATCH_TRIES 8 /* of a step whose new codes met some that are there */

struct batch_work {
  struct writer_work work;
  struct loyalty *l;
  struct coupon_batch *b; /* as the caller knows it */
  struct coupon_batch now;
  uint64_t list;
  struct str by; /* who exports */
  const struct coupon_doc *doc;
  const uint32_t *subjects; /* or */
  const struct str *codes;  /* or new ones */
  uint32_t n;
  struct arena mem;
};

/* ---- rows ---- */

static bool insert(struct batch_work *x, struct state *s, struct err *err) {
  const struct coupon_batch *b = &x->now;
  struct state_stmt *q;
  uint32_t book;
  if (!coupon_book_take(x->l, b->kind, s, &book, err) ||
      !state_query(s,
                   "INSERT INTO coupon_batch (n, id, kind, what, started_ms, list, targets, done, "
                   "issued, held_out, refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, 0)",
                   &q, err))
    return false;
  state_bind_int(q, 1, b->n);
  state_bind_str(q, 2, b->id);
  state_bind_int(q, 3, x->l->coupons.books.p[book].n);
  state_bind_str(q, 4, str_from(coupon_batch_whats[b->what]));
  state_bind_int(q, 5, b->started_ms);
  state_bind_int(q, 6, (int64_t)x->list);
  state_bind_int(q, 7, b->targets);
  return state_later(q, err);
}

static bool same_list(struct batch_work *x, struct state *s, bool *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT list FROM coupon_batch WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, x->now.n);
  if (!state_step(q, &row, err)) return false;
  *ret = row && state_int(q, 0) == (int64_t)x->list;
  state_reset(q);
  return true;
}

/* The job that had the list is gone, and another one goes on with its batch. */
static bool begin_again(struct batch_work *x, struct state *s, struct err *err) {
  struct state_stmt *q;
  x->now.targets = x->b->targets;
  x->now.done = x->now.held_out = x->now.refused = 0;
  if (!state_query(s,
                   "UPDATE coupon_batch SET list = ?2, targets = ?3, done = 0, held_out = 0, "
                   "refused = 0 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, x->now.n);
  state_bind_int(q, 2, (int64_t)x->list);
  state_bind_int(q, 3, x->now.targets);
  return state_later(q, err);
}

static bool begin(struct writer_work *k, struct state *s, struct err *err) {
  struct batch_work *x = (struct batch_work *)k;
  bool found, same;
  arena_reset(&x->mem);
  x->now = *x->b;
  if (!coupon_batch_load(x->l, s, x->b->id, &x->mem, &x->now, &found, err)) return false;
  if (found) return same_list(x, s, &same, err) && (same || begin_again(x, s, err));
  x->now.n = x->l->coupons.next_batch;
  x->now.started_ms = clock_wall_ms(ws_clock(x->l->w));
  x->now.exported_ms = INT64_MIN;
  if (!insert(x, s, err)) return false;
  x->l->coupons.next_batch++;
  return true;
}

/* Codes that are not thin among those that might be could be guessed. */
static bool thin(const struct coupon_kind *k, int64_t n, struct err *err) {
  unsigned bits = 5 * (k->code_length - 1);
  return bits >= 50 || n <= (INT64_C(1) << bits) / COUPON_CODES_THIN ||
         err_fail(err, ERR_coupon_too_few_codes, "%u", k->code_length);
}

static bool do_work(struct batch_work *x, struct err *err) {
  bool ok = false;
  arena_init(&x->mem, "coupon batch");
  for (int i = 0; i < BATCH_TRIES; i++) {
    *err = (struct err){0};
    ok = loyalty_do(x->l, &x->work, err);
    if (ok || err->code != ERR_state_constraint) break;
  }
  return ok;
}

bool coupon_batch_begin(struct loyalty *l, struct str id, struct str kind,
                        enum coupon_batch_what what, int64_t targets, uint64_t list,
                        struct arena *out, struct coupon_batch *ret, struct err *err) {
  const struct coupon_doc *d = NULL;
  struct coupon_batch b = {.id = id, .kind = kind, .what = what, .targets = targets};
  struct batch_work x = {.work = {.run = begin}, .l = l, .b = &b, .list = list};
  if (!coupon_doc_of(l, kind, 0, &d, err)) return false;
  bool ok = d->active || err_fail(err, ERR_coupon_closed, "%.*s", STRF(kind));
  if (ok && what == COUPON_TO_POOL) ok = thin(&d->kind, targets, err);
  coupon_doc_free(l, d);
  if (!ok) return false;
  ok = do_work(&x, err);
  if (ok) {
    *ret = x.now;
    ret->id = arena_str(out, id);
    ret->kind = arena_str(out, x.now.kind);
  }
  arena_release(&x.mem);
  return ok;
}

/* ---- a step ---- */

static bool write_step(struct batch_work *x, struct state *s, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE coupon_batch SET done = ?2, issued = ?3, held_out = ?4, refused = ?5 "
                   "WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, x->now.n);
  state_bind_int(q, 2, x->now.done);
  state_bind_int(q, 3, x->now.issued);
  state_bind_int(q, 4, x->now.held_out);
  state_bind_int(q, 5, x->now.refused);
  return state_later(q, err);
}

bool coupon_held_out(const struct coupon_kind *k, uint32_t holder) {
  uint64_t h = XXH3_64bits_withSeed(k->slug.p, k->slug.n, holder);
  return h % 10000 < k->holdout_bp;
}

/* Who was meant to get a coupon and has none, once for each batch. */
static bool note_target(struct batch_work *x, struct state *s, const char *sql, uint32_t holder,
                        int64_t now, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, sql, &q, err)) return false;
  state_bind_int(q, 1, x->now.n);
  state_bind_int(q, 2, holder);
  state_bind_int(q, 3, now);
  return state_later(q, err);
}

static bool hold_out(struct batch_work *x, struct state *s, uint32_t holder, int64_t now,
                     struct err *err) {
  x->now.held_out++;
  return note_target(x, s,
                     "INSERT INTO coupon_holdout (batch, holder, at_ms) VALUES (?1, ?2, ?3) "
                     "ON CONFLICT (batch, holder) DO NOTHING",
                     holder, now, err);
}

/* Those who are held out are never refused, so the others are compared with them refused or not. */
static bool refuse(struct batch_work *x, struct state *s, uint32_t holder, int64_t now,
                   struct err *err) {
  x->now.refused++;
  *err = (struct err){0};
  return x->doc->kind.holdout_bp == 0 ||
         note_target(x, s,
                     "INSERT INTO coupon_refused (batch, holder, at_ms) VALUES (?1, ?2, ?3) "
                     "ON CONFLICT (batch, holder) DO NOTHING",
                     holder, now, err);
}

/* The seat that stands for a person: the oldest, so that it is the same whoever is asked for. */
static bool seat_of_person(struct batch_work *x, struct state *s, uint32_t subject, uint32_t *ret,
                           uint32_t **ret_all, uint32_t *ret_n, struct err *err) {
  *ret_n = holders_of_person(x->l, subject, &x->mem, ret_all);
  if (*ret_n == 0) return holder_take(x->l, subject, s, ret, err);
  *ret = (*ret_all)[0];
  for (uint32_t i = 1; i < *ret_n; i++)
    if ((*ret_all)[i] < *ret) *ret = (*ret_all)[i];
  return true;
}

static bool is_refusal(const struct err *why) {
  return why->code == ERR_coupon_sold_out || why->code == ERR_coupon_limit_claimed ||
         why->code == ERR_coupon_kind_over;
}

static bool person(struct batch_work *x, struct state *s, uint32_t subject, int64_t now,
                   struct err *err) {
  struct coupon did;
  struct held h;
  uint32_t seat, *all, n;
  struct coupon_gift g = {.l = x->l,
                          .s = s,
                          .mem = &x->mem,
                          .doc = x->doc,
                          .subject = subject,
                          .count = 1,
                          .now = now,
                          .batch = x->now.n,
                          .source = STR("segment")};
  if (people_erased(ws_people(x->l->w), subject)) {
    x->now.refused++;
    return true;
  }
  if (!coupon_book_take(x->l, x->now.kind, s, &g.book, err) ||
      !seat_of_person(x, s, subject, &seat, &all, &n, err))
    return false;
  if (coupon_held_out(&x->doc->kind, seat)) return hold_out(x, s, seat, now, err);
  if (n && !coupon_held(s, x->l->coupons.books.p[g.book].n, all, n, now, now, x->now.n, &h, err))
    return false;
  if (n && h.of_batch) return true; /* two of the list have become one person meanwhile */
  if (coupon_give(&g, &did, err)) {
    x->now.issued++;
    return true;
  }
  return is_refusal(err) && refuse(x, s, seat, now, err);
}

static bool new_code(struct batch_work *x, struct state *s, struct str given, int64_t now,
                     struct err *err) {
  const struct coupon_kind *k = &x->doc->kind;
  char code[COUPON_CODE_TEXT_MAX + 1];
  uint32_t book;
  if (!coupon_book_take(x->l, x->now.kind, s, &book, err)) return false;
  if (!given.p) coupon_code_new(k->code_prefix, k->code_length, code);
  const struct coupon c = {.n = x->l->coupons.next,
                           .id = id_new("cpn_", &x->mem),
                           .version = x->doc->version,
                           .code = given.p ? given : str_from(code),
                           .from_ms = k->from_ms,
                           .until_ms = k->until_ms,
                           .issued_ms = now,
                           .claimed_ms = INT64_MIN,
                           .source = STR("pool")};
  if (!coupon_insert(s, &c, x->l->coupons.books.p[book].n, x->now.n, err)) return false;
  x->l->coupons.next++;
  x->now.issued++;
  coupon_book_add(x->l, book, COUNT_POOL, 1);
  return true;
}

static bool known(struct state *s, const char *key, bool *ret, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "SELECT 1 FROM coupon WHERE code_key = ?1", &q, err)) return false;
  state_bind_str(q, 1, str_from(key));
  if (!state_step(q, ret, err)) return false;
  state_reset(q);
  return true;
}

static bool code(struct batch_work *x, struct state *s, uint32_t i, int64_t now, struct err *err) {
  char key[COUPON_CODE_TEXT_MAX + 1];
  bool there = false;
  if (!x->codes) return new_code(x, s, (struct str){0}, now, err);
  struct str given = str_trim(x->codes[i]);
  bool good = given.n <= COUPON_CODE_TEXT_MAX && coupon_code_key(given, key);
  if (good && !known(s, key, &there, err)) return false;
  if (good && !there) return new_code(x, s, given, now, err);
  x->now.refused++;
  return true;
}

static bool step(struct writer_work *k, struct state *s, struct err *err) {
  struct batch_work *x = (struct batch_work *)k;
  int64_t now = clock_wall_ms(ws_clock(x->l->w));
  bool found;
  arena_reset(&x->mem);
  if (!coupon_batch_load(x->l, s, x->b->id, &x->mem, &x->now, &found, err)) return false;
  must(found);
  if (x->now.done != x->b->done) return true; /* it was settled before; the caller catches up */
  for (uint32_t i = 0; i < x->n; i++)
    if (!(x->subjects ? person(x, s, x->subjects[i], now, err) : code(x, s, i, now, err)))
      return false;
  x->now.done += x->n;
  return write_step(x, s, err);
}

static bool run_step(struct loyalty *l, struct coupon_batch *b, const uint32_t *subjects,
                     const struct str *codes, uint32_t n, struct err *err) {
  struct batch_work x = {
      .work = {.run = step}, .l = l, .b = b, .subjects = subjects, .codes = codes, .n = n};
  must(n <= COUPON_BATCH_STEP);
  if (!coupon_doc_of(l, b->kind, 0, &x.doc, err)) return false;
  bool ok = do_work(&x, err);
  if (ok) {
    x.now.id = b->id;
    x.now.kind = b->kind;
    *b = x.now;
  }
  arena_release(&x.mem);
  coupon_doc_free(l, x.doc);
  return ok;
}

bool coupon_batch_people(struct loyalty *l, struct coupon_batch *b, const uint32_t *subjects,
                         uint32_t n, struct err *err) {
  return run_step(l, b, subjects, NULL, n, err);
}

bool coupon_batch_codes(struct loyalty *l, struct coupon_batch *b, const struct str *codes,
                        uint32_t n, struct err *err) {
  return run_step(l, b, NULL, codes, n, err);
}

/* ---- giving codes out ---- */

static bool export(struct writer_work *k, struct state *s, struct err *err) {
  struct batch_work *x = (struct batch_work *)k;
  struct state_stmt *q;
  bool found;
  arena_reset(&x->mem);
  if (!coupon_batch_load(x->l, s, x->b->id, &x->mem, &x->now, &found, err)) return false;
  if (!found) return err_fail(err, ERR_unknown_coupon_pool, "%.*s", STRF(x->b->id));
  if (x->now.exported_ms != INT64_MIN)
    return err_fail(err, ERR_coupon_pool_exported, "%.*s", STRF(x->b->id));
  if (!state_query(s, "UPDATE coupon_batch SET exported_ms = ?2, exported_by = ?3 WHERE n = ?1", &q,
                   err))
    return false;
  state_bind_int(q, 1, x->now.n);
  state_bind_int(q, 2, clock_wall_ms(ws_clock(x->l->w)));
  state_bind_str(q, 3, x->by);
  return state_later(q, err);
}

bool coupon_batch_exported(struct loyalty *l, struct str id, struct str by, struct err *err) {
  struct coupon_batch b = {.id = id};
  struct batch_work x = {.work = {.run = export}, .l = l, .b = &b, .by = by};
  bool ok = do_work(&x, err);
  arena_release(&x.mem);
  return ok;
}
