/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What both exports need: whose rows, where they go, cells, and what is hidden.
 *
 * The guard.  Whoever can get text into a brand's data (a nickname, a search word) could otherwise
 * have it run on the desk of the operator who opens the export.  The apostrophe is what
 * spreadsheets themselves write before text; numbers, also negative ones, stay numbers. */
#include "export_int.h"

#include "event/names.h"

/* ---- cells ---- */

static bool plain_number(struct str s) {
  size_t i = s.n > 0 && s.p[0] == '-', digits = 0, points = 0;
  for (; i < s.n; i++) {
    bool digit = s.p[i] >= '0' && s.p[i] <= '9';
    digits += digit;
    points += s.p[i] == '.';
    if ((!digit && s.p[i] != '.') || points > 1) return false;
  }
  return digits > 0;
}

void csv_cell(struct buf *out, struct str s) {
  bool quote = false;
  for (size_t i = 0; i < s.n && !quote; i++)
    quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
  if (!quote) {
    buf_put_str(out, s);
    return;
  }
  buf_putc(out, '"');
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"') buf_putc(out, '"');
    buf_putc(out, s.p[i]);
  }
  buf_putc(out, '"');
}

void csv_cell_guarded(struct buf *out, struct str s) {
  if (s.n == 0 || !memchr("=+-@\t\r", s.p[0], 6) || plain_number(s)) {
    csv_cell(out, s);
    return;
  }
  struct buf b = BUF_INIT;
  buf_putc(&b, '\'');
  buf_put_str(&b, s);
  csv_cell(out, buf_str(&b));
  buf_release(&b);
}

/* ---- hiding ---- */

/* Masked, a person is their subject number: still one row per person, and nothing to be guessed
 * from it. */
void export_id(const struct exporter *x, uint32_t subject, struct buf *out) {
  if (x->want->masked)
    buf_printf(out, "#%u", subject);
  else
    buf_put_str(out, people_external_id(ws_people(x->w), subject));
}

/* ---- where to ---- */

bool export_flush(struct exporter *x, bool force, struct err *err) {
  if (x->b.n < EXPORT_FLUSH_BYTES && !force) return true;
  return x->b.n == 0 || x->to->write(x->to->ctx, &x->b, err);
}

bool export_progress(struct exporter *x, double share, struct err *err) {
  if (!x->to->progress || x->to->progress(x->to->ctx, share)) return true;
  return err_fail(err, ERR_canceled, NULL);
}

/* ---- whose ---- */

bool export_segment(struct workspace *w, struct str slug, struct arena *out, struct str *ret,
                    struct err *err) {
  struct resource r;
  struct json *doc;
  if (!resource_get(w, STR("segment"), slug, out, &r, err) || !json_parse(r.doc, out, &doc, err))
    return false;
  *ret = json_get_str(doc, "expression");
  return true;
}

bool export_people_of(struct workspace *w, const struct snapshot *n, struct names_env *names,
                      const struct query_limits *limits, struct str expression, int64_t as_of,
                      roaring_bitmap_t **ret, struct err *err) {
  struct arena tmp;
  struct node *tree;
  struct query_output *o;
  if (expression.n == 0) return query_people(n, as_of, ws_pool(w), ret, err);
  struct classification_env env = names_env_classes(names, limits);
  arena_init(&tmp, "whose");
  bool ok = lang_compile(expression, names_env_lang(names), &tmp, &tree, err);
  struct query_expr e = {ok ? tree : NULL, as_of};
  ok = ok && expressions_run(&e, 1, n, &env, &tmp, &o, err);
  if (ok) {
    *ret = o[0].set;
    o[0].set = NULL;
    query_outputs_release(o, 1);
  }
  arena_release(&tmp);
  return ok;
}

bool export_run(struct workspace *w, const struct snapshot *n, struct names_env *names,
                const struct query_limits *limits, const struct export_want *want,
                const struct export_to *to, uint64_t *ret_rows, struct err *err) {
  struct arena arena;
  arena_init(&arena, "export");
  struct exporter x = {.w = w,
                       .n = n,
                       .names = names,
                       .env = names_env_classes(names, limits),
                       .want = want,
                       .to = to,
                       .arena = &arena,
                       .b = BUF_INIT};
  if (want->bom && !want->ndjson) buf_puts(&x.b, "\xef\xbb\xbf");
  bool ok = (want->events ? export_events(&x, err) : export_people(&x, err)) &&
            export_flush(&x, true, err);
  if (ok) *ret_rows = x.rows;
  buf_release(&x.b);
  arena_release(&arena);
  return ok;
}
