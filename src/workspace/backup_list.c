/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of a backup: JSON for people and other programs, with a checksum over what it says, so
 * that a flipped digit of a size or path is noticed before anything is made of it. */
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "backup_int.h"
#include "base/json.h"

#define LIST_BYTES_MAX ((size_t)64 << 20)

static void sum_of(const struct backup_list *l, char out[BACKUP_SUM_TEXT + 1]) {
  struct buf b = BUF_INIT;
  uint8_t sum[BACKUP_SUM_BYTES];
  buf_printf(&b, "%lld\n", (long long)l->at_ms);
  for (size_t i = 0; i < l->workspaces.n; i++)
    buf_printf(&b, "%s %llu\n", l->workspaces.p[i].slug,
               (unsigned long long)l->workspaces.p[i].lsn);
  for (size_t i = 0; i < l->files.n; i++)
    buf_printf(&b, "%s %llu %.*s\n", l->files.p[i].sum, (unsigned long long)l->files.p[i].bytes,
               STRF(l->files.p[i].path));
  crypto_generichash(sum, sizeof sum, (const uint8_t *)b.p, b.n, NULL, 0);
  sodium_bin2hex(out, BACKUP_SUM_TEXT + 1, sum, sizeof sum);
  buf_release(&b);
}

bool backup_list_write(struct io *io, const char *path, const struct backup_list *l,
                       struct err *err) {
  struct buf b = BUF_INIT;
  struct jw j;
  char sum[BACKUP_SUM_TEXT + 1];
  sum_of(l, sum);
  jw_init(&j, &b, 1);
  jw_begin_object(&j);
  jw_key(&j, "format"), jw_int(&j, BACKUP_FORMAT);
  jw_key(&j, "at_ms"), jw_int(&j, l->at_ms);
  jw_key(&j, "workspaces"), jw_begin_array(&j);
  for (size_t i = 0; i < l->workspaces.n; i++) {
    jw_begin_object(&j);
    jw_key(&j, "slug"), jw_cstr(&j, l->workspaces.p[i].slug);
    jw_key(&j, "lsn"), jw_uint(&j, l->workspaces.p[i].lsn);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_key(&j, "files"), jw_begin_array(&j);
  for (size_t i = 0; i < l->files.n; i++) {
    jw_begin_object(&j);
    jw_key(&j, "path"), jw_str(&j, l->files.p[i].path);
    jw_key(&j, "bytes"), jw_uint(&j, l->files.p[i].bytes);
    jw_key(&j, "sum"), jw_cstr(&j, l->files.p[i].sum);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_key(&j, "sum"), jw_cstr(&j, sum);
  jw_end_object(&j);
  buf_putc(&b, '\n');
  bool ok = io_write_atomic(io, path, b.p, b.n, err);
  buf_release(&b);
  return ok;
}

static uint64_t number(const struct json *o, const char *key) {
  const struct json *v = json_get(o, key);
  int64_t n = -1;
  return v && json_int(v, &n) && n >= 0 ? (uint64_t)n : UINT64_MAX;
}

static bool is_sum(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
  return s.n == BACKUP_SUM_TEXT;
}

/* Below the directory, whoever wrote the list. */
static bool is_path(struct str s) {
  struct str rest = s;
  while (rest.n) {
    struct str step = str_cut(&rest, '/');
    if (step.n == 0 || str_is(step, ".") || str_is(step, "..")) return false;
  }
  return s.n > 0 && s.n < 1024 && s.p[s.n - 1] != '/' && !memchr(s.p, 0, s.n);
}

/* Of the workspace that the file is of, if it is of one. */
static void count_in(struct backup_list *l, const struct backup_file *f) {
  struct str rest = f->path;
  if (!str_is(str_cut(&rest, '/'), "w")) return;
  struct str slug = str_cut(&rest, '/');
  for (size_t i = 0; i < l->workspaces.n; i++)
    if (str_is(slug, l->workspaces.p[i].slug)) l->workspaces.p[i].bytes += f->bytes;
}

static bool fill(const struct json *doc, struct arena *out, struct backup_list *l) {
  const struct json *files = json_get(doc, "files"), *ws = json_get(doc, "workspaces");
  if (!files || files->type != JSON_ARRAY || !ws || ws->type != JSON_ARRAY) return false;
  l->at_ms = (int64_t)number(doc, "at_ms");
  for (uint32_t i = 0; i < ws->n; i++) {
    struct backup_workspace w = {.lsn = number(&ws->items[i], "lsn")};
    struct str slug = json_get_str(&ws->items[i], "slug");
    if (slug.n == 0 || slug.n >= sizeof w.slug) return false;
    memcpy(w.slug, slug.p, slug.n);
    vec_push(&l->workspaces, w);
  }
  for (uint32_t i = 0; i < files->n; i++) {
    struct str sum = json_get_str(&files->items[i], "sum");
    struct backup_file f = {.path = arena_str(out, json_get_str(&files->items[i], "path")),
                            .bytes = number(&files->items[i], "bytes")};
    if (!is_sum(sum) || !is_path(f.path)) return false;
    memcpy(f.sum, sum.p, sum.n);
    vec_push(&l->files, f);
    count_in(l, &f);
  }
  char sum[BACKUP_SUM_TEXT + 1];
  sum_of(l, sum);
  return str_is(json_get_str(doc, "sum"), sum);
}

bool backup_list_read(struct io *io, const char *path, struct arena *out, struct backup_list *ret,
                      struct err *err) {
  struct str text;
  struct json *doc;
  struct backup_list l = {0};
  struct err why;
  if (!io_read_all(io, path, LIST_BYTES_MAX, out, &text, err)) return false;
  if (!json_parse(text, out, &doc, &why))
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "it is not a list of files", path);
  uint64_t format = number(doc, "format");
  if (format > BACKUP_FORMAT && format != UINT64_MAX)
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "format %llu", path,
                    (unsigned long long)format);
  if (!fill(doc, out, &l)) {
    backup_list_release(&l);
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "it does not say what it said when written",
                    path);
  }
  *ret = l;
  return true;
}

const struct backup_file *backup_list_key(const struct backup_list *l) {
  for (size_t i = 0; i < l->files.n; i++)
    if (str_is(l->files.p[i].path, BACKUP_KEY)) return &l->files.p[i];
  return NULL;
}

void backup_list_release(struct backup_list *l) {
  vec_free(&l->files);
  vec_free(&l->workspaces);
}

typedef VEC(struct str) texts;

static int text_order(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool named_objects(struct io *io, const char *target, const struct str *names, size_t n,
                          struct arena *tmp, texts *ret, struct err *err) {
  for (size_t i = 0; i < n; i++) {
    struct backup_list l;
    if (!backup_list_read(io, arena_printf(tmp, "%s/backups/%.*s", target, STRF(names[i])).p, tmp,
                          &l, err))
      return false;
    for (size_t k = 0; k < l.files.n; k++) {
      struct str sum = arena_str(tmp, str_from(l.files.p[k].sum));
      vec_push(ret, sum);
    }
    backup_list_release(&l);
  }
  if (ret->n) qsort(ret->p, ret->n, sizeof *ret->p, text_order);
  return true;
}

/* A list goes before its objects, so that no list ever names what is not there. */
bool backup_prune(struct io *io, const char *target, uint32_t keep, uint64_t *ret_removed,
                  struct err *err) {
  struct arena tmp;
  struct str *lists, *objects;
  size_t n = 0, m = 0;
  texts named = {0};
  char path[WS_PATH_MAX];
  arena_init(&tmp, "prune");
  ws_join(path, target, "backups");
  bool ok = io_list(io, path, &tmp, &lists, &n, err);
  size_t whole = 0;
  for (size_t i = 0; ok && i < n; i++) {
    if (str_ends(lists[i], STR(".json")))
      lists[whole++] = lists[i];
    else /* half a list, of a backup that was stopped */
      ok = io_unlink(io, arena_printf(&tmp, "%s/%.*s", path, STRF(lists[i])).p, err);
  }
  n = whole;
  size_t gone = ok && keep && n > keep ? n - keep : 0;
  for (size_t i = 0; ok && i < gone; i++)
    ok = io_unlink(io, arena_printf(&tmp, "%s/checks/%.*s", target, STRF(lists[i])).p, err) &&
         io_unlink(io, arena_printf(&tmp, "%s/%.*s", path, STRF(lists[i])).p, err);
  ok = ok && io_sync_dir(io, path, err);
  ok = ok && named_objects(io, target, lists + gone, n - gone, &tmp, &named, err);
  ws_join(path, target, "objects");
  ok = ok && io_list(io, path, &tmp, &objects, &m, err);
  for (size_t i = 0; ok && i < m; i++) {
    if (named.n && bsearch(&objects[i], named.p, named.n, sizeof *named.p, text_order)) continue;
    ok = io_unlink(io, arena_printf(&tmp, "%s/%.*s", path, STRF(objects[i])).p, err);
    *ret_removed += ok;
  }
  vec_free(&named);
  arena_release(&tmp);
  return ok;
}
