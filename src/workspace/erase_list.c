/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * erasures.json: whom we promised to forget, without saying who they were.
 *
 * Per erased person the subject number, the LSN of the record, and keyed hashes (BLAKE2b-128) of
 * their identities.  The hashes serve two purposes: rows that the log still holds from before are
 * recognised without the name, and a restored backup, in which the person is still whole, can be
 * told whom to erase.  The key lies in the same file, because the list goes with it to where it is
 * applied; it keeps hashes of two workspaces from being compared, and the file is its owner's
 * alone. */
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/json.h"
#include "workspace_int.h"

#define LIST_BYTES_MAX ((size_t)256 << 20)
#define LIST_FORMAT    1

void erasures_release(struct erasures *e) {
  for (size_t i = 0; i < e->list.n; i++)
    vec_free(&e->list.p[i].ids);
  vec_free(&e->list);
  *e = (struct erasures){0};
}

void erasure_hash(const struct erasures *e, struct str type, struct str value,
                  uint8_t out[ERASE_HASH_BYTES]) {
  crypto_generichash_state h;
  crypto_generichash_init(&h, e->key, sizeof e->key, ERASE_HASH_BYTES);
  crypto_generichash_update(&h, (const uint8_t *)type.p, type.n);
  crypto_generichash_update(&h, (const uint8_t *)"\x1f", 1);
  crypto_generichash_update(&h, (const uint8_t *)value.p, value.n);
  crypto_generichash_final(&h, out, ERASE_HASH_BYTES);
}

bool erasures_have(const struct erasures *e, uint32_t subject, uint64_t lsn) {
  for (size_t i = 0; i < e->list.n; i++)
    if (e->list.p[i].subject == subject && e->list.p[i].lsn > lsn) return true;
  return false;
}

bool erasures_cover(const struct erasures *e, struct str type, struct str value, uint64_t lsn) {
  uint8_t hash[ERASE_HASH_BYTES];
  if (e->list.n == 0 || e->list.p[e->list.n - 1].lsn < lsn) return false; /* ascending */
  erasure_hash(e, type, value, hash);
  for (size_t i = e->list.n; i > 0 && e->list.p[i - 1].lsn >= lsn; i--)
    for (size_t k = 0; k < e->list.p[i - 1].ids.n; k++)
      if (memcmp(e->list.p[i - 1].ids.p[k].hash, hash, sizeof hash) == 0) return true;
  return false;
}

static void put_hex(struct jw *j, const uint8_t *p, size_t n) {
  char hex[2 * ERASE_KEY_BYTES + 1];
  sodium_bin2hex(hex, sizeof hex, p, n);
  jw_cstr(j, hex);
}

bool erasures_save(struct workspace *w, struct err *err) {
  const struct erasures *e = &w->erasures;
  char path[WS_PATH_MAX];
  struct buf b = BUF_INIT;
  struct jw j;
  jw_init(&j, &b, 1);
  jw_begin_object(&j);
  jw_key(&j, "format"), jw_int(&j, LIST_FORMAT);
  jw_key(&j, "key"), put_hex(&j, e->key, sizeof e->key);
  jw_key(&j, "lsn"), jw_uint(&j, e->lsn);
  jw_key(&j, "erased"), jw_begin_array(&j);
  for (size_t i = 0; i < e->list.n; i++) {
    const struct erasure *x = &e->list.p[i];
    jw_begin_object(&j);
    jw_key(&j, "subject"), jw_uint(&j, x->subject);
    jw_key(&j, "lsn"), jw_uint(&j, x->lsn);
    jw_key(&j, "at_ms"), jw_int(&j, x->at_ms);
    jw_key(&j, "done"), jw_bool(&j, x->done);
    jw_key(&j, "identities"), jw_begin_array(&j);
    for (size_t k = 0; k < x->ids.n; k++)
      put_hex(&j, x->ids.p[k].hash, ERASE_HASH_BYTES);
    jw_end_array(&j);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_end_object(&j);
  buf_putc(&b, '\n');
  ws_join(path, w->path, "erasures.json");
  bool ok = io_write_atomic(w->io, path, b.p, b.n, err);
  buf_release(&b);
  return ok;
}

static bool get_hex(struct str s, uint8_t *out, size_t n) {
  size_t got;
  return s.n == 2 * n && sodium_hex2bin(out, n, s.p, s.n, NULL, &got, NULL) == 0 && got == n;
}

static bool get_number(const struct json *o, const char *key, uint64_t *ret) {
  const struct json *v = json_get(o, key);
  int64_t n;
  if (!v || !json_int(v, &n) || n < 0) return false;
  *ret = (uint64_t)n;
  return true;
}

static bool get_one(const struct json *v, uint64_t before, struct erasure *ret) {
  uint64_t subject, at;
  const struct json *ids = json_get(v, "identities");
  if (!get_number(v, "subject", &subject) || subject >= SUBJECT_NONE ||
      !get_number(v, "lsn", &ret->lsn) || !get_number(v, "at_ms", &at) || ret->lsn < before ||
      !ids || ids->type != JSON_ARRAY)
    return false;
  ret->subject = (uint32_t)subject;
  ret->at_ms = (int64_t)at;
  ret->done = json_get_bool(v, "done", false);
  for (uint32_t i = 0; i < ids->n; i++) {
    struct erased_id id;
    if (ids->items[i].type != JSON_STRING || !get_hex(ids->items[i].text, id.hash, sizeof id.hash))
      return false;
    vec_push(&ret->ids, id);
  }
  return true;
}

static bool fill(const struct json *doc, struct erasures *e) {
  uint64_t format, before = 0;
  const struct json *list = json_get(doc, "erased");
  if (!get_number(doc, "format", &format) || format != LIST_FORMAT ||
      !get_hex(json_get_str(doc, "key"), e->key, sizeof e->key) ||
      !get_number(doc, "lsn", &e->lsn) || !list || list->type != JSON_ARRAY)
    return false;
  for (uint32_t i = 0; i < list->n; i++) {
    struct erasure x = {0};
    bool ok = get_one(&list->items[i], before, &x);
    vec_push(&e->list, x); /* released with the rest, also when half read */
    if (!ok) return false;
    before = x.lsn;
  }
  e->has_key = true;
  return true;
}

bool erasures_read(struct io *io, const char *path, struct arena *tmp, struct erasures *ret,
                   struct err *err) {
  struct str text;
  struct json *doc;
  struct erasures e = {0};
  struct err why;
  if (!io_read_all(io, path, LIST_BYTES_MAX, tmp, &text, err)) return false;
  if (!json_parse(text, tmp, &doc, &why))
    return err_fail(err, ERR_bad_erasures, "%s" ERR_SEP "%s", path, "JSON");
  if (!fill(doc, &e)) {
    erasures_release(&e);
    return err_fail(err, ERR_bad_erasures, "%s" ERR_SEP "%s", path, "erased");
  }
  *ret = e;
  return true;
}

bool erasures_load(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  ws_join(path, w->path, "erasures.json");
  if (!io_exists(w->io, path)) return true;
  arena_init(&tmp, "erasures");
  bool ok = erasures_read(w->io, path, &tmp, &w->erasures, err);
  arena_release(&tmp);
  return ok;
}

bool erasures_load_again(struct workspace *w, struct err *err) {
  struct erasures before = w->erasures;
  w->erasures = (struct erasures){0};
  bool ok = erasures_load(w, err);
  for (size_t i = 0; i < before.list.n; i++)
    for (size_t k = 0; k < w->erasures.list.n && !before.list.p[i].done; k++)
      if (w->erasures.list.p[k].lsn == before.list.p[i].lsn) w->erasures.list.p[k].done = false;
  erasures_release(&before);
  return ok;
}
