/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The boards that are active, and when each was met.
 *
 * Made anew with the resources, with names that were never seen before, and now and then to let an
 * old snapshot go.  Live standings outlive it: what a board means is a hash, and only where that
 * changed everybody is asked again. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/rank_int.h"

void rank_set_release(struct rank_set *s) {
  if (!s->made) return;
  names_env_free(s->names);
  snapshot_free(s->snap);
  arena_release(&s->mem);
  *s = (struct rank_set){0};
}

/* ---- rows ---- */

struct meeting {
  struct writer_work work;
  struct ranks *r;
  struct rank_set *s;
};

static bool run_meeting(struct writer_work *k, struct state *s, struct err *err) {
  struct meeting *m = (struct meeting *)k;
  int64_t now = clock_wall_ms(ws_clock(m->r->w));
  for (uint32_t i = 0; i < m->s->n; i++) {
    struct rank_doc *d = &m->s->p[i];
    struct state_stmt *q;
    if (d->first_ms) continue;
    if (!state_query(s,
                     "INSERT INTO rank_doc (n, slug, first_ms, given, points, coupons) VALUES "
                     "(?1, ?2, ?3, 0, 0, 0)",
                     &q, err))
      return false;
    d->n = (uint32_t)loyalty_number(m->r->l, m->r->tables[RANK_DOCS]);
    state_bind_int(q, 1, d->n);
    state_bind_str(q, 2, d->l.slug);
    state_bind_int(q, 3, now);
    if (!state_later(q, err)) return false;
  }
  return true;
}

static bool read_rows(struct ranks *r, struct rank_set *s, bool *ret_unmet, struct arena *tmp,
                      struct err *err) {
  struct state *st = loyalty_reader(r->l);
  bool ok = true;
  *ret_unmet = false;
  state_enter(st);
  for (uint32_t i = 0; ok && i < s->n; i++) {
    struct rank_doc *d = &s->p[i];
    struct rank_row *row;
    uint32_t n = 0;
    int64_t used[3];
    d->settled_until = INT64_MIN;
    ok = rank_doc_find(st, d->l.slug, &d->n, &d->first_ms, used, err) &&
         (!d->n || rank_rows(st, d->n, INT64_MAX, 1, tmp, &row, &n, err));
    if (ok && n) d->settled_until = row->p.until;
    *ret_unmet |= ok && !d->n;
  }
  state_leave(st);
  return ok;
}

/* ---- documents ---- */

/* One that cannot be read (any more) is no board; applying it says why. */
static bool read_docs(struct ranks *r, struct rank_set *s, struct err *err) {
  struct resource *list;
  uint32_t n;
  if (!resource_list(r->w, STR("leaderboard"), &s->mem, &list, &n, err)) return false;
  s->p = arena_array(&s->mem, struct rank_doc, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    if ((s->full = s->n == RANK_BOARDS_MAX)) break;
    struct rank_doc *d = &s->p[s->n];
    const struct json *at;
    struct json *doc;
    struct err why;
    *d = (struct rank_doc){.version = list[i].version};
    s->n += json_parse(list[i].doc, &s->mem, &doc, &why) &&
            leaderboard_read(doc, NULL, ws_tz(r->w), &s->mem, &d->l, &at, &why) &&
            d->l.launch.active;
  }
  return true;
}

static bool make(struct ranks *r, struct rank_set *s, struct err *err) {
  struct meeting m = {.work = {.run = run_meeting}, .r = r, .s = s};
  struct arena tmp;
  bool unmet = false;
  arena_init(&tmp, "boards");
  bool ok = read_docs(r, s, err) && read_rows(r, s, &unmet, &tmp, err);
  if (ok && unmet) ok = loyalty_do(r->l, &m.work, err) && read_rows(r, s, &unmet, &tmp, err);
  /* Without boards nobody would ever let the snapshot go. */
  if (ok && s->n) {
    s->snap = ws_snapshot(r->w);
    ok = names_env_new(r->w, s->snap, &s->names, err);
  }
  arena_release(&tmp);
  return ok;
}

bool rank_set_update(struct ranks *r, const struct snapshot *n, int64_t now, bool *ret_new,
                     struct err *err) {
  uint64_t revision = resource_revision(r->w), seen = names_seen(n);
  *ret_new = false;
  if (r->set.made && r->set.revision == revision && r->set.seen == seen &&
      now - r->set.made_ms < RANK_NAMES_MS)
    return true;
  struct rank_set s = {.made = true, .revision = revision, .seen = seen, .made_ms = now};
  arena_init(&s.mem, "boards");
  if (!make(r, &s, err)) {
    rank_set_release(&s);
    return false;
  }
  rank_set_release(&r->set);
  r->set = s;
  *ret_new = true;
  return true;
}
