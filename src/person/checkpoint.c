/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The checkpoint: written whole beside the old one and renamed over it; read straight into the
 * pages it will live in, so that loading needs no second copy.
 *
 * It is derived: the log can make it again.  So anything wrong with it, from a flipped bit to an
 * unreadable disk to a newer version, means the same: there is none, and the caller replays from
 * the log's beginning.  All the same, nothing it says is believed before its sums are right, and
 * then still checked against P1 … P6, because a wrong index would be a wrong answer for ever. */
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/panic.h"
#include "person/person_int.h"

#define MAGIC     "SHOALPPL"
#define VERSION   1u
#define HEAD      128u
#define HEAD_SUM  120u
#define LOG_ID_AT 48u
#define CHUNK     ((size_t)1 << 20)
#define ENTRY_MAX (PEOPLE_ENTRY_HEAD + PEOPLE_VALUE_BYTES_MAX)

static char *path_of(const struct people *p, const char *suffix) {
  size_t n = strlen(p->dir) + sizeof "/" PEOPLE_FILE + strlen(suffix);
  char *path = must_malloc(n);
  strcpy(path, p->dir);
  strcat(path, "/" PEOPLE_FILE);
  return strcat(path, suffix);
}

struct file {
  struct io *io;
  struct io_file *f;
  uint64_t off, size;
  XXH3_state_t *sum;
};

static bool put(struct file *w, const void *p, size_t n, struct err *err) {
  if (!io_pwrite(w->io, w->f, p, n, w->off, err)) return false;
  XXH3_64bits_update(w->sum, p, n);
  w->off += n;
  return true;
}

static bool put_buf(struct file *w, struct buf *b, struct err *err) {
  bool ok = put(w, b->p, b->n, err);
  buf_reset(b);
  return ok;
}

static void head_put(const struct people *p, struct buf *b) {
  buf_puts(b, MAGIC);
  buf_put_u32(b, VERSION);
  buf_put_u32(b, 0);
  buf_put_u32(b, 0);
  buf_put_u32(b, (uint32_t)p->types.n);
  buf_put_u64(b, p->lsn);
  buf_put_u32(b, p->n_subjects);
  buf_put_u32(b, people_entries(p));
  buf_put_u32(b, (uint32_t)p->pages.n);
  buf_put_u32(b, p->linked);
  buf_put_u8(b, (uint8_t)strlen(p->log_id));
  buf_puts(b, p->log_id);
  while (b->n < HEAD_SUM)
    buf_put_u8(b, 0);
  buf_put_u64(b, XXH3_64bits(b->p, HEAD_SUM));
}

static bool put_all(const struct people *p, struct file *w, struct buf *b, struct err *err) {
  head_put(p, b);
  if (!put_buf(w, b, err)) return false;
  XXH3_64bits_reset(w->sum);
  for (size_t i = 0; i < p->types.n; i++) {
    buf_put_u8(b, (uint8_t)p->types.p[i].n);
    buf_put_str(b, p->types.p[i]);
  }
  for (size_t i = 0; i < p->pages.n; i++)
    buf_put_u32(b, p->pages.p[i].used);
  if (!put_buf(w, b, err)) return false;
  for (size_t i = 0; i < p->pages.n; i++)
    if (!put(w, p->pages.p[i].bytes, p->pages.p[i].used, err)) return false;
  for (uint32_t i = 0; p->linked && i < people_entries(p); i++) {
    buf_put_u32(b, p->subject_of.p[i]);
    if (b->n >= CHUNK && !put_buf(w, b, err)) return false;
  }
  if (!put_buf(w, b, err)) return false;
  buf_put_u64(b, XXH3_64bits_digest(w->sum));
  return put_buf(w, b, err);
}

bool people_checkpoint(struct people *p, struct err *err) {
  struct file w = {.io = p->io};
  struct err ignored;
  struct buf b = BUF_INIT;
  must(people_entries(p) == p->kept.entries);
  if (!io_mkdirs(p->io, p->dir, err)) return false;
  char *path = path_of(p, ""), *tmp = path_of(p, ".tmp");
  w.sum = XXH3_createState();
  must(w.sum);
  XXH3_64bits_reset(w.sum);
  bool ok = io_open(p->io, tmp, IO_CREATE, &w.f, err);
  if (ok) {
    ok = io_truncate(p->io, w.f, 0, err) && put_all(p, &w, &b, err) && io_sync(p->io, w.f, err);
    io_close(p->io, w.f);
    ok = ok && io_rename(p->io, tmp, path, err) && io_sync_dir(p->io, p->dir, err);
    if (!ok) io_unlink(p->io, tmp, &ignored);
  }
  XXH3_freeState(w.sum);
  buf_release(&b);
  free(path);
  free(tmp);
  return ok;
}

/* Reads exactly n bytes. */
static bool get(struct file *r, void *p, uint64_t n) {
  struct err ignored;
  size_t got;
  if (n > r->size - r->off || !io_pread(r->io, r->f, p, (size_t)n, r->off, &got, &ignored) ||
      got != n)
    return false;
  XXH3_64bits_update(r->sum, p, (size_t)n);
  r->off += n;
  return true;
}

struct head {
  uint32_t types, subjects, entries, pages, linked;
};

static bool load_head(struct people *p, struct file *r, struct head *ret) {
  uint8_t bytes[HEAD];
  if (!get(r, bytes, HEAD) || memcmp(bytes, MAGIC, 8) != 0) return false;
  struct cursor c = cur_of(bytes + 8, HEAD - 8), sum = cur_of(bytes + HEAD_SUM, 8);
  if (cur_u64(&sum) != XXH3_64bits(bytes, HEAD_SUM)) return false;
  uint32_t version = cur_u32(&c), required = cur_u32(&c);
  cur_u32(&c);
  if (version != VERSION || required != 0) return false;
  struct head h = {.types = cur_u32(&c)};
  p->lsn = cur_u64(&c);
  h.subjects = cur_u32(&c);
  h.entries = cur_u32(&c);
  h.pages = cur_u32(&c);
  h.linked = cur_u32(&c);
  uint8_t n = cur_u8(&c);
  if (n > PEOPLE_LOG_ID_MAX || h.types > PEOPLE_TYPES_MAX || h.linked > 1 ||
      h.subjects > h.entries || h.entries > SUBJECT_MAX || (!h.linked && h.subjects != h.entries))
    return false;
  memcpy(p->log_id, bytes + LOG_ID_AT + 1, n);
  p->log_id[n] = 0;
  *ret = h;
  XXH3_64bits_reset(r->sum);
  return true;
}

static bool load_types(struct people *p, struct file *r, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    uint8_t len;
    char text[PEOPLE_TYPE_BYTES_MAX];
    if (!get(r, &len, 1) || len == 0 || len > sizeof text || !get(r, text, len)) return false;
    struct str type = str_of(text, len);
    if (people_type(p, type) != UINT32_MAX) return false;
    people_type_add(p, type);
  }
  return true;
}

static bool load_pages(struct people *p, struct file *r, uint32_t n) {
  if (n > (r->size - r->off) / 4) return false;
  uint8_t *used = must_malloc((size_t)n * 4 + 1);
  bool ok = get(r, used, (uint64_t)n * 4);
  struct cursor c = cur_of(used, (size_t)n * 4);
  for (uint32_t i = 0; ok && i < n; i++) {
    uint32_t bytes = cur_u32(&c);
    uint32_t least = i + 1 < n ? (uint32_t)(PEOPLE_PAGE - ENTRY_MAX) : 1; /* P6 */
    ok = bytes >= least && bytes <= PEOPLE_PAGE && bytes <= r->size - r->off;
    if (!ok) break;
    struct people_page page = {must_malloc(PEOPLE_PAGE), bytes};
    vec_push(&p->pages, page);
    ok = get(r, page.bytes, bytes);
  }
  free(used);
  return ok;
}

/* Reads the subjects and the last sum; nothing was interpreted before. */
static bool load_end(struct people *p, struct file *r, const struct head *h, uint8_t **subjects) {
  if (h->linked) {
    if (h->entries > (r->size - r->off) / 4) return false;
    *subjects = must_malloc((size_t)h->entries * 4 + 1);
    if (!get(r, *subjects, (uint64_t)h->entries * 4)) return false;
  }
  uint64_t want = XXH3_64bits_digest(r->sum);
  uint8_t sum[8];
  if (!get(r, sum, sizeof sum) || r->off != r->size) return false;
  struct cursor c = cur_of(sum, sizeof sum);
  return cur_u64(&c) == want;
}

static bool index_page(struct people *p, size_t page, uint32_t entries_max, struct cursor *links) {
  const struct people_page *pg = &p->pages.p[page];
  struct cursor c = cur_of(pg->bytes, pg->used);
  while (cur_left(&c) > 0) {
    uint64_t position = (uint64_t)page << PEOPLE_PAGE_BITS | (pg->used - cur_left(&c));
    uint8_t type = cur_u8(&c);
    struct str value = cur_lenstr(&c);
    if (c.bad || type >= p->types.n || value.n == 0 || value.n > PEOPLE_VALUE_BYTES_MAX ||
        people_entries(p) >= entries_max)
      return false;
    uint64_t hash = people_hash(p, type, value);
    if (people_entry_find(p, type, value, hash) != ENTRY_NONE) return false;
    uint32_t subject = links ? cur_u32(links) : p->n_subjects;
    if (subject > p->n_subjects) return false;
    if (links) people_ring_add(p, subject, people_entries(p));
    p->n_subjects += subject == p->n_subjects;
    people_entry_index(p, position, hash);
  }
  return true;
}

static bool load(struct people *p, struct file *r) {
  struct head h;
  uint8_t *subjects = NULL;
  bool ok = load_head(p, r, &h) && load_types(p, r, h.types) && load_pages(p, r, h.pages) &&
            load_end(p, r, &h, &subjects);
  if (ok) {
    struct cursor links = cur_of(subjects, h.linked ? (size_t)h.entries * 4 : 0);
    if (h.linked) people_link(p);
    people_table_reserve(p, h.entries);
    vec_reserve(&p->off, h.entries);
    for (size_t i = 0; ok && i < p->pages.n; i++)
      ok = index_page(p, i, h.entries, h.linked ? &links : NULL);
    ok = ok && people_entries(p) == h.entries && p->n_subjects == h.subjects;
  }
  free(subjects);
  return ok;
}

bool people_load(struct people *p) {
  struct file r = {.io = p->io};
  struct err ignored;
  char *path = path_of(p, "");
  bool ok = io_open(p->io, path, IO_READ, &r.f, &ignored);
  free(path);
  if (!ok) return false;
  r.sum = XXH3_createState();
  must(r.sum);
  XXH3_64bits_reset(r.sum);
  ok = io_size(p->io, r.f, &r.size, &ignored) && load(p, &r);
  XXH3_freeState(r.sum);
  io_close(p->io, r.f);
  if (ok)
    people_keep(p);
  else
    people_clear(p);
  return ok;
}
