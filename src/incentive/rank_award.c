/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prizes of a settled period, by place, each once: what is given, the event, the budget and how far
 * it is are one work, a portion of places each. */
#include "incentive/rank_int.h"
#include "incentive/task_int.h"
#include "loyalty/gift.h"

#define PLACES_A_WORK 200

struct awarding {
  struct writer_work work;
  struct ranks *r;
  const struct leaderboard *l;
  struct rank_row row;
  uint32_t doc;
  struct arena tmp;
  bool more;
};

static bool next_row(struct ranks *r, int64_t *ret, struct err *err) {
  struct state *s = loyalty_reader(r->l);
  struct state_stmt *q;
  bool row = false;
  *ret = 0;
  state_enter(s);
  bool ok = state_query(s, "SELECT min(n) FROM rank_period WHERE state = 1", &q, err) &&
            state_step(q, &row, err);
  if (ok && row) {
    if (!state_is_null(q, 0)) *ret = state_int(q, 0);
    state_reset(q);
  }
  state_leave(s);
  return ok;
}

static bool row_of(struct state *s, int64_t n, struct rank_row *ret, struct str *ret_slug,
                   struct arena *out, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s,
                   "SELECT p.doc, p.from_ms, p.version, p.kept, p.done, p.winners, d.slug FROM "
                   "rank_period p JOIN rank_doc d ON d.n = p.doc WHERE p.n = ?1 AND p.state = 1",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, &row, err)) return false;
  if (!row) return err_fail(err, ERR_corrupt, "rank_period" ERR_SEP "%lld", (long long)n);
  *ret = (struct rank_row){.n = n,
                           .doc = state_int(q, 0),
                           .p = {.from = state_int(q, 1),
                                 .version = (uint32_t)state_int(q, 2),
                                 .kept = (uint64_t)state_int(q, 3),
                                 .winners = (uint64_t)state_int(q, 5)},
                           .done = (uint64_t)state_int(q, 4)};
  *ret_slug = arena_str(out, state_str(q, 6));
  state_reset(q);
  return true;
}

/* ---- the work ---- */

static bool give(struct awarding *x, struct state *s, const struct rank_kept *k,
                 const struct rewards *w, int64_t now, struct err *err) {
  for (uint32_t i = 0; i < w->n; i++) {
    struct gift g = {.origin = STR(GIFT_OF_RANK),
                     .origin_n = k->n,
                     .occasion = STR("prize"),
                     .item = i,
                     .holder = k->holder,
                     .reason = x->l->slug,
                     .reward = w->p[i],
                     .at_ms = now};
    if (!gift_put(x->r->l, s, &g, err)) return false;
  }
  struct buf day = BUF_INIT;
  day_format(day_of(ws_tz(x->r->w), x->row.p.from), &day);
  struct ev_batch *b = loyalty_tell(x->r->l, k->subject, "leaderboard_ended");
  tell_text(b, "leaderboard", x->l->slug);
  tell_text(b, "period", buf_str(&day));
  tell_number(b, "rank", dec_int((int64_t)k->place.rank));
  tell_number(b, "score", dec_normal((struct dec){k->place.score, RANK_SCALE}));
  buf_release(&day);
  return true;
}

static bool set_status(struct state *s, int64_t n, int status, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE rank_place SET status = ?2 WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, status);
  return state_later(q, err);
}

static bool put_used(struct awarding *x, struct state *s, const struct task_tally *t,
                     struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE rank_doc SET given = ?2, points = ?3, coupons = ?4 WHERE n = ?1", &q,
                   err))
    return false;
  state_bind_int(q, 1, x->doc);
  state_bind_int(q, 2, t->given);
  state_bind_int(q, 3, t->points);
  state_bind_int(q, 4, t->coupons);
  if (!state_later(q, err) ||
      !state_query(s, "UPDATE rank_period SET done = ?2, winners = ?3, state = ?4 WHERE n = ?1", &q,
                   err))
    return false;
  state_bind_int(q, 1, x->row.n);
  state_bind_int(q, 2, (int64_t)x->row.done);
  state_bind_int(q, 3, (int64_t)x->row.p.winners);
  state_bind_int(q, 4, x->row.done >= x->row.p.kept ? 2 : 1);
  return state_later(q, err);
}

static bool prize(struct awarding *x, struct state *s, const struct rank_kept *k,
                  struct task_tally *t, int64_t now, struct err *err) {
  if (k->place.prize < 0 || (uint32_t)k->place.prize >= x->l->n_prizes || k->status) return true;
  if (k->subject == SUBJECT_NONE || people_erased(ws_people(x->r->w), k->subject)) return true;
  const struct rewards *w = &x->l->prizes[k->place.prize].rewards;
  if (!task_budget_take(t, &x->l->launch, w)) return set_status(s, k->n, 2, err);
  x->row.p.winners++;
  return give(x, s, k, w, now, err) && set_status(s, k->n, 1, err);
}

static bool run_award(struct writer_work *w, struct state *s, struct err *err) {
  struct awarding *x = (struct awarding *)w;
  int64_t used[3], first, now = clock_wall_ms(ws_clock(x->r->w));
  struct rank_kept *k;
  struct str slug;
  uint32_t n;
  arena_reset(&x->tmp);
  if (!row_of(s, x->row.n, &x->row, &slug, &x->tmp, err) ||
      !rank_doc_find(s, slug, &x->doc, &first, used, err) ||
      !rank_places(s, x->row.n, x->row.done + 1, PLACES_A_WORK, &x->tmp, &k, &n, err))
    return false;
  struct task_tally t = {.given = used[0], .points = used[1], .coupons = used[2]};
  for (uint32_t i = 0; i < n; i++)
    if (!prize(x, s, &k[i], &t, now, err)) return false;
  /* Places of the erased are left out, so the last one may be missing. */
  x->row.done = n == PLACES_A_WORK ? k[n - 1].place.position : x->row.p.kept;
  return put_used(x, s, &t, err);
}

static bool read_terms(struct ranks *r, struct str slug, uint32_t version, struct arena *out,
                       struct leaderboard *ret, struct err *err) {
  struct resource doc;
  const struct json *at;
  struct json *tree;
  return resource_version_get(r->w, STR("leaderboard"), slug, version, out, &doc, err) &&
         json_parse(doc.doc, out, &tree, err) &&
         leaderboard_read(tree, NULL, ws_tz(r->w), out, ret, &at, err);
}

bool rank_award(struct ranks *r, bool *ret_more, struct err *err) {
  struct awarding x = {.work = {.run = run_award}, .r = r};
  struct state *s = loyalty_reader(r->l);
  struct leaderboard l;
  struct arena out;
  struct str slug;
  *ret_more = false;
  if (!next_row(r, &x.row.n, err)) return false;
  if (x.row.n == 0) return true;
  arena_init(&out, "rank prizes");
  arena_init(&x.tmp, "rank prizes");
  state_enter(s);
  bool ok = row_of(s, x.row.n, &x.row, &slug, &out, err);
  state_leave(s);
  ok = ok && read_terms(r, slug, x.row.p.version, &out, &l, err);
  x.l = &l;
  ok = ok && loyalty_do(r->l, &x.work, err);
  *ret_more = ok;
  arena_release(&x.tmp);
  arena_release(&out);
  return ok;
}
