/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * retention.json: up to which moment events have been taken from the files.
 *
 * Per event name `floor_ms`, noted before the first byte goes, and `done_ms`, noted when all have
 * gone.  A question as of a moment before the floor cannot be answered, whatever the rules say now;
 * what lies between the two is an interrupted run. */
#include "retention_int.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/panic.h"

#define FLOORS_FORMAT    1
#define FLOORS_BYTES_MAX ((size_t)64 << 20)

void floors_release(struct workspace *w) {
  for (size_t i = 0; i < w->floors.n; i++)
    free(w->floors.p[i].event);
  vec_free(&w->floors);
  w->floors.p = NULL;
  w->floors.n = w->floors.cap = 0;
}

struct retention_floor *floor_find(struct workspace *w, struct str event) {
  for (size_t i = 0; i < w->floors.n; i++)
    if (str_is(event, w->floors.p[i].event)) return &w->floors.p[i];
  return NULL;
}

struct retention_floor *floor_of(struct workspace *w, struct str event) {
  struct retention_floor *f = floor_find(w, event);
  if (f) return f;
  char *name = must_malloc(event.n + 1);
  memcpy(name, event.p, event.n);
  name[event.n] = 0;
  vec_push(&w->floors, ((struct retention_floor){name, INT64_MIN, INT64_MIN}));
  return &w->floors.p[w->floors.n - 1];
}

static bool get_ms(const struct json *o, const char *key, int64_t *ret) {
  const struct json *v = json_get(o, key);
  if (!v || v->type == JSON_NULL) {
    *ret = INT64_MIN;
    return v != NULL;
  }
  return json_int(v, ret) && *ret >= TIME_MIN && *ret <= TIME_MAX;
}

static bool fill(struct workspace *w, const struct json *doc) {
  int64_t format;
  const struct json *f = json_get(doc, "format"), *list = json_get(doc, "expired");
  if (!f || !json_int(f, &format) || format != FLOORS_FORMAT || !list || list->type != JSON_ARRAY)
    return false;
  for (uint32_t i = 0; i < list->n; i++) {
    struct str event = json_get_str(&list->items[i], "event");
    int64_t floor, done;
    if (event.n == 0 || !get_ms(&list->items[i], "floor_ms", &floor) ||
        !get_ms(&list->items[i], "done_ms", &done))
      return false;
    struct retention_floor *to = floor_of(w, event);
    to->floor_ms = floor;
    to->done_ms = done;
  }
  return true;
}

bool floors_load(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct str text;
  struct json *doc;
  struct err why;
  floors_release(w);
  ws_join(path, w->path, "retention.json");
  if (!io_exists(w->io, path)) return true;
  arena_init(&tmp, "retention");
  bool ok = io_read_all(w->io, path, FLOORS_BYTES_MAX, &tmp, &text, err);
  if (ok && (!json_parse(text, &tmp, &doc, &why) || !fill(w, doc)))
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it makes no sense", path);
  arena_release(&tmp);
  return ok;
}

static void put_ms(struct jw *j, int64_t ms) {
  ms == INT64_MIN ? jw_null(j) : jw_int(j, ms);
}

bool floors_save(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  struct buf b = BUF_INIT;
  struct jw j;
  jw_init(&j, &b, 1);
  jw_begin_object(&j);
  jw_key(&j, "format"), jw_int(&j, FLOORS_FORMAT);
  jw_key(&j, "expired"), jw_begin_array(&j);
  for (size_t i = 0; i < w->floors.n; i++) {
    jw_begin_object(&j);
    jw_key(&j, "event"), jw_cstr(&j, w->floors.p[i].event);
    jw_key(&j, "floor_ms"), put_ms(&j, w->floors.p[i].floor_ms);
    jw_key(&j, "done_ms"), put_ms(&j, w->floors.p[i].done_ms);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_end_object(&j);
  buf_putc(&b, '\n');
  ws_join(path, w->path, "retention.json");
  bool ok = io_write_atomic(w->io, path, b.p, b.n, err);
  buf_release(&b);
  return ok;
}
