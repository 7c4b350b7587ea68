/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * errors.def becomes one table; sentences are templates rendered only where somebody reads them. An
 * argument that is too long is cut at a code point, so that what is rendered is always valid UTF-8.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/panic.h"
#include "base/utf8.h"

struct err_info {
  const char *name;
  enum err_class class;
  int http, exit;
  const char *text[2], *hint[2]; /* by enum lang */
};

static const struct err_info infos[] = {
    {"none", ERR_CLASS_INTERNAL, 500, 70, {"No error.", "没有错误。"}, {"", ""}},
#define E(name, class, http, exit, en, zh, hint_en, hint_zh)                                       \
  {#name, ERR_CLASS_##class, http, exit, {en, zh}, {hint_en, hint_zh}},
#include "base/errors.def"
#undef E
};

static void set_arg(struct err *err, const char *s, size_t n) {
  if (err->n_args == ERR_ARGS_MAX) return;
  size_t keep = utf8_cut((struct str){s, n}, ERR_ARG_BYTES - 1);
  if (keep < n) keep = utf8_cut((struct str){s, n}, ERR_ARG_BYTES - 4); /* room for … */
  char *to = err->args[err->n_args++];
  memcpy(to, s, keep);
  strcpy(to + keep, keep < n ? "…" : "");
}

__attribute__((format(printf, 3, 0))) static bool
fail_v(struct err *err, enum err_code code, const char *fmt, va_list ap, const char *more) {
  char text[4096];
  struct err made = {.code = code};
  text[0] = 0;
  if (fmt) vsnprintf(text, sizeof text, fmt, ap);
  if (fmt || more) {
    const char *p = text, *sep;
    while ((sep = strchr(p, ERR_SEP[0]))) {
      set_arg(&made, p, (size_t)(sep - p));
      p = sep + 1;
    }
    set_arg(&made, p, strlen(p));
  }
  if (more) set_arg(&made, more, strlen(more));
  *err = made;
  return false;
}

bool err_fail(struct err *err, enum err_code code, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  fail_v(err, code, fmt, ap, NULL);
  va_end(ap);
  return false;
}

bool err_fail_errno(struct err *err, enum err_code code, int errnum, const char *what_fmt, ...) {
  char text[128];
  va_list ap;
  va_start(ap, what_fmt);
  fail_v(err, code, what_fmt, ap, strerror_r(errnum, text, sizeof text));
  va_end(ap);
  return false;
}

bool err_at(struct err *err, const char *source, uint64_t line, uint32_t column, uint32_t length) {
  struct str s = str_from(source ? source : "");
  size_t keep = utf8_cut(s, sizeof err->place.source - 1);
  memcpy(err->place.source, s.p, keep);
  err->place.source[keep] = 0;
  err->place.line = line;
  err->place.column = column;
  err->place.length = length;
  err->place.field[0] = 0;
  return false;
}

bool err_in(struct err *err, struct str field) {
  size_t keep = utf8_cut(field, sizeof err->place.field - 1);
  memcpy(err->place.field, field.p, keep);
  err->place.field[keep] = 0;
  return false;
}

void err_clear(struct err *err) {
  *err = (struct err){0};
}

static const struct err_info *info(enum err_code code) {
  must((unsigned)code < ERR_count_);
  return &infos[code];
}

const char *err_name(enum err_code code) {
  return info(code)->name;
}
enum err_class err_class_of(enum err_code code) {
  return info(code)->class;
}
int err_http_status(enum err_code code) {
  return info(code)->http;
}
int err_exit_code(enum err_code code) {
  return info(code)->exit;
}

/* {0} … {3}; an argument not given renders as nothing. */
static void render(const struct err *err, const char *t, struct buf *out) {
  for (; *t; t++) {
    if (t[0] == '{' && t[1] >= '0' && t[1] < '0' + ERR_ARGS_MAX && t[2] == '}') {
      if (t[1] - '0' < err->n_args) buf_puts(out, err->args[t[1] - '0']);
      t += 2;
    } else {
      buf_putc(out, *t);
    }
  }
}

void err_render(const struct err *err, enum lang lang, struct buf *out) {
  render(err, info(err->code)->text[lang], out);
}

/* A hint about an argument nobody could give ("Did you mean …") is no hint. */
static bool has_all_args(const struct err *err, const char *t) {
  for (; *t; t++)
    if (t[0] == '{' && t[1] >= '0' && t[1] < '0' + ERR_ARGS_MAX && t[2] == '}' &&
        (t[1] - '0' >= err->n_args || !err->args[t[1] - '0'][0]))
      return false;
  return true;
}

void err_render_hint(const struct err *err, enum lang lang, struct buf *out) {
  if (!has_all_args(err, info(err->code)->hint[lang])) return;
  render(err, info(err->code)->hint[lang], out);
}

void err_render_json(const struct err *err, enum lang lang, struct buf *out) {
  struct buf text = BUF_INIT;
  struct jw w;
  jw_init(&w, out, 0);
  jw_begin_object(&w);
  jw_key(&w, "code");
  jw_cstr(&w, err_name(err->code));
  err_render(err, lang, &text);
  jw_key(&w, "message");
  jw_str(&w, buf_str(&text));
  buf_reset(&text);
  err_render_hint(err, lang, &text);
  if (text.n) {
    jw_key(&w, "hint");
    jw_str(&w, buf_str(&text));
  }
  if (err->place.source[0] || err->place.line) {
    jw_key(&w, "place");
    jw_begin_object(&w);
    jw_key(&w, "source");
    jw_cstr(&w, err->place.source);
    if (err->place.field[0]) jw_key(&w, "field"), jw_cstr(&w, err->place.field);
    jw_key(&w, "line");
    jw_uint(&w, err->place.line);
    jw_key(&w, "column");
    jw_uint(&w, err->place.column);
    jw_key(&w, "length");
    jw_uint(&w, err->place.length);
    jw_end_object(&w);
  }
  jw_end_object(&w);
  buf_release(&text);
}
