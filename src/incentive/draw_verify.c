/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An audit list, checked by who trusts nobody: numbers are computed again from the seed, prizes
 * from the odds of the version, stock from the turns before, and every line is in the chain whose
 * end stands in the head.  What a person's limits took away cannot be told for sure (a person may
 * have several pseudonyms), nor what the budget did; a prize may only fall to where its document
 * says. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "base/vec.h"
#include "incentive/draw.h"

struct checked_version {
  int64_t version;
  struct draw d; /* its prizes: slug, chance, stock, falls_to */
  char odds[DRAW_HASH_TEXT];
};
struct given {
  struct str slug;
  int64_t n;
};
struct draw_verify {
  struct arena mem, tmp;
  void (*bad)(void *ctx, const char *what);
  void *ctx;
  int64_t lines, seq, bad_turns, turns;
  struct str slug, commitment, head;
  bool begun, revealed;
  uint8_t seed[32];
  char chain[DRAW_HASH_TEXT];
  struct checked_version *versions;
  uint32_t n_versions;
  VEC(struct given) given;
};

struct draw_verify *draw_verify_new(void (*bad)(void *ctx, const char *what), void *ctx) {
  struct draw_verify *v = must_calloc(1, sizeof *v);
  arena_init(&v->mem, "verify");
  arena_init(&v->tmp, "line");
  v->bad = bad;
  v->ctx = ctx;
  return v;
}

void draw_verify_free(struct draw_verify *v) {
  if (!v) return;
  vec_free(&v->given);
  arena_release(&v->mem);
  arena_release(&v->tmp);
  free(v);
}

/* ---- the lines ---- */

static void put_int(struct jw *w, const char *key, int64_t v) {
  jw_key(w, key), jw_int(w, v);
}
static void put_str(struct jw *w, const char *key, struct str v) {
  jw_key(w, key), jw_str(w, v);
}

void draw_head_line(const struct draw_state *s, const struct draw *versions,
                    const uint32_t *numbers, uint32_t n, struct jw *w) {
  jw_begin_object(w);
  put_str(w, "draw", s->d.slug);
  put_str(w, "commitment", s->commitment);
  put_str(w, "seed", s->seed);
  put_int(w, "turns", s->turns);
  put_str(w, "head", s->head);
  jw_key(w, "versions"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    put_int(w, "version", numbers[i]);
    jw_key(w, "prizes"), jw_begin_array(w);
    for (uint32_t k = 0; k < versions[i].n_prizes; k++) {
      const struct draw_prize *p = &versions[i].prizes[k];
      jw_begin_object(w);
      put_str(w, "slug", p->slug);
      put_int(w, "chance", p->chance);
      put_int(w, "stock", p->stock);
      put_str(w, "falls_to", p->falls_to < 0 ? STR("") : versions[i].prizes[p->falls_to].slug);
      jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

void draw_turn_line(const struct draw_turn *t, struct jw *w) {
  jw_begin_object(w);
  put_int(w, "seq", t->seq);
  put_int(w, "at_ms", t->at_ms);
  put_int(w, "version", t->version);
  put_str(w, "who", t->pseudonym);
  put_str(w, "nonce", t->nonce);
  put_int(w, "number", t->number);
  put_str(w, "drawn", t->drawn);
  put_str(w, "prize", t->prize);
  jw_key(w, "why"), jw_cstr(w, draw_why_names[t->why]);
  put_str(w, "chain", t->chain);
  jw_end_object(w);
}

/* ---- reading ---- */

static bool not_of(const struct draw_verify *v, const char *field, struct err *err) {
  return err_fail(err, ERR_draw_file, "%lld" ERR_SEP "%s", (long long)v->lines, field);
}
static bool text(const struct draw_verify *v, const struct json *o, const char *field, size_t max,
                 struct str *ret, struct err *err) {
  const struct json *x = json_get(o, field);
  if (!x || x->type != JSON_STRING || x->text.n > max) return not_of(v, field, err);
  *ret = x->text;
  return true;
}
static bool whole(const struct draw_verify *v, const struct json *o, const char *field,
                  int64_t *ret, struct err *err) {
  const struct json *x = json_get(o, field);
  return (x && json_int(x, ret)) || not_of(v, field, err);
}

static bool read_version(struct draw_verify *v, const struct json *o, struct checked_version *x,
                         struct err *err) {
  const struct json *list = json_get(o, "prizes");
  struct draw *d = &x->d;
  struct str falls = {0};
  if (!list || list->type != JSON_ARRAY || list->n > DRAW_PRIZES_MAX)
    return not_of(v, "prizes", err);
  if (!whole(v, o, "version", &x->version, err)) return false;
  d->prizes = arena_array(&v->mem, struct draw_prize, list->n + 1);
  for (; d->n_prizes < list->n; d->n_prizes++) {
    struct draw_prize *p = &d->prizes[d->n_prizes];
    const struct json *y = &list->items[d->n_prizes];
    *p = (struct draw_prize){.falls_to = -1};
    if (!text(v, y, "slug", 64, &p->slug, err) || !whole(v, y, "chance", &p->chance, err) ||
        !whole(v, y, "stock", &p->stock, err) || !text(v, y, "falls_to", 64, &falls, err))
      return false;
    p->slug = arena_str(&v->mem, p->slug);
  }
  for (uint32_t i = 0; i < d->n_prizes; i++) {
    falls = json_get_str(&list->items[i], "falls_to");
    if (falls.n) d->prizes[i].falls_to = draw_prize_find(d, falls);
    if (falls.n && d->prizes[i].falls_to < 0) return not_of(v, "falls_to", err);
  }
  draw_odds(d, x->odds);
  return true;
}

static void wrong(struct draw_verify *v, const char *what) {
  v->bad_turns++;
  if (v->bad) v->bad(v->ctx, what);
}

static void check_seed(struct draw_verify *v, struct str seed) {
  char hash[DRAW_HASH_TEXT];
  size_t got = 0;
  v->revealed = seed.n > 0;
  if (!v->revealed) return;
  if (sodium_hex2bin(v->seed, 32, seed.p, seed.n, NULL, &got, NULL) != 0 || got != 32) {
    wrong(v, "the seed is not 32 bytes in hex");
    return;
  }
  draw_commitment(v->seed, hash);
  if (!str_is(v->commitment, hash)) wrong(v, "the seed is not the one that was committed to");
}

static bool read_head(struct draw_verify *v, const struct json *o, struct err *err) {
  const struct json *list = json_get(o, "versions");
  struct str seed = {0};
  if (!text(v, o, "draw", 64, &v->slug, err) || !text(v, o, "seed", 64, &seed, err) ||
      !text(v, o, "commitment", DRAW_HASH_TEXT - 1, &v->commitment, err) ||
      !text(v, o, "head", DRAW_HASH_TEXT - 1, &v->head, err) ||
      !whole(v, o, "turns", &v->turns, err))
    return false;
  if (!list || list->type != JSON_ARRAY || list->n > 1000) return not_of(v, "versions", err);
  v->slug = arena_str(&v->mem, v->slug);
  v->commitment = arena_str(&v->mem, v->commitment);
  v->head = arena_str(&v->mem, v->head);
  v->versions = arena_array(&v->mem, struct checked_version, list->n + 1);
  for (; v->n_versions < list->n; v->n_versions++) {
    v->versions[v->n_versions] = (struct checked_version){0};
    if (!read_version(v, &list->items[v->n_versions], &v->versions[v->n_versions], err))
      return false;
  }
  snprintf(v->chain, sizeof v->chain, "%.*s", STRF(v->commitment));
  check_seed(v, seed);
  v->begun = true;
  return true;
}

static bool read_turn(struct draw_verify *v, const struct json *o, struct draw_turn *t,
                      struct err *err) {
  struct str why = {0};
  *t = (struct draw_turn){.why = DRAW_WHYS};
  if (!whole(v, o, "seq", &t->seq, err) || !whole(v, o, "at_ms", &t->at_ms, err) ||
      !whole(v, o, "version", &t->version, err) || !whole(v, o, "number", &t->number, err) ||
      !text(v, o, "who", DRAW_WHO_TEXT - 1, &t->pseudonym, err) ||
      !text(v, o, "nonce", DRAW_NONCE_MAX, &t->nonce, err) ||
      !text(v, o, "drawn", 64, &t->drawn, err) || !text(v, o, "prize", 64, &t->prize, err) ||
      !text(v, o, "why", 16, &why, err) || !text(v, o, "chain", DRAW_HASH_TEXT - 1, &t->chain, err))
    return false;
  for (int i = 0; i < DRAW_WHYS; i++)
    if (str_is(why, draw_why_names[i])) t->why = (enum draw_why)i;
  return t->why < DRAW_WHYS || not_of(v, "why", err);
}

/* ---- checking ---- */

static int64_t *given_of(struct draw_verify *v, struct str slug) {
  for (size_t i = 0; i < v->given.n; i++)
    if (str_eq(v->given.p[i].slug, slug)) return &v->given.p[i].n;
  vec_push(&v->given, ((struct given){arena_str(&v->mem, slug), 0}));
  return &v->given.p[v->given.n - 1].n;
}

static bool out_of_stock(struct draw_verify *v, const struct draw_prize *p) {
  return p->stock >= 0 && *given_of(v, p->slug) >= p->stock;
}

static struct str slug_at(const struct draw *d, int32_t at) {
  return at < 0 ? STR("") : d->prizes[at].slug;
}

/* NULL: as it should be. */
static const char *check_prize(struct draw_verify *v, const struct draw_turn *t,
                               const struct draw *d) {
  static const char *const never = "the prize is not one that could be given";
  int32_t at = draw_prize_at(d, t->number);
  bool out = at >= 0 && out_of_stock(v, &d->prizes[at]);
  if (!str_eq(t->drawn, slug_at(d, at))) return "the number is of another prize";
  if (out != (t->why == DRAW_NO_STOCK)) return "the stock was not as the reason says";
  if (t->why == DRAW_AS_DRAWN)
    return str_eq(t->prize, t->drawn) ? NULL : "the prize drawn was not given, without a reason";
  for (uint32_t steps = 0; at >= 0 && steps <= d->n_prizes; steps++) {
    at = d->prizes[at].falls_to;
    if (str_eq(slug_at(d, at), t->prize))
      return at >= 0 && out_of_stock(v, &d->prizes[at]) ? never : NULL;
  }
  return never;
}

static void check_turn(struct draw_verify *v, const struct draw_turn *t) {
  const struct checked_version *x = NULL;
  const char *what = NULL;
  char line[160];
  for (uint32_t i = 0; i < v->n_versions; i++)
    if (v->versions[i].version == t->version) x = &v->versions[i];
  if (x) draw_chain(v->chain, v->slug, x->odds, t, v->chain);
  if (t->seq != v->seq + 1)
    what = "turns are missing or out of order";
  else if (!x)
    what = "the version is unknown";
  else if (!str_is(t->chain, v->chain))
    what = "the chain is broken: this turn or one before was changed";
  else if (t->seq < 1 || t->number < 0 || t->number >= DRAW_WHOLE)
    what = "the number is out of range";
  else if (v->revealed && t->number != draw_number(v->seed, v->slug, t->seq, t->nonce))
    what = "the number does not come from the seed";
  else
    what = check_prize(v, t, &x->d);
  if (t->prize.n) ++*given_of(v, t->prize);
  v->seq = t->seq;
  if (!what) return;
  snprintf(line, sizeof line, "turn %lld: %s", (long long)t->seq, what);
  wrong(v, line);
}

bool draw_verify_line(struct draw_verify *v, struct str line, struct err *err) {
  struct json *o;
  struct draw_turn t;
  v->lines++;
  arena_reset(&v->tmp);
  if (!json_parse(line, &v->tmp, &o, err)) return not_of(v, "JSON", err);
  if (!v->begun) return read_head(v, o, err);
  if (!read_turn(v, o, &t, err)) return false;
  check_turn(v, &t);
  return true;
}

void draw_verify_end(struct draw_verify *v, struct draw_verdict *ret) {
  *ret = (struct draw_verdict){.turns = v->seq,
                               .bad = v->bad_turns,
                               .revealed = v->revealed,
                               .complete =
                                   v->begun && v->seq == v->turns && str_is(v->head, v->chain)};
}
