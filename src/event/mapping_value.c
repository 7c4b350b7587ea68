/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One value of a mapping: what it may be, and where it stands when it is something else. */
#include <stdlib.h>

#include "base/panic.h"
#include "event/mapping_read_int.h"
#include "event/times_int.h"

bool mapping_at(struct mapping_parse *p, const struct json *v) {
  return err_at(p->err, p->source, v->line, v->column, 0);
}

static void join_keys(const struct str *names, size_t n, struct buf *out) {
  for (size_t i = 0; i < n; i++) {
    buf_puts(out, i ? ", " : "");
    buf_put_str(out, names[i]);
  }
}

#define KEYS_MAX 32

bool mapping_unknown_key(struct mapping_parse *p, struct str key, const struct json *v,
                         const struct mapping_key *keys, size_t n) {
  struct str names[KEYS_MAX] = {0};
  struct buf list = BUF_INIT;
  must(n <= KEYS_MAX);
  for (size_t i = 0; i < n; i++)
    names[i] = str_from(keys[i].name);
  int near = str_nearest(key, names, n);
  if (near >= 0)
    buf_put_str(&list, names[near]);
  else
    join_keys(names, n, &list);
  err_fail(p->err, ERR_map_unknown_key, "%.*s" ERR_SEP "%.*s", STRF(key), STRF(buf_str(&list)));
  buf_release(&list);
  return mapping_at(p, v);
}

bool mapping_bad_value(struct mapping_parse *p, const struct json *v, const char *what,
                       const char *use) {
  struct buf text = BUF_INIT;
  if (v->type == JSON_STRING)
    buf_put_str(&text, v->text);
  else
    json_write_tree(v, false, &text);
  err_fail(p->err, ERR_map_bad_value, "%s" ERR_SEP "%.*s" ERR_SEP "%s", what, STRF(buf_str(&text)),
           use);
  buf_release(&text);
  return mapping_at(p, v);
}

bool mapping_keys(struct mapping_parse *p, const struct json *v, const char *what,
                  const struct mapping_key *keys, size_t n) {
  if (v->type != JSON_OBJECT) return mapping_bad_value(p, v, what, "key: value");
  for (uint32_t i = 0; i < v->n; i++) {
    size_t k = 0;
    while (k < n && !str_is(v->keys[i], keys[k].name))
      k++;
    if (k == n) return mapping_unknown_key(p, v->keys[i], &v->items[i], keys, n);
    if (!keys[k].read(p, &v->items[i])) return false;
  }
  return true;
}

/* Column names and words may look like numbers or truth values in YAML: `person: 1`, `values:
 * [true]`. */
bool mapping_text(struct mapping_parse *p, const struct json *v, const char *what,
                  struct str *ret) {
  struct str s = v->text;
  if (v->type == JSON_BOOL)
    s = v->boolean ? STR("true") : STR("false");
  else if (v->type != JSON_STRING && v->type != JSON_NUMBER)
    return mapping_bad_value(p, v, what, "text");
  *ret = arena_str(p->out, s);
  return true;
}

bool mapping_name(struct mapping_parse *p, const struct json *v, const char *what,
                  struct str *ret) {
  struct str s;
  if (!mapping_text(p, v, what, &s)) return false;
  if (s.n == 0 || s.n > NAME_MAX_BYTES) return mapping_bad_value(p, v, what, "1 … 255 bytes");
  *ret = s;
  return true;
}

/* A separator stands between type and value in batches, so no control characters. */
bool mapping_identity_type(struct mapping_parse *p, const struct json *v, struct str *ret) {
  struct str s;
  if (!mapping_name(p, v, "type", &s)) return false;
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] <= 0x20)
      return mapping_bad_value(p, v, "type", "user_id, phone, email, …");
  *ret = s;
  return true;
}

bool mapping_bool(struct mapping_parse *p, const struct json *v, const char *what, bool *ret) {
  if (v->type != JSON_BOOL) return mapping_bad_value(p, v, what, "true, false");
  *ret = v->boolean;
  return true;
}

/* One of the words; *ret is its place in the '|'-separated list. */
bool mapping_word(struct mapping_parse *p, const struct json *v, const char *what,
                  const char *words, int *ret) {
  struct str rest = str_from(words);
  for (int i = 0; v->type == JSON_STRING && rest.n > 0; i++)
    if (str_eq(v->text, str_cut(&rest, '|'))) {
      *ret = i;
      return true;
    }
  return mapping_bad_value(p, v, what, words);
}

bool mapping_texts(struct mapping_parse *p, const struct json *v, const char *what,
                   struct str **ret, uint32_t *ret_n) {
  if (v->type != JSON_ARRAY) {
    struct str *one = arena_array(p->out, struct str, 1);
    if (!mapping_text(p, v, what, one)) return false;
    *ret = one;
    *ret_n = 1;
    return true;
  }
  struct str *list = arena_array(p->out, struct str, v->n + 1);
  for (uint32_t i = 0; i < v->n; i++)
    if (!mapping_text(p, &v->items[i], what, &list[i])) return false;
  *ret = list;
  *ret_n = v->n;
  return true;
}

bool mapping_zone(struct mapping_parse *p, const struct json *v) {
  struct str name;
  if (!mapping_name(p, v, "zone", &name)) return false;
  return tz_load(name, &p->m->zone, p->err) || mapping_at(p, v);
}

const char *const mapping_type_words[V_TYPES] = {"", "boolean", "number", "text", "time"};

bool mapping_type(struct mapping_parse *p, const struct json *v, enum vtype *ret) {
  int i;
  if (!mapping_word(p, v, "type", "boolean|number|text|time|string", &i)) return false;
  *ret = i == 4 ? V_STR : (enum vtype)(i + 1);
  return true;
}

bool mapping_time_format(struct mapping_parse *p, const struct json *v, struct str *ret) {
  struct time_reader *probe = must_malloc(sizeof *probe);
  bool ok = mapping_text(p, v, "format", ret) &&
            (time_reader_init(probe, *ret, tz_utc()) ||
             mapping_bad_value(p, v, "format", "iso, dmy, mdy, unix, unix_ms, excel, %Y%m%d …"));
  free(probe);
  return ok;
}
