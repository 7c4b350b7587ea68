/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, closing, and what other threads read.
 *
 * Opening loads the fold and has the log read again from the cursor on, so that the first look,
 * which asks everybody, knows why somebody came or went while nobody looked. */
#include <stdlib.h>

#include "base/panic.h"
#include "members_int.h"

/* Without a cursor, or where the log does not reach back that far, nobody knows who was touched. */
static bool catch_up(struct members *m, struct err *err) {
  struct log *log = ws_log(m->w);
  ws_touched_begin(m->w, WS_FOR_MEMBERS);
  if (m->segs.n == 0) return true;
  if (m->cursor == 0 || m->cursor < log_oldest(log)) {
    m->waiting_all = true;
    return true;
  }
  return ws_touched_since(m->w, m->cursor, err);
}

bool members_open(struct workspace *w, struct members **ret, struct err *err) {
  struct members *m = must_calloc(1, sizeof *m);
  m->w = w;
  m->doubt = m->to_send = true;
  m->turn_ms = INT64_MAX;
  m->hot = roaring_bitmap_create();
  pthread_mutex_init(&m->turn, NULL);
  pthread_mutex_init(&m->lock, NULL);
  arena_init(&m->trees, "member trees");
  arena_init(&m->kept, "member thresholds");
  if (!record_load(m, err) || !catch_up(m, err)) {
    members_close(m);
    return false;
  }
  *ret = m;
  return true;
}

void members_close(struct members *m) {
  if (!m) return;
  ws_touched_end(m->w, WS_FOR_MEMBERS);
  for (size_t i = 0; i < m->segs.n; i++)
    watched_free(m->segs.p[i]);
  vec_free(&m->segs);
  vec_free(&m->waiting);
  vec_free(&m->cuts);
  due_release(&m->due);
  names_env_free(m->names);
  snapshot_free(m->snap);
  roaring_bitmap_free(m->hot);
  arena_release(&m->trees);
  arena_release(&m->kept);
  pthread_mutex_destroy(&m->turn);
  pthread_mutex_destroy(&m->lock);
  free(m);
}

/* The segment exists, or *err says that it does not. */
static bool known(struct members *m, struct str slug, struct err *err) {
  struct arena tmp;
  struct resource r;
  arena_init(&tmp, "segment");
  bool ok = resource_get(m->w, STR("segment"), slug, &tmp, &r, err);
  arena_release(&tmp);
  return ok;
}

bool members_state(struct members *m, struct str slug, struct member_state *ret, struct err *err) {
  if (!known(m, slug, err)) return false;
  struct member_state r = {0};
  pthread_mutex_lock(&m->lock);
  const struct watched *s = watched_find(m, slug);
  if (s)
    r = (struct member_state){.met = s->met,
                              .update = s->update,
                              .people = roaring_bitmap_get_cardinality(s->set),
                              .asked_ms = s->asked_ms,
                              .problem = s->problem};
  pthread_mutex_unlock(&m->lock);
  *ret = r;
  return true;
}

bool members_set(struct members *m, struct str slug, roaring_bitmap_t **ret, struct err *err) {
  if (!known(m, slug, err)) return false;
  pthread_mutex_lock(&m->lock);
  const struct watched *s = watched_find(m, slug);
  *ret = s ? roaring_bitmap_copy(s->set) : roaring_bitmap_create();
  pthread_mutex_unlock(&m->lock);
  return true;
}

void members_stats(struct members *m, struct members_stats *ret) {
  pthread_mutex_lock(&m->lock);
  *ret = m->stats;
  ret->segments = ret->broken = 0;
  for (size_t i = 0; i < m->segs.n; i++) {
    ret->segments += m->segs.p[i]->active;
    ret->broken += m->segs.p[i]->active && m->segs.p[i]->problem.code != ERR_none;
  }
  pthread_mutex_unlock(&m->lock);
}
