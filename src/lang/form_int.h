/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of rows, shared by the files that write forms (form_out*.c) and read them (form_in*.c). */
#ifndef SHOAL_LANG_FORM_INT_H
#define SHOAL_LANG_FORM_INT_H

#include "base/json.h"
#include "lang/lang.h"

/* ---- tree to form: is it just that, and its fields ---- */

bool form_literal(const struct node *n);    /* a value as such: no parameter */
bool form_same_types(const struct node *n); /* kids are values of one type */
/* A node of that kind tested against values. */
bool form_is_test(const struct node *n, enum node_kind of);
bool form_shows_prop(struct str name, enum pseudo pseudo);
bool form_shows_window(const struct window *w);
bool form_shows_agg(const struct agg *a); /* events, property and where; the window always is */
const char *form_test_op(const struct node *n);
void form_put_text(struct jw *w, const struct node *literal);
void form_put_test(struct jw *w, const struct node *n); /* op, type, values */
void form_put_prop(struct jw *w, struct str name, enum pseudo pseudo);
void form_put_agg(struct jw *w, const struct agg *a); /* events, prop, where */
void form_put_window(struct jw *w, const struct window *v);

/* ---- form to text ---- */

struct filling {
  struct buf *out;
  struct arena *a;
  char path[120]; /* of the row at hand, for errors */
  struct err *err;
};
bool fill_bad(struct filling *f, const char *field, const char *want_en, const char *want_zh);
bool fill_number(struct filling *f, const struct json *v, const char *field);
bool fill_name(struct filling *f, struct str s, const char *field);
bool fill_prop(struct filling *f, struct str s, const char *field);
bool fill_list(struct filling *f, const struct json *values, struct str type);
bool fill_test(struct filling *f, const struct json *row); /* " op values" */
/* "a or b where …" with the property; without brackets and window. */
bool fill_target(struct filling *f, const struct json *row);
bool fill_window(struct filling *f, const struct json *w); /* ", last 3 days" */
/* "fn(… where …, window)"; nth takes its number from the row. */
bool fill_agg(struct filling *f, const char *fn, const struct json *row);

#endif
