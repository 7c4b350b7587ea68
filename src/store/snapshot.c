/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A snapshot is a list of references: parts, frozen runs, a copy of the catalogue.  It lives
 * independently of the store; the last holder of a part closes it, and a file that was unlinked
 * meanwhile stays readable through its map until then. */
#include <stdlib.h>

#include "base/panic.h"
#include "event/batch.h"
#include "store/scan_int.h"

static void describe(struct snapshot *n) {
  const struct catalog *c = &n->catalog;
  n->events = must_calloc(c->events.n + 1, sizeof *n->events);
  for (uint32_t i = 0; i < c->events.n; i++)
    n->events[i] = (struct event_info){.name = intern_at(&c->events, i),
                                       .rows = c->event.p[i].rows,
                                       .time_min = c->event.p[i].time_min,
                                       .time_max = c->event.p[i].time_max};
  n->props = must_calloc(c->props.n + 1, sizeof *n->props);
  for (uint32_t i = 0; i < c->props.n; i++)
    n->props[i] = catalog_prop_info(c, i);
  n->operation = intern_find(&c->props, STR(EV_OPERATION));
}

struct snapshot *snapshot_make(struct catalog *c, struct part *const *parts, uint32_t n_parts,
                               struct frozen *const *runs, uint32_t n_runs, uint64_t lsn) {
  struct snapshot *n = must_calloc(1, sizeof *n);
  atomic_init(&n->refs, 1);
  n->lsn = lsn;
  n->catalog = *c;
  describe(n);
  n->parts = must_calloc(n_parts + 1, sizeof(struct part *));
  n->gone = must_calloc(n_parts + 1, sizeof(struct hidden *));
  n->n_parts = n_parts;
  for (uint32_t i = 0; i < n_parts; i++) {
    n->parts[i] = part_ref(parts[i]);
    n->bytes += parts[i]->bytes;
  }
  n->runs = must_calloc(n_runs + 1, sizeof(struct frozen *));
  n->n_runs = n_runs;
  for (uint32_t i = 0; i < n_runs; i++)
    n->runs[i] = frozen_ref(runs[i]);
  return n;
}

struct lineage *lineage_new(void) {
  struct lineage *l = must_calloc(1, sizeof *l);
  atomic_init(&l->refs, 1);
  /* Readers come without end, and the applier must not wait for all of them. */
  pthread_rwlockattr_t writer_first;
  pthread_rwlockattr_init(&writer_first);
  pthread_rwlockattr_setkind_np(&writer_first, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(&l->lock, &writer_first);
  pthread_rwlockattr_destroy(&writer_first);
  return l;
}

struct lineage *lineage_ref(struct lineage *l) {
  atomic_fetch_add(&l->refs, 1);
  return l;
}

void lineage_unref(struct lineage *l) {
  if (!l || atomic_fetch_sub(&l->refs, 1) != 1) return;
  persons_release(&l->persons);
  pthread_rwlock_destroy(&l->lock);
  free(l);
}

void snapshot_hide(struct snapshot *n, struct hidden *h) {
  if (h) n->hidden = hidden_ref(h);
}

void snapshot_leave(struct snapshot *n, uint32_t part, struct hidden *gone) {
  if (gone) n->gone[part] = hidden_ref(gone);
}

bool snapshot_mixed(const struct snapshot *n) {
  bool any = false;
  for (uint32_t i = 0; i < n->n_parts; i++)
    any |= n->parts[i]->subjects;
  for (uint32_t i = 0; i < n->n_runs; i++)
    any |= n->runs[i]->owner != NULL;
  return any;
}

void snapshot_free(struct snapshot *n) {
  if (!n || atomic_fetch_sub(&n->refs, 1) != 1) return;
  for (uint32_t i = 0; i < n->n_parts; i++)
    part_unref(n->parts[i]);
  for (uint32_t i = 0; i < n->n_parts; i++)
    hidden_unref(n->gone[i]);
  free(n->gone);
  free(n->damage);
  free(n->parts);
  for (uint32_t i = 0; i < n->n_runs; i++)
    frozen_unref(n->runs[i]);
  free(n->runs);
  hidden_unref(n->hidden);
  lineage_unref(n->lineage);
  retain_free(n->retain);
  catalog_release(&n->catalog);
  free(n->events);
  free(n->props);
  free(n);
}

uint64_t snapshot_lsn(const struct snapshot *n) {
  return n->lsn;
}
uint32_t snapshot_events(const struct snapshot *n) {
  return n->catalog.events.n;
}
const struct event_info *snapshot_event(const struct snapshot *n, uint32_t code) {
  must(code < n->catalog.events.n);
  return &n->events[code];
}
uint32_t snapshot_event_code(const struct snapshot *n, struct str name) {
  return intern_find(&n->catalog.events, name);
}
uint32_t snapshot_props(const struct snapshot *n) {
  return n->catalog.props.n;
}
const struct prop_info *snapshot_prop(const struct snapshot *n, uint32_t code) {
  must(code < n->catalog.props.n);
  return &n->props[code];
}
uint32_t snapshot_prop_code(const struct snapshot *n, struct str name) {
  return intern_find(&n->catalog.props, name);
}
uint64_t snapshot_event_prop_rows(const struct snapshot *n, uint32_t event, uint32_t prop) {
  return prop == n->operation ? 0 : catalog_pair(&n->catalog, event, prop);
}
uint64_t snapshot_rows(const struct snapshot *n) {
  return n->catalog.rows;
}
uint32_t snapshot_subjects(const struct snapshot *n) {
  return n->catalog.subjects;
}
void snapshot_time_range(const struct snapshot *n, int64_t *ret_min, int64_t *ret_max) {
  *ret_min = n->catalog.time_min;
  *ret_max = n->catalog.time_max;
}
uint64_t snapshot_bytes(const struct snapshot *n) {
  return n->bytes;
}
