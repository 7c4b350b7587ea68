/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of draws in SQL.  What limits a person is summed over all holders of the person, what limits
 * a prize over all versions of the document. */
#include <sodium.h>
#include <stdio.h>

#include "incentive/draw_int.h"

/* ---- the draw itself ---- */

static void put_text(struct str from, char *to, size_t size) {
  snprintf(to, size, "%.*s", STRF(from));
}

static bool bytes_of(struct str hex, uint8_t out[32]) {
  size_t got = 0;
  return sodium_hex2bin(out, 32, hex.p, hex.n, NULL, &got, NULL) == 0 && got == 32;
}

bool draw_row_get(struct state *s, struct str slug, struct draw_row *ret, bool *ret_found,
                  struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "SELECT n, seed, commitment, salt, turns, head, cost, revealed_ms FROM draw "
                   "WHERE slug = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, slug);
  if (!state_step(q, ret_found, err)) return false;
  if (!*ret_found) return true;
  *ret = (struct draw_row){.n = state_int(q, 0),
                           .turns = state_int(q, 4),
                           .cost = state_int(q, 6),
                           .revealed_ms = state_int(q, 7)};
  bool fine = bytes_of(state_str(q, 1), ret->seed) && bytes_of(state_str(q, 3), ret->salt);
  put_text(state_str(q, 2), ret->commitment, sizeof ret->commitment);
  put_text(state_str(q, 5), ret->head, sizeof ret->head);
  state_reset(q);
  return fine || err_fail(err, ERR_corrupt, "the seed of draw %.*s", STRF(slug));
}

static bool insert(struct incentive *i, struct state *s, struct str slug, struct draw_row *r,
                   struct err *err) {
  struct state_stmt *q;
  char seed[DRAW_HASH_TEXT], salt[DRAW_HASH_TEXT];
  *r = (struct draw_row){.n = loyalty_number(i->l, i->draws->rows)};
  randombytes_buf(r->seed, sizeof r->seed);
  randombytes_buf(r->salt, sizeof r->salt);
  draw_commitment(r->seed, r->commitment);
  memcpy(r->head, r->commitment, sizeof r->head);
  sodium_bin2hex(seed, sizeof seed, r->seed, sizeof r->seed);
  sodium_bin2hex(salt, sizeof salt, r->salt, sizeof r->salt);
  if (!state_query(s,
                   "INSERT INTO draw (n, slug, seed, commitment, salt, at_ms, turns, head, cost, "
                   "revealed_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?4, 0, 0)",
                   &q, err))
    return false;
  state_bind_int(q, 1, r->n);
  state_bind_str(q, 2, slug);
  state_bind_str(q, 3, str_from(seed));
  state_bind_str(q, 4, str_from(r->commitment));
  state_bind_str(q, 5, str_from(salt));
  state_bind_int(q, 6, clock_wall_ms(ws_clock(loyalty_workspace(i->l))));
  return state_later(q, err);
}

bool draw_row_take(struct incentive *i, struct state *s, struct str slug, struct draw_row *ret,
                   struct err *err) {
  bool found;
  if (!draw_row_get(s, slug, ret, &found, err)) return false;
  return found || insert(i, s, slug, ret, err);
}

bool draw_row_save(struct state *s, const struct draw_row *r, struct err *err) {
  struct state_stmt *q;
  if (!state_query(
          s, "UPDATE draw SET turns = ?2, head = ?3, cost = ?4, revealed_ms = ?5 WHERE n = ?1", &q,
          err))
    return false;
  state_bind_int(q, 1, r->n);
  state_bind_int(q, 2, r->turns);
  state_bind_str(q, 3, str_from(r->head));
  state_bind_int(q, 4, r->cost);
  state_bind_int(q, 5, r->revealed_ms);
  return state_later(q, err);
}

/* Who has the salt could try all holders; nobody gets it, also not with the seed. */
void draw_pseudonym(const struct draw_row *r, uint32_t holder, char ret[DRAW_WHO_TEXT]) {
  uint8_t digest[crypto_auth_hmacsha256_BYTES];
  char text[24];
  int n = snprintf(text, sizeof text, "%u", holder);
  crypto_auth_hmacsha256(digest, (const uint8_t *)text, (size_t)n, r->salt);
  sodium_bin2hex(ret, DRAW_WHO_TEXT, digest, (DRAW_WHO_TEXT - 1) / 2);
}

/* ---- what is used up ---- */

bool draw_used(struct state *s, int64_t draw, const uint32_t *holders, uint32_t n, int64_t day,
               struct draw_used *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret = (struct draw_used){0};
  if (!state_query(
          s,
          "SELECT CAST(coalesce(sum(turns) FILTER (WHERE day = ?3), 0) AS @i64), "
          "CAST(coalesce(sum(turns), 0) AS @i64), "
          "CAST(coalesce(sum(free) FILTER (WHERE day = ?3), 0) AS @i64), "
          "CAST(coalesce(sum(free), 0) AS @i64) FROM draw_use WHERE draw = ?1 AND holder = ?2",
          &q, err))
    return false;
  for (uint32_t i = 0; i < n; i++) {
    state_reset(q);
    state_bind_int(q, 1, draw);
    state_bind_int(q, 2, holders[i]);
    state_bind_int(q, 3, day);
    if (!state_step(q, &row, err)) return false;
    ret->today += state_int(q, 0);
    ret->in_all += state_int(q, 1);
    ret->free_today += state_int(q, 2);
    ret->free_all += state_int(q, 3);
  }
  state_reset(q);
  return true;
}

static bool one_number(struct state_stmt *q, int64_t *ret, struct err *err) {
  bool row;
  if (!state_step(q, &row, err)) return false;
  *ret += state_int(q, 0);
  state_reset(q);
  return true;
}

bool draw_given(struct state *s, int64_t draw, struct str prize, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  *ret = 0;
  if (!state_query(s,
                   "SELECT CAST(coalesce(sum(given), 0) AS @i64) FROM draw_prize WHERE draw = ?1 "
                   "AND prize = ?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, draw);
  state_bind_str(q, 2, prize);
  return one_number(q, ret, err);
}

bool draw_won(struct state *s, int64_t draw, struct str prize, const uint32_t *holders, uint32_t n,
              int64_t *ret, struct err *err) {
  struct state_stmt *q;
  *ret = 0;
  if (!state_query(s,
                   "SELECT count(*) FROM draw_turn WHERE draw = ?1 AND holder = ?2 AND prize = ?3",
                   &q, err))
    return false;
  for (uint32_t i = 0; i < n; i++) {
    state_reset(q);
    state_bind_int(q, 1, draw);
    state_bind_int(q, 2, holders[i]);
    state_bind_str(q, 3, prize);
    if (!one_number(q, ret, err)) return false;
  }
  return true;
}

/* ---- counters of a turn ---- */

static bool count_prize(struct state *s, int64_t draw, struct str prize, int64_t version,
                        bool drawn, bool given, struct err *err) {
  struct state_stmt *q;
  if (!drawn && !given) return true;
  if (!state_query(s,
                   "INSERT INTO draw_prize (draw, prize, version, drawn, given) VALUES (?1, ?2, "
                   "?3, ?4, ?5) ON CONFLICT (draw, prize, version) DO UPDATE SET drawn = "
                   "draw_prize.drawn + excluded.drawn, given = draw_prize.given + excluded.given",
                   &q, err))
    return false;
  state_bind_int(q, 1, draw);
  state_bind_str(q, 2, prize);
  state_bind_int(q, 3, version);
  state_bind_int(q, 4, drawn);
  state_bind_int(q, 5, given);
  return state_later(q, err);
}

static bool count_use(struct state *s, int64_t draw, uint32_t holder, int64_t day, bool is_free,
                      struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO draw_use (draw, holder, day, turns, free) VALUES (?1, ?2, ?3, 1, "
                   "?4) ON CONFLICT (draw, holder, day) DO UPDATE SET turns = draw_use.turns + 1, "
                   "free = draw_use.free + excluded.free",
                   &q, err))
    return false;
  state_bind_int(q, 1, draw);
  state_bind_int(q, 2, holder);
  state_bind_int(q, 3, day);
  state_bind_int(q, 4, is_free);
  return state_later(q, err);
}

static bool count_day(struct state *s, int64_t draw, const struct draw_turn *t, int64_t day,
                      int64_t cost, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO draw_day (draw, day, currency, turns, wins, points, cost) VALUES "
                   "(?1, ?2, ?3, 1, ?4, ?5, ?6) ON CONFLICT (draw, day, currency) DO UPDATE SET "
                   "turns = draw_day.turns + 1, wins = draw_day.wins + excluded.wins, points = "
                   "draw_day.points + excluded.points, cost = draw_day.cost + excluded.cost",
                   &q, err))
    return false;
  state_bind_int(q, 1, draw);
  state_bind_int(q, 2, day);
  state_bind_str(q, 3, t->currency);
  state_bind_int(q, 4, t->prize.n > 0);
  state_bind_int(q, 5, t->points);
  state_bind_int(q, 6, cost);
  return state_later(q, err);
}

bool draw_count(struct state *s, const struct draw_row *r, const struct draw_turn *t,
                uint32_t holder, int64_t day, int64_t cost, struct err *err) {
  bool same = str_eq(t->drawn, t->prize);
  return count_prize(s, r->n, t->drawn, t->version, true, same, err) &&
         count_prize(s, r->n, t->prize, t->version, false, !same, err) &&
         count_use(s, r->n, holder, day, t->free, err) && count_day(s, r->n, t, day, cost, err);
}

/* ---- a turn, read ---- */

void draw_turn_read(struct state_stmt *q, struct arena *out, struct draw_turn *ret) {
  *ret = (struct draw_turn){.n = state_int(q, 0),
                            .seq = state_int(q, 1),
                            .at_ms = state_int(q, 2),
                            .version = state_int(q, 3),
                            .number = state_int(q, 4),
                            .pseudonym = arena_str(out, state_str(q, 5)),
                            .nonce = arena_str(out, state_str(q, 6)),
                            .drawn = arena_str(out, state_str(q, 7)),
                            .prize = arena_str(out, state_str(q, 8)),
                            .why = (enum draw_why)state_int(q, 9),
                            .chain = arena_str(out, state_str(q, 10)),
                            .free = state_int(q, 11) != 0,
                            .currency = arena_str(out, state_str(q, 12)),
                            .points = state_int(q, 13),
                            .subject = holder_subject_at(q, 14),
                            .handed_ms = state_int(q, 15),
                            .note = arena_str(out, state_str(q, 16)),
                            .ticket = (uint32_t)state_int(q, 20)};
}
