/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One error shape for the whole program: a stable code, its arguments, and the place.
 *
 * A struct err is a fixed-size value without allocation.  The sentence is not stored: it is
 * rendered at the edge, in English or Chinese, from the templates in errors.def.  Logs are English.
 *
 * Convention: a function that can fail returns bool (true = done) and takes `struct err *err` as
 * its last parameter (never NULL).  On failure it has set *err and left its ret_ parameters
 * untouched.
 */
#ifndef SHOAL_BASE_ERR_H
#define SHOAL_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf;

enum err_code {
  ERR_none = 0,
#define E(name, class, http, exit, en, zh, hint_en, hint_zh) ERR_##name,
#include "base/errors.def"
#undef E
  ERR_count_
};

/* Whose doing it is; also what a caller may do about it. */
enum err_class {
  ERR_CLASS_INPUT,    /* what was given is wrong: tell the user, nothing was changed */
  ERR_CLASS_LIMIT,    /* a named ceiling was hit */
  ERR_CLASS_STATE,    /* right request, wrong moment (locked, conflict, exists) */
  ERR_CLASS_SYSTEM,   /* disk, memory, network */
  ERR_CLASS_CORRUPT,  /* bytes on disk are not what was written */
  ERR_CLASS_INTERNAL, /* a bug of ours */
};

enum lang { LANG_EN, LANG_ZH };

#define ERR_ARGS_MAX  5
#define ERR_ARG_BYTES 120

struct err_place {
  char source[120]; /* file, resource or "expression"; empty if none */
  uint64_t line;    /* from 1; 0 = unknown */
  uint32_t column;  /* from 1, in code points; 0 = unknown */
  uint32_t length;  /* code points marked; 0 = unknown */
  char field[120];  /* inside the document that source names: tiles[2].w; empty if none */
};

struct err {
  enum err_code code;
  uint8_t n_args;
  char args[ERR_ARGS_MAX][ERR_ARG_BYTES]; /* NUL-terminated, cut at a code point */
  struct err_place place;
};

/* Separates arguments in the format of err_fail. */
#define ERR_SEP "\x1f"

/* Sets *err and returns false.  `fmt` is a printf format that yields the template's arguments
 * {0} {1} …, joined by ERR_SEP; NULL if the template has none.
 *   return err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "%s", STRF(name), "event"); */
bool err_fail(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* As err_fail for a failed system call: args are {0} = what, {1} = strerror(errnum). */
bool err_fail_errno(struct err *err, enum err_code code, int errnum, const char *what_fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds the place to an error already set; returns false so that it can end a return statement. */
bool err_at(struct err *err, const char *source, uint64_t line, uint32_t column, uint32_t length);
/* … and the field, which err_at forgets; cut at a code point when it is too long. */
bool err_in(struct err *err, struct str field);

void err_clear(struct err *err);

/* Facts of a code from errors.def. */
const char *err_name(enum err_code code);
enum err_class err_class_of(enum err_code code);
int err_http_status(enum err_code code);
int err_exit_code(enum err_code code);

/* Appends the sentence, or the hint (nothing if the code has none, or if an argument it speaks of
 * is empty), in `lang`. */
void err_render(const struct err *err, enum lang lang, struct buf *out);
void err_render_hint(const struct err *err, enum lang lang, struct buf *out);

/* Appends one JSON object {"code","message","hint","place":{"source","line","column","length"}}. */
void err_render_json(const struct err *err, enum lang lang, struct buf *out);

#endif
