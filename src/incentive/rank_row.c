/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of leaderboards, read. */
#include "incentive/rank_int.h"

bool rank_doc_find(struct state *s, struct str slug, uint32_t *ret, int64_t *ret_first,
                   int64_t used[3], struct err *err) {
  struct state_stmt *q;
  bool row = false;
  *ret = 0;
  *ret_first = 0;
  used[0] = used[1] = used[2] = 0;
  if (!state_query(s, "SELECT n, first_ms, given, points, coupons FROM rank_doc WHERE slug = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, slug);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  *ret = (uint32_t)state_int(q, 0);
  *ret_first = state_int(q, 1);
  for (int i = 0; i < 3; i++)
    used[i] = state_int(q, 2 + i);
  state_reset(q);
  return true;
}

#define COLUMNS                                                                                    \
  "SELECT n, doc, from_ms, until_ms, version, state, lsn, settled_ms, people, kept, done, "        \
  "winners "                                                                                       \
  "FROM rank_period WHERE doc = ?1 AND state > 0 "

static void read_row(struct state_stmt *q, struct rank_row *ret) {
  *ret = (struct rank_row){.n = state_int(q, 0),
                           .doc = state_int(q, 1),
                           .p = {.from = state_int(q, 2),
                                 .until = state_int(q, 3),
                                 .state = RANK_SETTLED,
                                 .version = (uint32_t)state_int(q, 4),
                                 .awarded = state_int(q, 5) == 2,
                                 .lsn = (uint64_t)state_int(q, 6),
                                 .as_of = state_int(q, 7),
                                 .people = (uint64_t)state_int(q, 8),
                                 .kept = (uint64_t)state_int(q, 9),
                                 .winners = (uint64_t)state_int(q, 11)},
                           .done = (uint64_t)state_int(q, 10)};
}

bool rank_rows(struct state *s, uint32_t doc, int64_t before, uint32_t limit, struct arena *out,
               struct rank_row **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row;
  uint32_t n = 0;
  if (!state_query(s, COLUMNS "AND until_ms < ?2 ORDER BY until_ms DESC LIMIT ?3", &q, err))
    return false;
  state_bind_int(q, 1, doc);
  state_bind_int(q, 2, before);
  state_bind_int(q, 3, limit);
  *ret = arena_array(out, struct rank_row, limit + 1);
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    read_row(q, &(*ret)[n++]);
  }
  *ret_n = n;
  return true;
}

bool rank_row_at(struct state *s, uint32_t doc, int64_t at, struct rank_row *ret, bool *ret_found,
                 struct err *err) {
  struct state_stmt *q;
  *ret_found = false;
  if (!state_query(s, COLUMNS "AND from_ms <= ?2 AND until_ms > ?2 ORDER BY until_ms LIMIT 1", &q,
                   err))
    return false;
  state_bind_int(q, 1, doc);
  state_bind_int(q, 2, at);
  if (!state_step(q, ret_found, err)) return false;
  if (!*ret_found) return true;
  read_row(q, ret);
  state_reset(q);
  return true;
}

#define PLACE_COLUMNS                                                                              \
  "SELECT p.n, p.position, p.holder, p.rank, p.score, p.at_ms, p.prize, p.status, h.subject "      \
  "FROM rank_place p JOIN holder h ON h.n = p.holder WHERE p.period = ?1 "

static void read_place(struct state_stmt *q, struct rank_kept *ret) {
  uint32_t subject = holder_subject_at(q, 8);
  *ret = (struct rank_kept){.n = state_int(q, 0),
                            .holder = (uint32_t)state_int(q, 2),
                            .subject = subject,
                            .place = {.position = (uint64_t)state_int(q, 1),
                                      .rank = (uint64_t)state_int(q, 3),
                                      .score = state_int(q, 4),
                                      .at_ms = state_int(q, 5),
                                      .person = subject,
                                      .prize = (int32_t)state_int(q, 6),
                                      .given = state_int(q, 7) == 1},
                            .status = (int)state_int(q, 7)};
}

bool rank_places(struct state *s, int64_t period, uint64_t from, uint32_t limit, struct arena *out,
                 struct rank_kept **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row;
  uint32_t n = 0;
  if (!state_query(s, PLACE_COLUMNS "AND p.position >= ?2 ORDER BY p.position LIMIT ?3", &q, err))
    return false;
  state_bind_int(q, 1, period);
  state_bind_int(q, 2, (int64_t)from);
  state_bind_int(q, 3, limit);
  *ret = arena_array(out, struct rank_kept, limit + 1);
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    read_place(q, &(*ret)[n++]);
  }
  *ret_n = n;
  return true;
}

bool rank_place_of(struct state *s, int64_t period, uint32_t holder, struct rank_kept *ret,
                   bool *ret_found, struct err *err) {
  struct state_stmt *q;
  *ret_found = false;
  if (!state_query(s, PLACE_COLUMNS "AND p.holder = ?2", &q, err)) return false;
  state_bind_int(q, 1, period);
  state_bind_int(q, 2, holder);
  if (!state_step(q, ret_found, err)) return false;
  if (!*ret_found) return true;
  read_place(q, ret);
  state_reset(q);
  return true;
}

bool rank_chunk_find(struct state *s, int64_t period, uint32_t person, struct arena *tmp,
                     struct rank_final *ret, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  *ret_found = false;
  if (!state_query(s, "SELECT places FROM rank_chunk WHERE period = ?1 AND chunk = ?2", &q, err))
    return false;
  state_bind_int(q, 1, period);
  state_bind_int(q, 2, person >> RANK_CHUNK_BITS);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  struct str bytes = arena_str(tmp, state_str(q, 0));
  state_reset(q);
  return rank_bytes_find(bytes, person, ret, ret_found, err);
}
