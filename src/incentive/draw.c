/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is done to draws besides turning: opened, revealed, prizes handed over. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/draw_int.h"
#include "resource/resource.h"

/* ---- handing over ---- */

struct hand_work {
  struct writer_work work;
  struct incentive *i;
  struct str draw, actor, note;
  int64_t seq;
  bool changed;
};

static bool run_hand(struct writer_work *w, struct state *s, struct err *err) {
  struct hand_work *k = (struct hand_work *)w;
  struct state_stmt *q;
  bool row;
  k->changed = false;
  if (!state_query(s,
                   "SELECT t.n, x.at_ms FROM draw_turn t JOIN draw d ON d.n = t.draw LEFT JOIN "
                   "draw_handed x ON x.turn = t.n WHERE d.slug = ?1 AND t.seq = ?2 AND t.prize <> "
                   "'' AND NOT EXISTS (SELECT 1 FROM gift g WHERE g.origin = 'draw' AND "
                   "g.origin_n = t.n)",
                   &q, err))
    return false;
  state_bind_str(q, 1, k->draw);
  state_bind_int(q, 2, k->seq);
  if (!state_step(q, &row, err)) return false;
  if (!row)
    return err_fail(err, ERR_draw_no_win, "%.*s" ERR_SEP "%lld", STRF(k->draw), (long long)k->seq);
  int64_t turn = state_int(q, 0);
  bool done = !state_is_null(q, 1);
  state_reset(q);
  if (done) return true;
  if (!state_query(s, "INSERT INTO draw_handed (turn, at_ms, actor, note) VALUES (?1, ?2, ?3, ?4)",
                   &q, err))
    return false;
  state_bind_int(q, 1, turn);
  state_bind_int(q, 2, clock_wall_ms(ws_clock(loyalty_workspace(k->i->l))));
  state_bind_str(q, 3, k->actor);
  state_bind_str(q, 4, k->note);
  k->changed = true;
  return state_later(q, err);
}

bool draw_hand(struct incentive *i, struct str draw, int64_t seq, struct str actor, struct str note,
               bool *ret_changed, struct err *err) {
  struct hand_work k = {
      .work = {.run = run_hand}, .i = i, .draw = draw, .actor = actor, .note = note, .seq = seq};
  if (note.n > DRAW_NOTE_MAX)
    return err_fail(err, ERR_bad_field, "note" ERR_SEP "≤ %d bytes", DRAW_NOTE_MAX);
  if (!loyalty_do(i->l, &k.work, err)) return false;
  *ret_changed = k.changed;
  return true;
}

/* ---- opening and revealing ---- */

struct sweep_work {
  struct writer_work work;
  struct incentive *i;
  struct str slug;
  bool reveal;
};

static bool run_sweep(struct writer_work *w, struct state *s, struct err *err) {
  struct sweep_work *k = (struct sweep_work *)w;
  struct draw_row r;
  if (!draw_row_take(k->i, s, k->slug, &r, err)) return false;
  if (!k->reveal || r.revealed_ms) return true;
  r.revealed_ms = clock_wall_ms(ws_clock(loyalty_workspace(k->i->l)));
  return draw_row_save(s, &r, err);
}

static bool sweep(struct incentive *i, struct str slug, bool reveal, struct err *err) {
  struct sweep_work k = {.work = {.run = run_sweep}, .i = i, .slug = slug, .reveal = reveal};
  return loyalty_do(i->l, &k.work, err);
}

/* Every draw has its seed from the moment its document is there, so that the commitment can be
 * published before anybody turns. */
static bool open_new(struct incentive *i, struct err *err) {
  struct draw_set *set;
  bool ok = true;
  if (!draw_set_get(i, &set, err)) return false;
  for (uint32_t k = 0; ok && set->docs.revision != i->draws->opened && k < set->n; k++)
    ok = sweep(i, set->p[k].d.slug, false, err);
  if (ok) i->draws->opened = set->docs.revision;
  draw_set_release(set);
  return ok;
}

static bool secret_ones(struct incentive *i, struct arena *out, struct str *ret, uint32_t max,
                        uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  bool row = false;
  *ret_n = 0;
  state_enter(s);
  bool ok = state_query(s, "SELECT slug FROM draw WHERE revealed_ms = 0 ORDER BY n", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row && *ret_n < max)
    ret[(*ret_n)++] = arena_str(out, state_str(q, 0));
  if (ok && row) state_reset(q);
  state_leave(s);
  return ok;
}

/* A draw that was archived keeps its secret until its time is over: it may be restored. */
static bool reveal_ended(struct incentive *i, struct err *err) {
  enum { MAX = 10000 };
  struct draws *m = i->draws;
  int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(i->l))), next = INT64_MAX;
  uint64_t revision = ws_revision(loyalty_workspace(i->l));
  if (m->looked == revision && now < m->due_ms) return true;
  struct arena tmp;
  uint32_t n;
  arena_init(&tmp, "draws");
  struct str *slugs = arena_array(&tmp, struct str, MAX);
  bool ok = secret_ones(i, &tmp, slugs, MAX, &n, err);
  for (uint32_t k = 0; ok && k < n; k++) {
    struct draw d;
    struct err why;
    uint32_t version;
    bool active;
    if (!resource_draw(loyalty_workspace(i->l), slugs[k], 0, &tmp, &d, &version, &active, &why))
      continue;
    if (d.launch.until <= now)
      ok = sweep(i, slugs[k], true, err);
    else if (d.launch.until < next)
      next = d.launch.until;
  }
  arena_release(&tmp);
  if (ok) {
    m->looked = revision;
    m->due_ms = next;
  }
  return ok;
}

bool draws_tick(struct incentive *i, struct err *err) {
  return open_new(i, err) && reveal_ended(i, err);
}

bool draws_open(struct incentive *i, struct err *err) {
  struct draws *m = must_calloc(1, sizeof *m);
  i->draws = m;
  doc_sets_init(&m->docs);
  m->opened = m->looked = UINT64_MAX;
  draw_tickets_attach(i);
  return loyalty_table(i->l, "draw", &m->rows, err) &&
         loyalty_table(i->l, "draw_turn", &m->turns, err);
}

void draws_close(struct incentive *i) {
  if (!i->draws) return;
  doc_sets_release(&i->draws->docs);
  free(i->draws);
}
