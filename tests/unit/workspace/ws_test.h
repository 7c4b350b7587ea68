/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A workspace in a temporary directory, its whole content as text, and faults in a child process.
 */
#ifndef SHOAL_TESTS_WS_TEST_H
#define SHOAL_TESTS_WS_TEST_H

#include <sys/wait.h>

#include "base/fault.h"
#include "workspace/import_int.h"
#include "ws_dir.h"

/* A checkpoint, whole or of positions only. */
static inline bool some_checkpoint(struct workspace *w, bool whole, bool compact, struct err *err) {
  w->positions_step = 1;
  return whole ? ws_checkpoint(w, compact, err) : ws_checkpoint_positions(w, err);
}

struct place {
  char dir[PATH_BYTES];
  size_t memory; /* 0 = default */
};

static inline void place_init(struct place *p, size_t memory) {
  struct err err;
  struct ws_options o = {.threads = 1};
  temp_dir(p->dir);
  p->memory = memory;
  must_ok(ws_create(p->dir, STR("shop"), STR("Asia/Shanghai"), STR(""), &o, &err), &err);
}

static inline struct workspace *place_open(const struct place *p, enum ws_mode mode) {
  struct workspace *w;
  struct err err;
  struct ws_options o = {.threads = 1, .memory = p->memory};
  must_ok(ws_open(p->dir, STR("shop"), mode, &o, &w, &err), &err);
  return w;
}

static inline void place_release(struct place *p) {
  remove_dir(p->dir);
}

/* ---- all rows as sorted lines ---- */

struct dump {
  struct workspace *w;
  const struct snapshot *n;
  struct scanner *scanner;
  const struct scan_want *want;
  struct arena arena;
  VEC(struct str) lines;
  struct buf line;
};

static inline void dump_value(struct dump *d, const struct scan_col *c, uint32_t i) {
  struct dec v = {0, c->scale};
  char text[DEC_TEXT_BYTES];
  switch (c->type) {
  case V_BOOL:
    buf_printf(&d->line, "%d", c->bit[i]);
    break;
  case V_NUM:
    v.m = c->wide ? c->wide_num[i] : c->num[i];
    buf_puts(&d->line, dec_text(dec_normal(v), text));
    break;
  case V_STR:
    buf_put_str(&d->line, intern_at(scanner_strings(d->scanner), c->code[i]));
    break;
  default:
    buf_printf(&d->line, "t%lld", (long long)c->num[i]);
  }
}

static inline bool dump_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct dump *d = ctx;
  (void)err;
  for (uint32_t p = 0; p < b->n_people; p++) {
    for (uint32_t i = b->row_begin[p]; i < b->row_begin[p + 1]; i++) {
      buf_reset(&d->line);
      buf_put_str(&d->line, people_external_id(ws_people(d->w), b->person[p]));
      buf_printf(&d->line, " %lld ", (long long)b->time[i]);
      buf_put_str(&d->line, snapshot_event(d->n, b->event[i])->name);
      for (uint32_t c = 0; c < d->want->n_cols; c++) {
        if (!(b->cols[c].present[i / 64] >> (i % 64) & 1)) continue;
        buf_putc(&d->line, ' ');
        buf_put_str(&d->line, snapshot_prop(d->n, d->want->cols[c].prop)->name);
        buf_putc(&d->line, '=');
        dump_value(d, &b->cols[c], i);
      }
      struct str line = arena_str(&d->arena, buf_str(&d->line));
      vec_push(&d->lines, line);
    }
  }
  return true;
}

static inline int dump_order(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Columns in order of their names, so that two workspaces with other codes compare. */
static inline void dump_columns(const struct snapshot *n, struct arena *a, struct scan_want *want) {
  struct scan_col_want *cols = arena_array(a, struct scan_col_want, snapshot_props(n) * V_TYPES);
  uint32_t n_cols = 0;
  for (uint32_t p = 0; p < snapshot_props(n); p++)
    for (int t = 1; t < V_TYPES; t++)
      if (snapshot_prop(n, p)->rows[t]) cols[n_cols++] = (struct scan_col_want){p, (enum vtype)t};
  for (uint32_t i = 1; i < n_cols; i++)
    for (uint32_t k = i; k > 0; k--) {
      int c =
          str_cmp(snapshot_prop(n, cols[k - 1].prop)->name, snapshot_prop(n, cols[k].prop)->name);
      if (c < 0 || (c == 0 && cols[k - 1].type < cols[k].type)) break;
      struct scan_col_want swap = cols[k];
      cols[k] = cols[k - 1];
      cols[k - 1] = swap;
    }
  want->cols = cols;
  want->n_cols = n_cols;
}

/* The caller frees it.  facts: what the store counts of its rows must agree. */
static inline char *dump_rows(struct workspace *w, bool facts) {
  struct scan_want want = {.all_events = true, .t_max = TIME_MAX, .only = SUBJECT_NONE};
  struct snapshot *n = ws_snapshot(w);
  struct dump d = {.w = w, .n = n, .want = &want, .line = BUF_INIT};
  struct err err;
  arena_init(&d.arena, "dump");
  dump_columns(n, &d.arena, &want);
  must_ok(scanner_new(n, &want, &d.scanner, &err), &err);
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    must_ok(scanner_run(d.scanner, c, dump_batch, &d, &err), &err);
  if (d.lines.n) qsort(d.lines.p, d.lines.n, sizeof *d.lines.p, dump_order);
  struct buf out = BUF_INIT;
  buf_printf(&out, "%zu rows\n", d.lines.n);
  for (size_t i = 0; i < d.lines.n; i++) {
    buf_put_str(&out, d.lines.p[i]);
    buf_putc(&out, '\n');
  }
  if (facts) assert_int_equal(snapshot_rows(n), d.lines.n);
  scanner_free(d.scanner);
  snapshot_free(n);
  vec_free(&d.lines);
  buf_release(&d.line);
  arena_release(&d.arena);
  return out.p;
}

static inline char *dump_all(struct workspace *w) {
  return dump_rows(w, true);
}

/* ---- files and imports ---- */

static inline void write_file(const char *path, struct str text) {
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0)
    fail_msg("cannot write %s", path);
}

static const char orders_yaml[] = "kind: orders\n"
                                  "format: csv\n"
                                  "columns:\n"
                                  "  person: user\n"
                                  "  time: at\n"
                                  "  amount: paid\n"
                                  "  order_id: no\n"
                                  "properties:\n"
                                  "  channel: channel\n";

struct imported {
  bool ok;
  struct err err;
  struct import_counts c;
  char rejects[PATH_BYTES];
};

static inline struct imported import_with(struct workspace *w, const char *path, const char *yaml,
                                          const char *source, uint32_t group_rows,
                                          bool (*progress)(void *, const struct import_counts *),
                                          void *ctx) {
  struct imported r = {0};
  struct arena a;
  struct mapping m;
  struct str rejects = {0};
  arena_init(&a, "test import");
  must_ok(mapping_parse(str_from(yaml), "test", &a, &m, &r.err), &r.err);
  struct import_job job = {
      .path = path, .map = &m, .source = str_from(source), .progress = progress, .ctx = ctx};
  r.ok = ws_import_grouped(w, &job, group_rows, &a, &r.c, &rejects, &r.err);
  snprintf(r.rejects, sizeof r.rejects, "%.*s", STRF(rejects));
  arena_release(&a);
  if (r.ok) assert_int_equal(r.c.read, r.c.imported + r.c.duplicate + r.c.rejected);
  return r;
}

static inline struct imported import_ok(struct workspace *w, const char *path, const char *yaml,
                                        const char *source) {
  struct imported r = import_with(w, path, yaml, source, IMPORT_GROUP_ROWS, NULL, NULL);
  must_ok(r.ok, &r.err);
  return r;
}

/* ---- faults ---- */

enum child_end { CHILD_DONE, CHILD_ERROR, CHILD_KILLED };

/* Opens and imports in a child with a fault armed. */
static inline enum child_end import_in_child(const struct place *p, const char *path,
                                             const char *yaml, uint32_t group_rows,
                                             const char *fault) {
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    struct ws_options o = {.threads = 1, .memory = p->memory};
    struct workspace *w;
    struct err err;
    setenv("SHOAL_FAULT", fault, 1);
    fault_init();
    if (!ws_open(p->dir, STR("shop"), WS_WRITE, &o, &w, &err)) _exit(1);
    struct imported r = import_with(w, path, yaml, "", group_rows, NULL, NULL);
    _exit(r.ok ? 0 : 1); /* without closing: a process that ends, not one that tidies up */
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  if (WIFSIGNALED(status)) {
    assert_int_equal(WTERMSIG(status), SIGKILL);
    return CHILD_KILLED;
  }
  assert_true(WIFEXITED(status));
  assert_true(WEXITSTATUS(status) <= 1);
  return WEXITSTATUS(status) == 0 ? CHILD_DONE : CHILD_ERROR;
}

#endif
