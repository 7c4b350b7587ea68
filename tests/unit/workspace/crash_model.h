/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace must hold after any loss of power: everything that was acknowledged, once, and
 * of what was being done at that moment, all, nothing, or (an import) a beginning that it accounts
 * for. */
#ifndef SHOAL_TESTS_CRASH_MODEL_H
#define SHOAL_TESTS_CRASH_MODEL_H

#include "../../lib/mem_io.h"
#include "resource/resource.h"
#include "workspace/catalogue.h"
#include "ws_test.h"

#define CRASH_DIR    "disk/data" /* "disk" is there before and after */
#define CRASH_WS     CRASH_DIR "/w/shop"
#define CRASH_GROUP  7 /* rows of an import that are durable together */
#define CRASH_FILES  2
#define CRASH_MEMORY ((size_t)2 << 20)

typedef VEC(char *) lines;

/* A CSV file and what becomes of its rows if it comes after the earlier ones. */
struct crash_file {
  char path[PATH_BYTES + 64];
  lines new_; /* rows that are imported, in order */
  uint64_t read, duplicate, rejected;
};

enum crash_doing {
  DOING_NOTHING, /* nothing that could change what is seen */
  DOING_CREATE,
  DOING_INGEST,
  DOING_IMPORT,
  DOING_TITLE,
  DOING_RESOURCE,
  DOING_MERGE,
};

/* Who somebody is: rows are kept under the name they came with. */
struct crash_alias {
  char who[24], is[24];
};
typedef VEC(struct crash_alias) aliases;

struct crash_model {
  struct crash_file files[CRASH_FILES];
  bool created;
  lines sure;         /* acknowledged rows */
  int64_t item_cents; /* price of the item; 0 = it is not there */
  uint32_t title, resource;
  uint32_t imported; /* files whose import was acknowledged */
  enum crash_doing doing;
  VEC(uint64_t) sent;       /* numbers of the batches that were acknowledged */
  uint64_t maybe_sent;      /* of the batch under way; 0 = none in doubt */
  bool maybe_there;         /* … and found after the loss */
  lines maybe;              /* the rows of the batch under way … */
  int64_t maybe_item_cents; /* … and its item */
  uint32_t file;            /* being imported */
  aliases people, maybe_people;
};

static inline void lines_free(lines *l) {
  for (size_t i = 0; i < l->n; i++)
    free(l->p[i]);
  vec_free(l);
}

static inline void lines_take(lines *to, lines *from) {
  for (size_t i = 0; i < from->n; i++)
    vec_push(to, from->p[i]);
  vec_free(from);
}

static inline void lines_copy(lines *to, const lines *from, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char *copy = strdup(from->p[i]);
    vec_push(to, copy);
  }
}

static inline int lines_by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline const char *alias_of(const aliases *a, const char *who) {
  for (size_t i = 0; i < a->n; i++)
    if (strcmp(a->p[i].who, who) == 0) return a->p[i].is;
  return who;
}

static inline void alias_set(aliases *a, const char *who, const char *is) {
  size_t i = 0;
  while (i < a->n && strcmp(a->p[i].who, who) != 0)
    i++;
  struct crash_alias x;
  snprintf(x.who, sizeof x.who, "%s", who);
  snprintf(x.is, sizeof x.is, "%s", is);
  if (i < a->n)
    a->p[i] = x;
  else
    vec_push(a, x);
}

static inline void aliases_copy(aliases *to, const aliases *from) {
  to->n = 0;
  for (size_t i = 0; i < from->n; i++)
    vec_push(to, from->p[i]);
}

/* Lines as they are shown: under the name of the person. */
static inline void lines_rename(lines *l, const aliases *a) {
  for (size_t i = 0; i < l->n && a->n; i++) {
    char who[24] = {0}, *line = l->p[i], *fresh;
    size_t n = strcspn(line, " ");
    must(n < sizeof who);
    memcpy(who, line, n);
    const char *is = alias_of(a, who);
    size_t room = strlen(is) + strlen(line + n) + 1;
    fresh = must_malloc(room);
    snprintf(fresh, room, "%s%s", is, line + n);
    l->p[i] = fresh;
    free(line);
  }
}

/* The lines of a dump, sorted. */
static inline void lines_of(char *dump, lines *ret) {
  char *save = NULL, *line = strtok_r(dump, "\n", &save); /* "N rows" */
  while ((line = strtok_r(NULL, "\n", &save))) {
    char *copy = strdup(line);
    vec_push(ret, copy);
  }
}

static inline bool lines_same(lines *a, lines *b) {
  if (a->n != b->n) return false;
  if (a->n == 0) return true;
  qsort(a->p, a->n, sizeof *a->p, lines_by_text);
  qsort(b->p, b->n, sizeof *b->p, lines_by_text);
  for (size_t i = 0; i < a->n; i++)
    if (strcmp(a->p[i], b->p[i]) != 0) return false;
  return true;
}

/* ---- the files ---- */

#define CRASH_DAY_MS INT64_C(86400000)
#define CRASH_T0     INT64_C(1767232800000) /* 2026-01-01 10:00 in Shanghai */

/* The second file repeats rows of the first, has equal rows of its own, and both have bad ones. */
static inline void crash_make_file(struct crash_model *m, uint32_t k, const char *dir,
                                   struct rng *r) {
  struct crash_file *f = &m->files[k];
  struct buf b = BUF_INIT;
  int rows = 12 + (int)rng_below(r, 30);
  buf_puts(&b, "user,at,paid,no,channel\n");
  for (int i = 0; i < rows; i++) {
    char line[128];
    f->read++;
    int no = k * 1000 + i, day = i % 28;
    bool again = k == 1 && i < (int)m->files[0].new_.n && rng_chance(r, 0.4);
    if (rng_chance(r, 0.1)) {
      buf_printf(&b, "u7,not a day,%d.00,o%d,web\n", i, no);
      f->rejected++;
    } else if (again) {
      int user, was, cents;
      long long at;
      must(sscanf(m->files[0].new_.p[i],
                  "u%d %lld order_completed amount=%d.25 channel=web "
                  "order_id=o%d",
                  &user, &at, &cents, &was) == 4);
      buf_printf(&b, "u%d,2026-01-%02d 10:00:00,%d.25,o%d,web\n", user,
                 1 + (int)((at - CRASH_T0) / CRASH_DAY_MS), cents, was);
      f->duplicate++;
    } else {
      int user = (int)rng_below(r, 9);
      buf_printf(&b, "u%d,2026-01-%02d 10:00:00,%d.25,o%d,web\n", user, 1 + day, 1 + i, no);
      snprintf(line, sizeof line, "u%d %lld order_completed amount=%d.25 channel=web order_id=o%d",
               user, (long long)(CRASH_T0 + day * CRASH_DAY_MS), 1 + i, no);
      char *copy = strdup(line);
      vec_push(&f->new_, copy);
    }
  }
  snprintf(f->path, sizeof f->path, "%s/orders-%u.csv", dir, k);
  write_file(f->path, buf_str(&b));
  buf_release(&b);
}

static inline void crash_model_init(struct crash_model *m, const char *dir, struct rng *r) {
  *m = (struct crash_model){0};
  for (uint32_t k = 0; k < CRASH_FILES; k++)
    crash_make_file(m, k, dir, r);
}

static inline void crash_model_release(struct crash_model *m) {
  for (uint32_t k = 0; k < CRASH_FILES; k++)
    lines_free(&m->files[k].new_);
  lines_free(&m->sure);
  lines_free(&m->maybe);
  vec_free(&m->sent);
  vec_free(&m->people);
  vec_free(&m->maybe_people);
}

/* ---- checks ---- */

static inline struct ws_options crash_options(struct io *io) {
  return (struct ws_options){.io = io, .threads = 1, .memory = CRASH_MEMORY};
}

static inline bool crash_try_open(struct io *io, enum ws_mode mode, struct workspace **ret,
                                  struct err *err) {
  struct ws_options o = crash_options(io);
  return ws_open(CRASH_DIR, STR("shop"), mode, &o, ret, err);
}

static inline void crash_on_bad(void *ctx, const struct err *what) {
  struct buf text = BUF_INIT;
  err_render(what, LANG_EN, &text);
  fail_msg("verify: %s", text.p);
}

static inline void crash_verify(struct workspace *w, struct io *io) {
  struct err err;
  uint64_t a, b;
  const char *reason = "";
  must_ok(log_verify(io, CRASH_WS "/log", &a, &b, crash_on_bad, NULL, NULL, &err), &err);
  must_ok(store_verify(io, CRASH_WS "/store", &a, &b, crash_on_bad, NULL, NULL, &err), &err);
  must_ok(state_verify(ws_state(w), crash_on_bad, NULL, &err), &err);
  if (!people_validate(ws_people(w), &reason)) fail_msg("people: %s", reason);
}

static inline void crash_differ(lines *got, lines *want, const char *when) {
  struct buf b = BUF_INIT;
  for (size_t i = 0; i < want->n; i++)
    if (!got->n || !bsearch(&want->p[i], got->p, got->n, sizeof *got->p, lines_by_text))
      buf_printf(&b, "\n  missing: %s", want->p[i]);
  for (size_t i = 0; i < got->n; i++)
    if (!want->n || !bsearch(&got->p[i], want->p, want->n, sizeof *want->p, lines_by_text))
      buf_printf(&b, "\n  too much: %s", got->p[i]);
  fail_msg("%s: %zu rows, expected %zu%s", when, got->n, want->n, b.n ? b.p : "");
}

/* Does the workspace hold exactly the sure rows and these? */
static inline bool crash_holds(const struct crash_model *m, lines *got, const lines *more,
                               size_t n) {
  lines want = {0};
  lines_copy(&want, &m->sure, m->sure.n);
  lines_copy(&want, more, n);
  lines_rename(&want, &m->people);
  bool same = lines_same(got, &want);
  lines_free(&want);
  return same;
}

static inline uint64_t crash_run_imported(struct workspace *w, const char *path) {
  struct arena a;
  struct import_run *runs;
  uint32_t n;
  struct err err;
  uint64_t most = 0;
  arena_init(&a, "runs");
  struct import_filter f = {.path = str_from(path), .limit = 20};
  must_ok(ws_import_runs(w, &f, &a, &runs, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++) {
    assert_int_equal(runs[i].read, runs[i].imported + runs[i].duplicate + runs[i].rejected);
    if (runs[i].imported > most) most = runs[i].imported;
  }
  arena_release(&a);
  return most;
}

static inline int64_t crash_item(struct workspace *w) {
  struct arena a;
  struct catalogue_item *items;
  struct dec price = DEC_ZERO;
  uint32_t n;
  struct err err;
  arena_init(&a, "items");
  must_ok(catalogue_items(w, &(struct catalogue_filter){0}, STR(""), 2, &a, &items, &n, &err),
          &err);
  assert_true(n <= 1);
  if (n && items[0].price.n) assert_true(dec_parse(items[0].price, &price));
  assert_true(dec_rescale(price, 2, &price));
  arena_release(&a);
  return (int64_t)price.m;
}

/* What the title says, and the version of the segment; 0 = not there. */
static inline uint32_t crash_title(struct workspace *w) {
  uint32_t n = 0;
  sscanf(arena_cstr(&w->life, ws_title(w)), "title %u", &n);
  return n;
}

static inline uint32_t crash_resource(struct workspace *w) {
  struct arena a;
  struct resource r;
  struct err err;
  arena_init(&a, "resource");
  uint32_t version = 0;
  if (resource_get(w, STR("segment"), STR("buyers"), &a, &r, &err))
    version = r.version;
  else
    assert_int_equal(err.code, ERR_unknown_resource);
  arena_release(&a);
  return version;
}

/* After the loss; resolves what was in doubt, so that the model says again what there is. */
static inline void crash_check(struct workspace *w, struct crash_model *m, const char *when) {
  lines got = {0};
  char *dump = dump_all(w);
  lines_of(dump, &got);
  free(dump);
  bool exact = crash_holds(m, &got, NULL, 0), batch = false;
  if (!exact && m->doing == DOING_MERGE) {
    aliases_copy(&m->people, &m->maybe_people);
    exact = crash_holds(m, &got, NULL, 0);
  }
  if (!exact && m->doing == DOING_INGEST && crash_holds(m, &got, &m->maybe, m->maybe.n)) {
    exact = batch = true;
    lines_take(&m->sure, &m->maybe);
  } else if (!exact && m->doing == DOING_IMPORT) {
    const struct crash_file *f = &m->files[m->file];
    size_t n = got.n > m->sure.n ? got.n - m->sure.n : 0;
    exact = n <= f->new_.n && crash_holds(m, &got, &f->new_, n);
    if (exact && w->mode == WS_WRITE) assert_int_equal(crash_run_imported(w, f->path), n);
  }
  if (!exact) {
    lines want = {0};
    lines_copy(&want, &m->sure, m->sure.n);
    lines_rename(&want, &m->people);
    if (want.n) qsort(want.p, want.n, sizeof *want.p, lines_by_text);
    if (got.n) qsort(got.p, got.n, sizeof *got.p, lines_by_text);
    crash_differ(&got, &want, when);
  }
  lines_free(&got);
  m->maybe_there |= batch;
  if (batch && m->maybe_item_cents) m->item_cents = m->maybe_item_cents;
  if (w->mode == WS_WRITE) assert_int_equal(crash_item(w), m->item_cents);
  uint32_t title = crash_title(w), resource = crash_resource(w);
  if (m->doing == DOING_TITLE && title == m->title + 1) m->title++;
  if (m->doing == DOING_RESOURCE && resource == m->resource + 1) m->resource++;
  assert_int_equal(title, m->title);
  assert_int_equal(resource, m->resource);
}

#endif
