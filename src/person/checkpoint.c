/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The checkpoint: written whole beside the old one and renamed over it; read in one go through a
 * small window, each entry straight into the index.
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
#define CHUNK     ((size_t)1 << 20)
#define ENTRY_MAX (3 + PEOPLE_VALUE_BYTES_MAX) /* type, two bytes of length, value */

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

static uint64_t entries_bytes(const struct people *p) {
  uint64_t n = 0;
  for (uint32_t i = 0; i < p->n_entries; i++) {
    char tomb[PEOPLE_TOMB_BYTES];
    struct str value;
    people_entry_filed(p, i, tomb, &value);
    n += (value.n < 0x80 ? 2u : 3u) + value.n;
  }
  return n;
}

static void head_put(const struct people *p, struct str state, struct buf *b) {
  buf_puts(b, MAGIC);
  buf_put_u32(b, VERSION);
  buf_put_u32(b, (p->persons.history.n ? PEOPLE_FEATURE_PERSONS : 0) |
                     (state.n ? PEOPLE_FEATURE_IDENTITY : 0));
  buf_put_u32(b, 0);
  buf_put_u32(b, (uint32_t)p->types.n);
  buf_put_u64(b, p->lsn);
  buf_put_u32(b, p->n_subjects);
  buf_put_u32(b, p->n_entries);
  buf_put_u64(b, entries_bytes(p));
  buf_put_u8(b, p->linked);
  buf_put_u8(b, (uint8_t)strlen(p->log_id));
  buf_puts(b, p->log_id);
  while (b->n < HEAD_SUM)
    buf_put_u8(b, 0);
  buf_put_u64(b, XXH3_64bits(b->p, HEAD_SUM));
}

static bool put_all(const struct people *p, struct str state, struct file *w, struct buf *b,
                    struct err *err) {
  head_put(p, state, b);
  if (!put_buf(w, b, err)) return false;
  XXH3_64bits_reset(w->sum);
  for (size_t i = 0; i < p->types.n; i++) {
    buf_put_u8(b, (uint8_t)p->types.p[i].n);
    buf_put_str(b, p->types.p[i]);
  }
  for (uint32_t i = 0; i < p->n_entries; i++) {
    char tomb[PEOPLE_TOMB_BYTES];
    struct str value;
    buf_put_u8(b, (uint8_t)people_entry_filed(p, i, tomb, &value));
    buf_put_lenstr(b, value);
    if (b->n >= CHUNK && !put_buf(w, b, err)) return false;
  }
  for (uint32_t i = 0; p->linked && i < p->n_entries; i++) {
    buf_put_u32(b, p->subject_of.p[i]);
    if (b->n >= CHUNK && !put_buf(w, b, err)) return false;
  }
  size_t changes = p->persons.history.n;
  if (changes) buf_put_u32(b, (uint32_t)changes);
  for (size_t i = 0; i < changes; i++) {
    const struct person_change *c = &p->persons.history.p[i];
    buf_put_u64(b, c->lsn);
    buf_put_u32(b, c->subject);
    buf_put_u32(b, c->to);
    if (b->n >= CHUNK && !put_buf(w, b, err)) return false;
  }
  if (state.n) buf_put_u64(b, state.n);
  if (!put_buf(w, b, err) || (state.n && !put(w, state.p, state.n, err))) return false;
  buf_put_u64(b, XXH3_64bits_digest(w->sum));
  return put_buf(w, b, err);
}

/* What is kept, without its table: what the lists hold below the marks never changes, so copies of
 * the lists are a picture of this moment, and writing it disturbs nobody. */
static void picture_take(const struct people *p, struct people *ret, struct buf *ret_state) {
  pthread_rwlock_t *lock = (pthread_rwlock_t *)&p->lock;
  must(pthread_rwlock_rdlock(lock) == 0);
  *ret = (struct people){.io = p->io,
                         .dir = p->dir,
                         .lsn = p->lsn,
                         .n_entries = p->kept.entries,
                         .n_subjects = p->kept.subjects,
                         .linked = p->linked};
  memcpy(ret->log_id, p->log_id, sizeof p->log_id);
  for (uint32_t i = 0; i < p->kept.types; i++)
    vec_push(&ret->types, p->types.p[i]);
  for (size_t i = 0; i < p->blocks.n; i++)
    vec_push(&ret->blocks, p->blocks.p[i]);
  for (size_t i = 0; i < p->erased.n; i++)
    vec_push(&ret->erased, p->erased.p[i]);
  for (size_t i = 0; i < p->persons.history.n; i++)
    vec_push(&ret->persons.history, p->persons.history.p[i]);
  if (p->linked && p->kept.entries) {
    vec_reserve(&ret->subject_of, p->kept.entries);
    memcpy(ret->subject_of.p, p->subject_of.p, p->kept.entries * sizeof *p->subject_of.p);
  }
  identity_picture(&p->identity, ret_state);
  must(pthread_rwlock_unlock(lock) == 0);
}

static void picture_release(struct people *pic) {
  vec_free(&pic->types);
  vec_free(&pic->blocks);
  vec_free(&pic->erased);
  vec_free(&pic->subject_of);
  vec_free(&pic->persons.history);
}

static bool write_checkpoint(const struct people *p, struct str state, struct err *err) {
  struct file w = {.io = p->io};
  struct err ignored;
  struct buf b = BUF_INIT;
  if (!io_mkdirs(p->io, p->dir, err)) return false;
  char *path = path_of(p, ""), *tmp = path_of(p, ".tmp");
  w.sum = XXH3_createState();
  must(w.sum);
  XXH3_64bits_reset(w.sum);
  bool ok = io_open(p->io, tmp, IO_CREATE, &w.f, err);
  if (ok) {
    ok = io_truncate(p->io, w.f, 0, err) && put_all(p, state, &w, &b, err) &&
         io_sync(p->io, w.f, err);
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

bool people_checkpoint(struct people *p, struct err *err) {
  struct people picture;
  struct buf state = BUF_INIT;
  picture_take(p, &picture, &state);
  bool ok = write_checkpoint(&picture, buf_str(&state), err);
  picture_release(&picture);
  buf_release(&state);
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
  uint32_t types, subjects, entries;
  uint64_t bytes;
  bool linked, persons, identity;
};

static bool load_head(struct people *p, struct file *r, struct head *ret) {
  uint8_t bytes[HEAD];
  if (!get(r, bytes, HEAD) || memcmp(bytes, MAGIC, 8) != 0) return false;
  struct cursor c = cur_of(bytes + 8, HEAD - 8), sum = cur_of(bytes + HEAD_SUM, 8);
  if (cur_u64(&sum) != XXH3_64bits(bytes, HEAD_SUM)) return false;
  uint32_t version = cur_u32(&c), required = cur_u32(&c);
  cur_u32(&c);
  if (version != VERSION || required & ~(PEOPLE_FEATURE_PERSONS | PEOPLE_FEATURE_IDENTITY))
    return false;
  struct head h = {.types = cur_u32(&c),
                   .persons = required & PEOPLE_FEATURE_PERSONS,
                   .identity = required & PEOPLE_FEATURE_IDENTITY};
  p->lsn = cur_u64(&c);
  h.subjects = cur_u32(&c);
  h.entries = cur_u32(&c);
  h.bytes = cur_u64(&c);
  uint8_t linked = cur_u8(&c), id = cur_u8(&c);
  h.linked = linked;
  if (id > PEOPLE_LOG_ID_MAX || h.types > PEOPLE_TYPES_MAX + PEOPLE_TYPES_OWN || linked > 1 ||
      h.subjects > h.entries || h.entries > SUBJECT_MAX || (!h.linked && h.subjects != h.entries) ||
      h.bytes > r->size || h.entries > h.bytes / 3)
    return false;
  memcpy(p->log_id, cur_bytes(&c, id).p, id);
  p->log_id[id] = 0;
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

static bool load_entry(struct people *p, struct cursor *c, uint32_t subject) {
  uint8_t type = cur_u8(c);
  struct str value = cur_lenstr(c);
  if (c->bad || type >= p->types.n || value.n == 0 || value.n > PEOPLE_VALUE_BYTES_MAX ||
      subject > p->n_subjects)
    return false;
  uint64_t hash = people_hash(p, type, value);
  if (people_entry_find(p, type, value, hash) != ENTRY_NONE) return false;
  people_entry_add(p, subject, type, value, hash);
  if (str_is(p->types.p[type], PEOPLE_ERASED)) people_mark_erased(p, subject);
  return true;
}

/* Entries through a window; `subjects` is NULL when the file is not linked. */
static bool load_entries(struct people *p, struct file *r, const struct head *h,
                         const uint8_t *subjects) {
  uint8_t *win = must_malloc((h->bytes < CHUNK ? (size_t)h->bytes : CHUNK) + ENTRY_MAX);
  struct cursor links = cur_of(subjects ? subjects : win, subjects ? (size_t)h->entries * 4 : 0);
  uint64_t left = h->bytes;
  size_t have = 0;
  bool ok = true;
  while (ok && (left > 0 || have > 0)) {
    size_t n = left < CHUNK ? (size_t)left : CHUNK;
    ok = get(r, win + have, n);
    left -= n;
    have += n;
    struct cursor c = cur_of(win, have);
    /* An entry that may not be whole waits for the next bytes. */
    while (ok && cur_left(&c) >= (left ? ENTRY_MAX : 1))
      ok = p->n_entries < h->entries &&
           load_entry(p, &c, subjects ? cur_u32(&links) : p->n_subjects);
    have = cur_left(&c);
    memmove(win, c.p, have);
  }
  free(win);
  return ok && p->n_entries == h->entries && p->n_subjects == h->subjects;
}

/* The subjects stand behind the entries, so that writing needs one pass; reading takes them first.
 */
static bool load_subjects(struct people *p, struct file *r, const struct head *h, uint8_t **ret) {
  uint64_t at = r->off + h->bytes, bytes = (uint64_t)h->entries * 4;
  struct err ignored;
  size_t got;
  if (at > r->size || bytes > r->size - at) return false;
  *ret = must_malloc((size_t)bytes + 1);
  people_link(p);
  return io_pread(r->io, r->f, *ret, (size_t)bytes, at, &got, &ignored) && got == bytes;
}

/* They stand behind the entries and their links, which were read ahead. */
static void pass_links(struct file *r, const uint8_t *subjects, uint64_t bytes) {
  if (subjects) XXH3_64bits_update(r->sum, subjects, (size_t)bytes);
  r->off += bytes;
}

static bool load_persons(struct people *p, struct file *r) {
  uint8_t bytes[16];
  if (!get(r, bytes, 4)) return false;
  struct cursor c = cur_of(bytes, 4);
  uint32_t n = cur_u32(&c);
  if (n == 0 || n > (r->size - r->off) / sizeof bytes) return false;
  for (uint32_t i = 0; i < n; i++) {
    if (!get(r, bytes, sizeof bytes)) return false;
    c = cur_of(bytes, sizeof bytes);
    uint64_t lsn = cur_u64(&c);
    uint32_t subject = cur_u32(&c), to = cur_u32(&c);
    if (subject >= p->n_subjects || to >= p->n_subjects || lsn + 1 < persons_lsn(&p->persons) ||
        lsn >= p->lsn || persons_of(&p->persons, subject) == to ||
        !persons_may_move(&p->persons, subject, to))
      return false;
    persons_move(&p->persons, lsn, subject, to);
    ahead_move(&p->identity, subject, to);
  }
  return true;
}

static bool load_identity(struct people *p, struct file *r) {
  uint8_t head[8];
  if (!get(r, head, sizeof head)) return false;
  struct cursor c = cur_of(head, sizeof head);
  uint64_t n = cur_u64(&c);
  if (n == 0 || n > r->size - r->off) return false;
  char *ops = must_malloc((size_t)n);
  p->identity.bound = p->n_subjects;
  bool ok = get(r, ops, n) && identity_load(&p->identity, str_of(ops, (size_t)n));
  free(ops);
  return ok;
}

static bool load_sum(struct file *r) {
  uint8_t stored[8];
  struct cursor c = cur_of(stored, sizeof stored);
  uint64_t want = XXH3_64bits_digest(r->sum);
  return get(r, stored, sizeof stored) && r->off == r->size && cur_u64(&c) == want;
}

/* The last sum is only known to be right at the end: until then p is filled with what may be
 * nonsense, but bounded nonsense, and the caller clears it if it was. */
static bool load(struct people *p, struct file *r) {
  struct head h;
  uint8_t *subjects = NULL;
  if (!load_head(p, r, &h) || !load_types(p, r, h.types)) return false;
  bool ok = !h.linked || load_subjects(p, r, &h, &subjects);
  if (ok) people_table_reserve(p, h.entries);
  ok = ok && load_entries(p, r, &h, subjects);
  if (ok) pass_links(r, subjects, h.linked ? (uint64_t)h.entries * 4 : 0);
  ok = ok && (!h.persons || load_persons(p, r)) && (!h.identity || load_identity(p, r)) &&
       load_sum(r);
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
