/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YAML to the same tree as JSON.
 *
 * YAML is how people write resources, so it is read as JSON with fewer quotes: libyaml's events,
 * the types of JSON, and none of the features that make a document mean something other than it
 * shows: no anchors and aliases (they also multiply memory), no merge keys, no tags of one's own,
 * one document.  A plain `no` or `2026-01-31` is a string; only true, false, null, ~, nothing, and
 * JSON numbers are more.
 *
 * Events are few and small, so one frame per open container on a fixed stack is enough, and depth
 * cannot surprise anybody. */
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/json_int.h"
#include "base/panic.h"
#include "base/utf8.h"
#include "base/vec.h"

struct key {
  struct str text;
  uint32_t line, column;
};

struct frame {
  struct json node; /* the container, without its children */
  size_t first_value, first_key;
  bool has_key; /* in a mapping: the next node is a value */
};

struct in {
  yaml_parser_t yaml;
  struct arena *out;
  VEC(struct json) values;
  VEC(struct key) keys;
  struct frame frames[JSON_DEPTH_MAX];
  int depth;
  struct json *root;
  struct err *err;
};

static bool place(struct in *in, yaml_mark_t mark) {
  in->err->place.line = (uint64_t)mark.line + 1;
  in->err->place.column = mark.column < UINT32_MAX ? (uint32_t)mark.column + 1 : 0;
  return false;
}

static bool wrong(struct in *in, yaml_mark_t mark, const char *what) {
  err_fail(in->err, ERR_bad_yaml, "%s" ERR_SEP "%s", what, yaml_words_zh(what));
  return place(in, mark);
}

/* What libyaml could not read. */
static bool unreadable(struct in *in) {
  yaml_parser_t *y = &in->yaml;
  if (y->error == YAML_MEMORY_ERROR) panic("no memory to read YAML");
  if (y->error == YAML_READER_ERROR) {
    err_fail(in->err, ERR_bad_yaml, "%s (byte %zu)" ERR_SEP "%s（第 %zu 字节）", y->problem,
             y->problem_offset, yaml_words_zh(y->problem), y->problem_offset);
    return place(in, y->mark);
  }
  const char *context = y->context ? y->context : "",
             *problem = y->problem ? y->problem : "not understood";
  err_fail(in->err, ERR_bad_yaml, "%s%s%s" ERR_SEP "%s%s%s", context, *context ? ", " : "", problem,
           yaml_words_zh(context), *context ? "，" : "", yaml_words_zh(problem));
  return place(in, y->problem_mark);
}

enum json_type yaml_plain_type(struct str s, bool *ret_boolean) {
  if (s.n == 0 || str_eq(s, STR("null")) || str_eq(s, STR("~"))) return JSON_NULL;
  if (str_eq(s, STR("true")) || str_eq(s, STR("false"))) {
    *ret_boolean = s.n == 4;
    return JSON_BOOL;
  }
  return json_is_number(s) ? JSON_NUMBER : JSON_STRING;
}

/* The tag's own word if it is one of the core ("str", "int" …), NULL if it is not. */
static const char *core_tag(const yaml_char_t *tag) {
  static const char prefix[] = "tag:yaml.org,2002:";
  const char *t = (const char *)tag;
  return strncmp(t, prefix, sizeof prefix - 1) == 0 ? t + sizeof prefix - 1 : NULL;
}

static bool tag_allows(const yaml_char_t *tag, bool plain, struct json *v) {
  if (strcmp((const char *)tag, "!") == 0) return true;
  const char *name = core_tag(tag);
  if (!name) return false;
  if (strcmp(name, "str") == 0) return true;
  enum json_type type = plain ? yaml_plain_type(v->text, &v->boolean) : JSON_STRING;
  int64_t whole;
  v->type = type;
  return (type == JSON_NULL && strcmp(name, "null") == 0) ||
         (type == JSON_BOOL && strcmp(name, "bool") == 0) ||
         (type == JSON_NUMBER && strcmp(name, "float") == 0) ||
         (type == JSON_NUMBER && strcmp(name, "int") == 0 && json_int(v, &whole));
}

static bool read_scalar(struct in *in, const yaml_event_t *e, struct json *v) {
  bool plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  struct str s = str_of(e->data.scalar.value, e->data.scalar.length);
  if (s.n && memchr(s.p, 0, s.n))
    return wrong(in, e->start_mark, "U+0000 is not allowed in strings");
  v->type = JSON_STRING;
  v->text = arena_str(in->out, s);
  if (e->data.scalar.tag) {
    if (!tag_allows(e->data.scalar.tag, plain, v))
      return wrong(in, e->start_mark, "this tag does not fit the value or is not known");
  } else if (plain) {
    v->type = yaml_plain_type(v->text, &v->boolean);
  }
  if (v->type != JSON_STRING && v->type != JSON_NUMBER) v->text = (struct str){NULL, 0};
  return true;
}

static bool read_key(struct in *in, const yaml_event_t *e) {
  if (e->type != YAML_SCALAR_EVENT)
    return wrong(in, e->start_mark, "a key must be a word or a text, not a list or mapping");
  struct json v = {0};
  if (!read_scalar(in, e, &v)) return false;
  struct str text = arena_str(in->out, str_of(e->data.scalar.value, e->data.scalar.length));
  if (e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && str_eq(text, STR("<<")))
    return wrong(in, e->start_mark, "merge keys (<<) are not supported");
  struct key key = {text, (uint32_t)e->start_mark.line + 1, (uint32_t)e->start_mark.column + 1};
  vec_push(&in->keys, key);
  in->frames[in->depth - 1].has_key = true;
  return true;
}

static void deliver(struct in *in, const struct json *v) {
  if (in->depth == 0) {
    in->root = arena_alloc(in->out, sizeof *in->root);
    *in->root = *v;
  } else {
    vec_push(&in->values, *v);
    in->frames[in->depth - 1].has_key = false;
  }
}

static bool open_container(struct in *in, const yaml_event_t *e, enum json_type type,
                           const yaml_char_t *tag) {
  const char *name = tag ? core_tag(tag) : NULL;
  if (tag && (!name || strcmp(name, type == JSON_ARRAY ? "seq" : "map") != 0))
    return wrong(in, e->start_mark, "this tag is not known");
  if (in->depth == JSON_DEPTH_MAX) {
    err_fail(in->err, ERR_too_deep, "YAML" ERR_SEP "%d", JSON_DEPTH_MAX);
    return place(in, e->start_mark);
  }
  in->frames[in->depth++] = (struct frame){
      .node = {.type = type,
               .line = (uint32_t)e->start_mark.line + 1,
               .column = (uint32_t)e->start_mark.column + 1},
      .first_value = in->values.n,
      .first_key = in->keys.n,
  };
  return true;
}

static bool close_container(struct in *in) {
  struct frame *f = &in->frames[--in->depth];
  struct json v = f->node;
  v.n = (uint32_t)(in->values.n - f->first_value);
  if (v.n) {
    v.items = arena_alloc(in->out, v.n * sizeof *v.items);
    memcpy(v.items, in->values.p + f->first_value, v.n * sizeof *v.items);
  }
  if (v.type == JSON_OBJECT) {
    const struct key *keys = in->keys.p + f->first_key;
    v.keys = v.n ? arena_alloc(in->out, v.n * sizeof *v.keys) : NULL;
    for (uint32_t i = 0; i < v.n; i++)
      v.keys[i] = keys[i].text;
    uint32_t repeated = json_repeated_key(v.keys, v.n);
    if (repeated < v.n) {
      struct str text = keys[repeated].text;
      err_fail(in->err, ERR_bad_yaml, "the key \"%.*s\" appears twice" ERR_SEP "键“%.*s”出现了两次",
               (int)utf8_cut(text, 60), text.p, (int)utf8_cut(text, 60), text.p);
      in->err->place.line = keys[repeated].line;
      in->err->place.column = keys[repeated].column;
      return false;
    }
  }
  in->values.n = f->first_value;
  in->keys.n = f->first_key;
  deliver(in, &v);
  return true;
}

static const yaml_char_t *anchor_of(const yaml_event_t *e) {
  switch (e->type) {
  case YAML_SCALAR_EVENT:
    return e->data.scalar.anchor;
  case YAML_SEQUENCE_START_EVENT:
    return e->data.sequence_start.anchor;
  case YAML_MAPPING_START_EVENT:
    return e->data.mapping_start.anchor;
  default:
    return NULL;
  }
}

static bool take(struct in *in, const yaml_event_t *e) {
  bool starts_node = e->type == YAML_SCALAR_EVENT || e->type == YAML_SEQUENCE_START_EVENT ||
                     e->type == YAML_MAPPING_START_EVENT;
  if (anchor_of(e) || e->type == YAML_ALIAS_EVENT)
    return wrong(in, e->start_mark, "anchors and aliases (& and *) are not supported");
  if (e->type == YAML_DOCUMENT_START_EVENT && in->root)
    return wrong(in, e->start_mark, "only one document is expected");
  if (starts_node && in->depth > 0 && in->frames[in->depth - 1].node.type == JSON_OBJECT &&
      !in->frames[in->depth - 1].has_key)
    return read_key(in, e);
  switch (e->type) {
  case YAML_SCALAR_EVENT: {
    struct json v = {.line = (uint32_t)e->start_mark.line + 1,
                     .column = (uint32_t)e->start_mark.column + 1};
    if (!read_scalar(in, e, &v)) return false;
    deliver(in, &v);
    return true;
  }
  case YAML_SEQUENCE_START_EVENT:
    return open_container(in, e, JSON_ARRAY, e->data.sequence_start.tag);
  case YAML_MAPPING_START_EVENT:
    return open_container(in, e, JSON_OBJECT, e->data.mapping_start.tag);
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    return close_container(in);
  default:
    return true;
  }
}

static bool read_all(struct in *in) {
  for (;;) {
    yaml_event_t event;
    if (!yaml_parser_parse(&in->yaml, &event)) return unreadable(in);
    bool last = event.type == YAML_STREAM_END_EVENT;
    bool ok = take(in, &event);
    yaml_event_delete(&event);
    if (!ok) return false;
    if (last) return true;
  }
}

/* A text without any document, such as only comments, is null. */
bool yaml_parse(struct str text, struct arena *out, struct json **ret, struct err *err) {
  if (text.n > JSON_BYTES_MAX)
    return err_fail(err, ERR_too_large, "YAML" ERR_SEP "%zu MiB", JSON_BYTES_MAX >> 20);
  if (!utf8_valid(text)) {
    if (text.n && memchr(text.p, 0, text.n))
      return err_fail(err, ERR_bad_yaml, "the text contains U+0000" ERR_SEP "文本中含有 U+0000");
    return err_fail(err, ERR_bad_utf8, "YAML");
  }
  struct in *in = must_calloc(1, sizeof *in);
  in->out = out;
  in->err = err;
  err_clear(err);
  if (!yaml_parser_initialize(&in->yaml)) panic("no memory to read YAML");
  yaml_parser_set_encoding(&in->yaml, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&in->yaml, (const unsigned char *)(text.n ? text.p : ""), text.n);
  bool ok = read_all(in);
  if (ok && !in->root) {
    in->root = arena_new(out, struct json);
    in->root->line = in->root->column = 1;
  }
  if (ok) *ret = in->root;
  yaml_parser_delete(&in->yaml);
  vec_free(&in->values);
  vec_free(&in->keys);
  free(in);
  return ok;
}
