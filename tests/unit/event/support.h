/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the tests of the event room: files made on the spot, and rows as lines of text, so that a
 * test can say what it expects in words: 2 2026-01-03T02:05:00.000Z user_id:u1 order_completed
 * amount=12.50 order_id='o1' 3 !row_no_person */
#ifndef SHOAL_TESTS_EVENT_SUPPORT_H
#define SHOAL_TESTS_EVENT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "event/reader_int.h"

#define NOW_MS INT64_C(1767225600000) /* 2026-01-01 UTC */

static inline const char *temp_file(const void *p, size_t n) {
  static char path[4096];
  const char *dir = getenv("TMPDIR");
  snprintf(path, sizeof path, "%s/shoal-event-XXXXXX", dir ? dir : "/tmp");
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  for (size_t at = 0; at < n;) {
    ssize_t w = write(fd, (const char *)p + at, n - at);
    assert_true(w > 0);
    at += (size_t)w;
  }
  close(fd);
  return path;
}

static inline const char *temp_text(const char *text) {
  return temp_file(text, strlen(text));
}

static inline void assert_ok(bool ok, const struct err *err) {
  if (ok) return;
  struct buf text = BUF_INIT;
  err_render_json(err, LANG_EN, &text);
  fail_msg("%s", text.p);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void render_value(const struct value *v, struct buf *out) {
  char text[DEC_TEXT_BYTES];
  switch (v->type) {
  case V_NUM:
    buf_puts(out, dec_text(v->num, text));
    break;
  case V_STR:
    buf_printf(out, "'%.*s'", STRF(v->str));
    break;
  case V_TIME:
    buf_putc(out, '@');
    time_format_iso(v->time, out);
    break;
  default:
    buf_puts(out, v->b ? "true" : "false");
  }
}

static inline void render_row(const struct ev_batch *b, const struct ev_row *row, struct buf *out) {
  struct str type, value;
  char *props[256];
  ev_batch_id_parts(b, row->id, &type, &value);
  time_format_iso(row->time, out);
  buf_printf(out, " %.*s:%.*s %.*s", STRF(type), STRF(value),
             STRF(intern_at(&b->names, row->name)));
  if (row->flags & EV_SINCE_EVER) buf_puts(out, " since-ever");
  if (row->flags & EV_ITEM) buf_puts(out, " item");
  assert_true(row->prop_n < 256);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    struct value v = ev_value(b, p);
    struct buf text = BUF_INIT;
    buf_printf(&text, " %.*s=", STRF(intern_at(&b->props, p->name)));
    render_value(&v, &text);
    props[i] = text.p;
  }
  qsort(props, row->prop_n, sizeof *props, by_text);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    buf_puts(out, props[i]);
    free(props[i]);
  }
  buf_putc(out, '\n');
}

/* All rows and rejects of a file; every batch also goes through its encoded form. */
static inline void render_file(const char *path, const struct mapping *m,
                               const struct reader_limits *limits, struct buf *out) {
  struct reader *r;
  struct err err = {0};
  struct ev_batch b, copy;
  struct read_record *recs;
  uint32_t n;
  const struct tz *zone;
  static const struct reader_limits none;
  assert_ok(tz_load(STR("Asia/Shanghai"), &zone, &err), &err);
  assert_ok(reader_open_limited(path, m, zone, NOW_MS, limits ? limits : &none, &r, &err), &err);
  reader_calling_code(r, 86);
  ev_batch_init(&b);
  ev_batch_init(&copy);
  for (;;) {
    if (!reader_next(r, &b, &recs, &n, &err)) {
      buf_printf(out, "!%s\n", err_name(err.code));
      break;
    }
    if (n == 0) break;
    struct buf bytes = BUF_INIT;
    ev_batch_encode(&b, &bytes);
    assert_ok(ev_batch_decode(buf_str(&bytes), &copy, &err), &err);
    buf_release(&bytes);
    uint32_t rows = 0;
    for (uint32_t i = 0; i < n; i++) {
      assert_int_equal(recs[i].row_begin, rows);
      assert_true(recs[i].rejected == (recs[i].row_n == 0));
      if (recs[i].rejected) {
        assert_int_equal(recs[i].why.place.line, recs[i].line);
        buf_printf(out, "%llu !%s\n", (unsigned long long)recs[i].line, err_name(recs[i].why.code));
      }
      for (uint32_t k = 0; k < recs[i].row_n; k++, rows++) {
        struct ev_key key = reader_row_key(recs[i].content, k);
        assert_memory_equal(&b.rows.p[rows].key, &key, sizeof key);
        buf_printf(out, "%llu ", (unsigned long long)recs[i].line);
        render_row(&copy, &copy.rows.p[rows], out);
      }
    }
    assert_int_equal(rows, b.rows.n);
  }
  ev_batch_release(&b);
  ev_batch_release(&copy);
  reader_close(r);
}

static inline void assert_file(const char *path, const struct mapping *m, const char *expected) {
  struct buf out = BUF_INIT;
  render_file(path, m, NULL, &out);
  assert_string_equal(out.p ? out.p : "", expected);
  buf_release(&out);
}

/* A mapping from YAML, and what it makes of a text. */
static inline void assert_rows(const char *yaml, const char *text, const char *expected) {
  struct arena a;
  struct mapping m;
  struct err err = {0};
  arena_init(&a, "test");
  assert_ok(mapping_parse(str_from(yaml), "test.yaml", &a, &m, &err), &err);
  const char *path = temp_text(text);
  assert_file(path, &m, expected);
  unlink(path);
  arena_release(&a);
}

/* A file of the shared data folder ($SHOAL_SHARED, or `shared` beside a directory above this
 * program); NULL when it is not there. */
static inline const char *shared_file(const char *name) {
  static char path[8192];
  char here[4096];
  const char *dir = getenv("SHOAL_SHARED");
  if (dir) {
    snprintf(path, sizeof path, "%s/data/%s", dir, name);
    return access(path, R_OK) == 0 ? path : NULL;
  }
  ssize_t n = readlink("/proc/self/exe", here, sizeof here - 1);
  for (here[n < 0 ? 0 : n] = 0; strrchr(here, '/'); *strrchr(here, '/') = 0) {
    snprintf(path, sizeof path, "%.*s/shared/data/%s", (int)(strrchr(here, '/') - here), here,
             name);
    if (access(path, R_OK) == 0) return path;
  }
  return NULL;
}

#endif
