/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ring of copies.  Each is one arena of its own, so that giving one up is one call; the lock is
 * held while watchers are told, which is quick: they only append to a stream. */
#include "collect/watch.h"

#include <pthread.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "collect/limits.h"

struct kept {
  struct arena mem;
  struct watched m;
  bool used;
};

struct watcher {
  watch_fn *fn;
  void *ctx;
};

struct watch {
  struct clock *clock;
  struct limits *shares;
  pthread_mutex_t lock;
  struct kept ring[WATCH_KEPT];
  uint64_t n; /* of the next */
  struct watcher watchers[WATCH_MAX];
  uint32_t n_watchers;
  uint64_t left_out; /* atomic */
};

struct watch *watch_new(struct clock *clock) {
  struct watch *w = must_calloc(1, sizeof *w);
  w->clock = clock;
  w->shares = limits_new();
  pthread_mutex_init(&w->lock, NULL);
  return w;
}

void watch_free(struct watch *w) {
  if (!w) return;
  must(w->n_watchers == 0);
  for (uint32_t i = 0; i < WATCH_KEPT; i++)
    if (w->ring[i].used) arena_release(&w->ring[i].mem);
  limits_free(w->shares);
  pthread_mutex_destroy(&w->lock);
  free(w);
}

bool watch_wants(struct watch *w, struct str key, bool taken) {
  uint32_t wait;
  uint64_t who = limits_who(key, taken ? STR("") : STR("failed"));
  if (limits_take(w->shares, who, WATCH_RATE, 1, 1, w->clock->mono(w->clock).ns, &wait))
    return true;
  __atomic_add_fetch(&w->left_out, 1, __ATOMIC_RELAXED);
  return false;
}

uint64_t watch_left_out(const struct watch *w) {
  return __atomic_load_n(&w->left_out, __ATOMIC_RELAXED);
}

static void copy(struct kept *k, const struct watched *m) {
  struct arena *a = &k->mem;
  struct wire_id *ids;
  size_t n = m->text.n;
  if (n > WATCH_TEXT_MAX) n = utf8_cut(m->text, WATCH_TEXT_MAX);
  k->m = *m;
  k->m.cut = n < m->text.n || m->rows.n > WATCH_TEXT_MAX;
  k->m.key = arena_str(a, m->key);
  k->m.path = arena_str(a, m->path);
  k->m.event = arena_str(a, m->event);
  k->m.library = arena_str(a, m->library);
  k->m.text = arena_str(a, str_of(m->text.p, n));
  k->m.rows = m->rows.n > WATCH_TEXT_MAX ? STR("") : arena_str(a, m->rows);
  k->m.ids = ids = arena_array(a, struct wire_id, m->n_ids);
  for (uint32_t i = 0; i < m->n_ids; i++)
    ids[i] = (struct wire_id){arena_str(a, m->ids[i].type), arena_str(a, m->ids[i].value)};
}

void watch_put(struct watch *w, const struct watched *m) {
  pthread_mutex_lock(&w->lock);
  struct kept *k = &w->ring[w->n % WATCH_KEPT];
  if (k->used) arena_release(&k->mem);
  arena_init(&k->mem, "watch");
  k->used = true;
  copy(k, m);
  k->m.n = w->n++;
  k->m.at_ms = clock_wall_ms(w->clock);
  for (uint32_t i = 0; i < w->n_watchers; i++)
    w->watchers[i].fn(w->watchers[i].ctx, &k->m);
  pthread_mutex_unlock(&w->lock);
}

/* A stream takes only so much at once. */
static uint64_t first_shown(const struct watch *w) {
  uint64_t first = w->n, bytes = 0;
  while (first > 0 && w->n - first < WATCH_KEPT) {
    const struct watched *m = &w->ring[(first - 1) % WATCH_KEPT].m;
    bytes += m->text.n + m->rows.n;
    if (bytes > WATCH_BEGIN_MAX) break;
    first--;
  }
  return first;
}

bool watch_begin(struct watch *w, watch_fn *fn, void *ctx, struct err *err) {
  pthread_mutex_lock(&w->lock);
  bool room = w->n_watchers < WATCH_MAX;
  for (uint64_t n = first_shown(w); room && n < w->n; n++)
    fn(ctx, &w->ring[n % WATCH_KEPT].m);
  if (room) w->watchers[w->n_watchers++] = (struct watcher){fn, ctx};
  pthread_mutex_unlock(&w->lock);
  return room || err_fail(err, ERR_too_many_streams, "%u", WATCH_MAX);
}

void watch_end(struct watch *w, watch_fn *fn, void *ctx) {
  pthread_mutex_lock(&w->lock);
  for (uint32_t i = 0; i < w->n_watchers; i++)
    if (w->watchers[i].fn == fn && w->watchers[i].ctx == ctx) {
      w->watchers[i] = w->watchers[--w->n_watchers];
      break;
    }
  pthread_mutex_unlock(&w->lock);
}

/* ---- rows ---- */

void watch_rows(const struct ev_batch *b, uint32_t from, uint32_t n, struct buf *out) {
  struct jw w;
  jw_init(&w, out, 0);
  jw_begin_array(&w);
  for (uint32_t i = from; i < from + n && i < b->rows.n; i++) {
    const struct ev_row *r = &b->rows.p[i];
    struct value at = {.type = V_TIME, .time = r->time};
    jw_begin_object(&w);
    jw_key(&w, "event"), jw_str(&w, intern_at(&b->names, r->name));
    jw_key(&w, "time"), value_put_json(&w, &at);
    jw_key(&w, "properties"), jw_begin_object(&w);
    for (uint32_t p = r->prop_begin; p < r->prop_begin + r->prop_n; p++) {
      struct value v = ev_value(b, &b->vals.p[p]);
      struct str name = intern_at(&b->props, b->vals.p[p].name);
      if (!ev_attribute(name)) continue;
      jw_key_str(&w, name);
      value_put_json(&w, &v);
    }
    jw_end_object(&w);
    jw_end_object(&w);
  }
  jw_end_array(&w);
}
