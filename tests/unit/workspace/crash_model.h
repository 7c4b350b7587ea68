/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace must hold after any loss of power: everything that was acknowledged, once, and
 * of what was being done at that moment, all, nothing, or (an import) a beginning that it accounts
 * for. */
#ifndef SHOAL_TESTS_CRASH_MODEL_H
#define SHOAL_TESTS_CRASH_MODEL_H

#include "../../lib/mem_io.h"
#include "collect/dead.h"
#include "crash_twin.h"
#include "resource/resource.h"

#define CRASH_DIR    "disk/data" /* "disk" is there before and after */
#define CRASH_WS     CRASH_DIR "/w/shop"
#define CRASH_GROUP  7 /* rows of an import that are durable together */
#define CRASH_MEMORY ((size_t)2 << 20)

enum crash_doing {
  DOING_NOTHING, /* nothing that could change what is seen */
  DOING_CREATE,
  DOING_DEED,   /* all of it, or nothing */
  DOING_IMPORT, /* … or a beginning of it */
  DOING_TITLE,
  DOING_RESOURCE,
  DOING_LETTER,
};

struct crash_model {
  struct crash_file files[CRASH_FILES];
  uint64_t seed;
  bool created;
  deeds sure;             /* acknowledged */
  struct crash_deed deed; /* the one under way; it joins them when it is there after a loss */
  enum crash_doing doing;
  uint32_t title, resource, letters;
  uint32_t imported; /* files whose import was acknowledged */
};

/* ---- the files ---- */

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
  vec_free(&m->sure);
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

static inline uint32_t crash_letters(struct workspace *w) {
  struct arena a;
  struct dead_letter *l;
  struct dead_filter f = {.protocol = -1, .limit = DEAD_LIST_MAX, .text = true};
  struct err err;
  uint32_t n;
  char text[32];
  arena_init(&a, "letters");
  must_ok(dead_list(w, &f, &a, &l, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++) {
    snprintf(text, sizeof text, "letter %u", n - i);
    assert_true(str_is(l[i].text, text));
    assert_int_equal(l[i].why.code, ERR_wire_json);
  }
  arena_release(&a);
  return n;
}

/* NULL: people and rows are those of the twin. */
static inline const char *crash_differs(struct workspace *w, const struct crash_twin *t,
                                        lines *got) {
  lines want = {0};
  twin_lines(t, &want);
  const char *why = lines_same(got, &want) ? twin_differs(t, ws_people(w)) : "rows";
  lines_free(&want);
  return why;
}

/* What is under way may be there: then it is done.  An import may be there in part, and goes on. */
static inline bool crash_doubt(struct workspace *w, struct crash_model *m, lines *got, size_t rows,
                               struct crash_twin *ret) {
  struct crash_deed deed = m->deed;
  const struct crash_file *f = &m->files[deed.file];
  if (m->doing != DOING_DEED && m->doing != DOING_IMPORT) return false;
  if (m->doing == DOING_IMPORT) {
    deed.n = got->n > rows ? (uint32_t)(got->n - rows) : 0;
    if (deed.n > f->new_.n) return false;
  }
  twin_init(ret, m->files, m->seed, &m->sure, &deed);
  if (crash_differs(w, ret, got)) {
    twin_release(ret);
    return false;
  }
  if (m->doing == DOING_DEED) {
    vec_push(&m->sure, deed);
    m->doing = DOING_NOTHING;
  } else if (w->mode == WS_WRITE) {
    assert_int_equal(crash_run_imported(w, f->path), deed.n);
  }
  return true;
}

/* After the loss; resolves what was in doubt, so that the model says again what there is. */
static inline void crash_check(struct workspace *w, struct crash_model *m, const char *when) {
  struct crash_twin t, with;
  lines got = {0}, want = {0};
  char *dump = dump_all(w);
  lines_of(dump, &got);
  free(dump);
  twin_init(&t, m->files, m->seed, &m->sure, NULL);
  const char *differs = crash_differs(w, &t, &got);
  if (differs && crash_doubt(w, m, &got, t.rows.n, &with)) {
    twin_release(&t);
    t = with;
    differs = NULL;
  }
  twin_lines(&t, &want);
  if (differs && !lines_same(&got, &want)) crash_differ(&got, &want, when);
  if (differs) fail_msg("%s: %s", when, differs);
  if (w->mode == WS_WRITE) twin_catalogue(&t, w);
  lines_free(&want);
  lines_free(&got);
  twin_release(&t);
  uint32_t title = crash_title(w), resource = crash_resource(w), letters = crash_letters(w);
  if (m->doing == DOING_TITLE && title == m->title + 1) m->title++;
  if (m->doing == DOING_RESOURCE && resource == m->resource + 1) m->resource++;
  if (m->doing == DOING_LETTER && letters == m->letters + 1) m->letters++;
  assert_int_equal(title, m->title);
  assert_int_equal(resource, m->resource);
  assert_int_equal(letters, m->letters);
}

#endif
