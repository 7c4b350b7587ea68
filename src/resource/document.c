/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From files to documents: splitting, the fields that every kind has, the canonical form.
 *
 * A file holds one document or several between `---` lines.  We split before parsing: in YAML a
 * line that begins with `---` is a document marker wherever it stands, even in the middle of a
 * block scalar, so no parser is needed to find them, and each document gets limits and error places
 * of its own.  Lines in the trees are moved back to the file's, so that whoever complains later
 * (the classification parser, say) need not know that there was a split.
 *
 * The canonical form is compact JSON with the top-level fields in one fixed order and everything
 * below as it was given.  Below the top the order stays because it may mean something: of classes,
 * the first that holds wins.  Two documents are the same when their canonical forms are the same
 * bytes; comments and layout are not part of a document.
 */
#include "base/panic.h"
#include "base/utf8.h"
#include "resource/resource_int.h"

static const char *const common_fields[] = {"kind", "slug", "title", "description", NULL};

bool slug_valid(struct str s) {
  if (s.n == 0 || s.n > SLUG_MAX || s.p[0] < 'a' || s.p[0] > 'z') return false;
  for (size_t i = 1; i < s.n; i++) {
    char c = s.p[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
  }
  return true;
}

static struct json *get(const struct json *o, const char *key) {
  return (struct json *)json_get(o, key);
}

static uint32_t fields_of(const struct kind_def *k, struct str out[32]) {
  uint32_t n = 0;
  for (const char *const *f = common_fields; *f; f++)
    out[n++] = str_from(*f);
  for (const char *const *f = k->fields; *f; f++)
    out[n++] = str_from(*f);
  must(n <= 32);
  return n;
}

static bool check_fields(const struct document *d, const struct json *t, struct err *err) {
  struct str known[32];
  char words[ERR_ARG_BYTES];
  uint32_t n = fields_of(d->kind, known);
  for (uint32_t i = 0; i < t->n; i++) {
    uint32_t j = 0;
    while (j < n && !str_eq(t->keys[i], known[j]))
      j++;
    if (j < n) continue;
    known_words(t->keys[i], known, n, words);
    err_fail(err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", d->kind->name,
             STRF(t->keys[i]), words);
    return document_fail_at(d, &t->items[i], err);
  }
  return true;
}

/* A text in one or two languages: string, or {en, zh} with at least one. */
static bool read_text(const struct document *d, const char *field, const struct json *v,
                      struct str *ret_en, struct str *ret_zh, struct err *err) {
  struct str en = {0}, zh = {0};
  bool ok = v->type == JSON_STRING || v->type == JSON_OBJECT;
  if (v->type == JSON_STRING) en = zh = v->text;
  for (uint32_t i = 0; ok && v->type == JSON_OBJECT && i < v->n; i++) {
    ok = v->items[i].type == JSON_STRING;
    if (str_is(v->keys[i], "en"))
      en = v->items[i].text;
    else if (str_is(v->keys[i], "zh"))
      zh = v->items[i].text;
    else
      ok = false;
  }
  if (!ok || (en.n == 0 && zh.n == 0)) {
    err_fail(err, ERR_bad_field, "%s" ERR_SEP "\"…\" / {en: \"…\", zh: \"…\"}", field);
    return document_fail_at(d, v, err);
  }
  *ret_en = en.n ? en : zh;
  *ret_zh = zh.n ? zh : en;
  return true;
}

static bool short_enough(const struct document *d, const char *field, uint32_t max,
                         struct err *err) {
  const struct json *v = get(d->tree, field);
  for (uint32_t i = 0; v && i < (v->type == JSON_OBJECT ? v->n : 1); i++) {
    const struct json *one = v->type == JSON_OBJECT ? &v->items[i] : v;
    size_t n = utf8_count(one->text);
    if (n <= max) continue;
    err_fail(err, ERR_text_too_long, "%s" ERR_SEP "%zu" ERR_SEP "%u", field, n, max);
    return document_fail_at(d, one, err);
  }
  return true;
}

bool document_texts_fit(const struct document *d, struct err *err) {
  return short_enough(d, "title", RESOURCE_TITLE_MAX, err) &&
         short_enough(d, "description", RESOURCE_DESCRIPTION_MAX, err);
}

static bool read_kind(struct document *d, const struct json *t, struct err *err) {
  const struct json *v = get(t, "kind");
  if (!v || v->type != JSON_STRING) {
    if (v)
      err_fail(err, ERR_bad_field, "kind" ERR_SEP "\"…\"");
    else
      err_fail(err, ERR_missing_field, "document" ERR_SEP "kind");
    return document_fail_at(d, v ? v : t, err);
  }
  if (!kind_known(v->text, err)) return document_fail_at(d, v, err);
  d->kind = kind_find(v->text);
  return true;
}

static bool read_slug(struct document *d, const struct json *t, struct err *err) {
  const struct json *v = get(t, "slug");
  if (!v) {
    err_fail(err, ERR_missing_field, "%s" ERR_SEP "slug", d->kind->name);
    return document_fail_at(d, t, err);
  }
  bool scalar = v->type == JSON_STRING || v->type == JSON_NUMBER;
  if (v->type != JSON_STRING || !slug_valid(v->text)) {
    err_fail(err, ERR_bad_slug, "%.*s", STRF(scalar ? v->text : STR("…")));
    return document_fail_at(d, v, err);
  }
  d->slug = v->text;
  return true;
}

/* The same object with its top-level fields in canonical order, nulls left out. */
static struct json *in_order(const struct document *d, const struct json *t, struct arena *out) {
  struct str order[32];
  uint32_t n = fields_of(d->kind, order);
  struct json *o = arena_new(out, struct json);
  *o = *t;
  o->keys = arena_array(out, struct str, n);
  o->items = arena_array(out, struct json, n);
  o->n = 0;
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t j = 0; j < t->n; j++) {
      if (!str_eq(t->keys[j], order[i]) || t->items[j].type == JSON_NULL) continue;
      o->keys[o->n] = t->keys[j];
      o->items[o->n++] = t->items[j];
    }
  }
  return o;
}

static bool document_read(struct document *d, const struct json *t, struct arena *out,
                          struct err *err) {
  if (t->type != JSON_OBJECT) {
    err_fail(err, ERR_not_a_document, NULL);
    return document_fail_at(d, t, err);
  }
  d->tree = t;
  if (!read_kind(d, t, err) || !check_fields(d, t, err) || !read_slug(d, t, err)) return false;
  d->tree = in_order(d, t, out);
  d->title_en = d->title_zh = d->slug;
  struct str en, zh;
  const struct json *v = get(d->tree, "title");
  if (v && !read_text(d, "title", v, &d->title_en, &d->title_zh, err)) return false;
  v = get(d->tree, "description");
  if (v && !read_text(d, "description", v, &en, &zh, err)) return false;
  struct buf json = BUF_INIT;
  json_write_tree(d->tree, false, &json);
  d->canonical = arena_str(out, buf_str(&json));
  buf_release(&json);
  if (d->canonical.n <= RESOURCE_DOC_MAX) return true;
  err_fail(err, ERR_too_large, "%s/%.*s" ERR_SEP "%zu bytes", d->kind->name, STRF(d->slug),
           RESOURCE_DOC_MAX);
  return document_fail_at(d, t, err);
}

static void move_lines(struct json *v, uint64_t by) {
  if (v->line) v->line += (uint32_t)by;
  for (uint32_t i = 0; i < v->n && v->type >= JSON_ARRAY; i++)
    move_lines(&v->items[i], by);
}

/* True when the line is a document marker: `---` alone or followed by a blank. */
static bool is_marker(struct str line) {
  if (line.n < 3 || memcmp(line.p, "---", 3) != 0) return false;
  return line.n == 3 || line.p[3] == ' ' || line.p[3] == '\t' || line.p[3] == '\r';
}

/* Takes the text up to the next marker off *rest; *line0 counts the lines taken. */
static struct str next_piece(struct str *rest, uint64_t *line0) {
  struct str piece = {rest->p, 0};
  bool first = true;
  while (rest->n > 0) {
    const char *nl = memchr(rest->p, '\n', rest->n);
    size_t n = nl ? (size_t)(nl - rest->p) : rest->n;
    if (!first && is_marker(str_of(rest->p, n))) break;
    first = false;
    size_t take = nl ? n + 1 : n;
    piece.n += take;
    rest->p += take;
    rest->n -= take;
    *line0 += nl != NULL;
  }
  return piece;
}

static bool parse_piece(struct document *d, struct arena *out, struct json **ret, struct err *err) {
  struct str text = str_trim(d->text);
  if (d->text.n > RESOURCE_DOC_MAX) {
    err_fail(err, ERR_too_large, "%.*s" ERR_SEP "%zu bytes", STRF(d->source), RESOURCE_DOC_MAX);
    return err_at(err, arena_cstr(out, d->source), d->line0 + 1, 0, 0);
  }
  bool json = text.n > 0 && text.p[0] == '{';
  bool ok = json ? json_parse(text, out, ret, err) : yaml_parse(d->text, out, ret, err);
  /* `{a: 1}` is YAML too; and of JSON that is wrong, YAML's complaint has a place. */
  if (!ok && json) ok = yaml_parse(d->text, out, ret, err);
  if (ok) {
    move_lines(*ret, d->line0);
    return true;
  }
  uint64_t line = err->place.line ? err->place.line + d->line0 : 0;
  return err_at(err, arena_cstr(out, d->source), line, err->place.column, err->place.length);
}

static bool is_blank(struct str piece) {
  while (piece.n > 0) {
    struct str line = str_cut(&piece, '\n');
    if (is_marker(line)) line = str_of(line.p + 3, line.n - 3);
    line = str_trim(line);
    if (line.n > 0 && line.p[0] != '#' && !str_is(line, "...")) return false;
  }
  return true;
}

static bool add(struct documents *docs, struct document *d, struct err *err) {
  for (uint32_t i = 0; i < docs->n; i++) {
    const struct document *o = &docs->p[i];
    if (o->kind != d->kind || !str_eq(o->slug, d->slug)) continue;
    err_fail(err, ERR_duplicate_document, "%s" ERR_SEP "%.*s" ERR_SEP "%.*s:%u" ERR_SEP "%s",
             d->kind->name, STRF(d->slug), STRF(o->source), o->tree->line, d->kind->zh);
    return document_fail_at(d, d->tree, err);
  }
  if (docs->n == APPLY_DOCS_MAX)
    return err_fail(err, ERR_too_large, "apply" ERR_SEP "%d documents", APPLY_DOCS_MAX);
  docs->p[docs->n++] = *d;
  return true;
}

bool documents_parse(const struct resource_source *src, uint32_t n, struct arena *out,
                     struct documents *ret, struct err *err) {
  struct documents docs = {arena_array(out, struct document, APPLY_DOCS_MAX), 0};
  for (uint32_t i = 0; i < n; i++) {
    if (src[i].text.n > SOURCE_MAX)
      return err_fail(err, ERR_too_large, "%.*s" ERR_SEP "%zu bytes", STRF(src[i].name),
                      SOURCE_MAX);
    struct str rest = src[i].text;
    if (str_starts(rest, STR("\xef\xbb\xbf"))) rest = str_of(rest.p + 3, rest.n - 3);
    uint64_t lines = 0;
    uint32_t before = docs.n;
    while (rest.n > 0) {
      struct document d = {.source = arena_str(out, src[i].name),
                           .line0 = lines,
                           .if_version = src[i].if_version,
                           .allow = src[i].allow};
      struct json *tree;
      d.text = next_piece(&rest, &lines);
      if (is_blank(d.text)) continue;
      if (!parse_piece(&d, out, &tree, err) || !document_read(&d, tree, out, err) ||
          !add(&docs, &d, err))
        return false;
    }
    if (docs.n == before) return err_fail(err, ERR_no_documents, "%.*s", STRF(src[i].name));
  }
  *ret = docs;
  return true;
}

bool document_stored(struct str kind, struct str slug, struct str json, struct arena *out,
                     struct document *ret, struct err *err) {
  struct document d = {0};
  struct json *tree;
  d.source = arena_printf(out, "%.*s/%.*s", STRF(kind), STRF(slug));
  if (!json_parse(json, out, &tree, err) || !document_read(&d, tree, out, err)) {
    err_at(err, arena_cstr(out, d.source), 0, 0, 0);
    return false;
  }
  d.canonical = arena_str(out, json);
  *ret = d;
  return true;
}
