/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening a part and getting at its sections.
 *
 * The file is mapped whole; the directory is read once and checked completely against the size of
 * the file, so that afterwards a section is a pointer and a length inside the map.  A section's
 * checksum is verified the first time it is wanted after opening and remembered in a byte per
 * section: repeated scans run at the speed of memory, and damage is still found before the first
 * wrong answer. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "base/tz.h"
#include "kernel/pack.h"
#include "kernel/range.h"
#include "store/part_int.h"

static bool damaged(const struct part *p, const char *what, struct err *err) {
  return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", p->path, what);
}

bool part_damaged(const struct part *p, uint32_t block, const char *what, struct err *err) {
  const struct block_info *b = &p->blocks[block];
  return err_fail(err, ERR_corrupt, "%s" ERR_SEP "block %u (people %u-%u): %s", p->path, block,
                  b->subject_first, b->subject_last, what);
}

bool store_damage_people(const struct err *what, uint32_t *ret_first, uint32_t *ret_last) {
  uint32_t block, first, last;
  if (what->code != ERR_corrupt || what->n_args < 2 ||
      sscanf(what->args[1], "block %u (people %u-%u)", &block, &first, &last) != 3)
    return false;
  *ret_first = first;
  *ret_last = last;
  return true;
}

bool part_readable(const struct part *p, struct err *err) {
  return !io_map_lost(p->io, p->map) || err_fail_errno(err, ERR_io, EIO, "%s", p->path);
}

struct part *part_ref(struct part *p) {
  atomic_fetch_add(&p->refs, 1);
  return p;
}

static _Atomic size_t kept_bytes;

static void forget_kept(struct part *p) {
  for (uint32_t i = 0; p->kept && i < p->n_sections; i++) {
    char *bytes = atomic_load(&p->kept[i]);
    size_t n;
    if (!bytes) continue;
    memcpy(&n, bytes - sizeof n, sizeof n);
    atomic_fetch_sub(&kept_bytes, n);
    free(bytes - sizeof n);
  }
  free((void *)p->kept);
}

void part_unref(struct part *p) {
  if (!p || atomic_fetch_sub(&p->refs, 1) != 1) return;
  if (p->map) io_unmap(p->io, p->map, p->bytes);
  io_close(p->io, p->file);
  arena_release(&p->arena);
  dirt_release(&p->dirt);
  free((void *)p->checked);
  forget_kept(p);
  free(p->path);
  free(p);
}

/* Magic, version, features and checksum of a 64-byte header or footer. */
static bool check_ends(struct part *p, struct cursor *ret_dir, struct err *err) {
  const uint8_t *h = p->map, *f = p->map + p->bytes - PART_FOOTER_BYTES;
  if (memcmp(h, PART_MAGIC, 8) != 0) return damaged(p, "not a part (magic)", err);
  struct cursor c = cur_of(h + 8, 56);
  uint32_t version = cur_u32(&c), required = cur_u32(&c);
  cur_u32(&c);
  cur_u32(&c);
  uint64_t id = cur_u64(&c);
  cur_bytes(&c, 24);
  if (cur_u64(&c) != XXH3_64bits(h, 56)) return damaged(p, "checksum of the header", err);
  if (version > FORMAT_VERSION || required & ~FORMAT_REQUIRED) /* [F 11] */
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "version %u, features %x", p->path,
                    version, required);
  p->subjects = required & FEATURE_SUBJECTS;
  if (memcmp(f, PART_END_MAGIC, 8) != 0) return damaged(p, "no footer", err);
  c = cur_of(f + 8, 56);
  uint64_t at = cur_u64(&c), bytes = cur_u64(&c), sum = cur_u64(&c);
  p->rows = cur_u64(&c);
  p->n_blocks = cur_u32(&c);
  cur_u32(&c);
  uint64_t end_id = cur_u64(&c);
  p->sum = cur_u64(&c);
  if (p->sum != XXH3_64bits(f, 56)) return damaged(p, "checksum of the footer", err);
  if (id != p->id || end_id != p->id) return damaged(p, "it is another part", err);
  uint64_t room = p->bytes - PART_HEADER_BYTES - PART_FOOTER_BYTES;
  if (bytes > room || at != p->bytes - PART_FOOTER_BYTES - bytes)
    return damaged(p, "directory out of place", err);
  if (sum != XXH3_64bits(p->map + at, bytes)) return damaged(p, "checksum of the directory", err);
  *ret_dir = cur_of(p->map + at, bytes);
  return true;
}

static bool read_section(struct part *p, struct cursor *c, uint64_t end, struct section_info *s) {
  s->kind = cur_u8(c);
  s->type = cur_u8(c);
  s->presence = cur_u8(c);
  cur_u8(c);
  s->prop = cur_u32(c);
  s->offset = cur_u64(c);
  s->bytes = cur_u32(c);
  s->values = cur_u32(c);
  s->sum = cur_u64(c);
  s->min = (int64_t)cur_u64(c);
  s->max = (int64_t)cur_u64(c);
  return !c->bad && s->kind >= SECTION_PEOPLE && s->kind <= SECTION_SUBJECT && s->type < V_TYPES &&
         s->offset % 8 == 0 && s->bytes % 8 == 0 && s->offset >= PART_HEADER_BYTES &&
         s->offset <= end && s->bytes <= end - s->offset && s->values <= BLOCK_ROWS;
}

static bool sections_ordered(const struct block_info *b, bool subjects) { /* [F 6] */
  if (b->n_sections < 4) return false;
  for (uint32_t i = 0; i < 4; i++)
    if (b->sections[i].kind != SECTION_PEOPLE + i) return false;
  uint32_t n = b->n_sections;
  const struct section_info *end = &b->sections[n - 1];
  if (n > 4 && end->kind == SECTION_SUBJECT) {
    if (!subjects || end->type != V_NONE || end->prop != SUBJECT_PROP || end->values == 0 ||
        end->values > b->rows)
      return false;
    n--;
  }
  for (uint32_t i = 4; i < n; i++) {
    const struct section_info *s = &b->sections[i], *before = s - 1;
    if (s->kind != SECTION_COLUMN || s->type == V_NONE || s->values == 0 || s->values > b->rows)
      return false;
    if (i > 4 && (s->prop < before->prop || (s->prop == before->prop && s->type <= before->type)))
      return false;
  }
  return true;
}

static bool read_block(struct part *p, struct cursor *c, uint64_t end, struct block_info *b) {
  b->subject_first = cur_u32(c);
  b->subject_last = cur_u32(c);
  b->people = cur_u32(c);
  b->rows = cur_u32(c);
  b->time_min = (int64_t)cur_u64(c);
  b->time_max = (int64_t)cur_u64(c);
  b->lsn_min = cur_u64(c);
  b->lsn_max = cur_u64(c);
  b->n_events = cur_u32(c);
  b->n_sections = cur_u32(c);
  if (c->bad || b->rows == 0 || b->rows > BLOCK_ROWS || b->people == 0 || b->people > b->rows ||
      b->subject_first > b->subject_last ||
      b->subject_first >> BLOCK_CHUNK_BITS != b->subject_last >> BLOCK_CHUNK_BITS ||
      b->time_min > b->time_max || b->n_events == 0 || b->n_events > b->rows ||
      b->n_events > cur_left(c) / 4)
    return false;
  uint32_t *events = arena_alloc(&p->arena, b->n_events * sizeof *events);
  b->events = events;
  for (uint32_t i = 0; i < b->n_events; i++) {
    events[i] = cur_u32(c);
    if (i && events[i] <= events[i - 1]) return false;
  }
  if (b->n_events % 2) cur_u32(c);
  if (c->bad || b->n_sections > cur_left(c) / SECTION_DIR_BYTES) return false;
  struct section_info *s = arena_alloc(&p->arena, b->n_sections * sizeof *s);
  b->sections = s;
  for (uint32_t i = 0; i < b->n_sections; i++)
    if (!read_section(p, c, end, &s[i])) return false;
  return sections_ordered(b, p->subjects);
}

static bool read_directory(struct part *p, struct cursor c, struct err *err) {
  uint64_t end = p->bytes - PART_FOOTER_BYTES - cur_left(&c), rows = 0;
  if (p->n_blocks > cur_left(&c) / BLOCK_DIR_BYTES) return damaged(p, "number of blocks", err);
  p->blocks = arena_array(&p->arena, struct block_info, p->n_blocks);
  uint32_t sections = 0;
  for (uint32_t i = 0; i < p->n_blocks; i++) {
    struct block_info *b = &p->blocks[i];
    if (!read_block(p, &c, end, b)) return damaged(p, "directory entry of a block", err);
    if (i && b->subject_first < b[-1].subject_last) return damaged(p, "order of blocks", err);
    b->section_base = sections;
    sections += b->n_sections;
    rows += b->rows;
  }
  if (cur_left(&c) || rows != p->rows) return damaged(p, "directory and footer disagree", err);
  p->checked = must_calloc(sections + 1, 1);
  p->kept = must_calloc(sections + 1, sizeof *p->kept);
  p->n_sections = (uint32_t)sections;
  return true;
}

bool part_open(struct io *io, const char *dir, uint64_t id, uint64_t expect_bytes,
               uint64_t expect_sum, struct part **ret, struct err *err) {
  char name[PART_NAME_BYTES];
  part_name(id, name);
  struct part *p = must_calloc(1, sizeof *p);
  atomic_init(&p->refs, 1);
  p->io = io;
  p->id = id;
  arena_init(&p->arena, "part");
  p->path = must_malloc(strlen(dir) + sizeof name + 2);
  sprintf(p->path, "%s/%s", dir, name);
  uint64_t bytes;
  struct cursor c;
  const void *map;
  if (!io_open(io, p->path, IO_READ, &p->file, err) || !io_size(io, p->file, &bytes, err))
    goto fail;
  if (bytes < PART_HEADER_BYTES + PART_FOOTER_BYTES || (expect_bytes && bytes != expect_bytes)) {
    damaged(p, "wrong size", err);
    goto fail;
  }
  if (!io_map(io, p->file, bytes, &map, err)) goto fail;
  p->map = map;
  p->bytes = bytes;
  if (!check_ends(p, &c, err)) goto fail;
  if (expect_bytes && p->sum != expect_sum) {
    damaged(p, "not the file that the manifest names", err);
    goto fail;
  }
  if (!read_directory(p, c, err)) goto fail;
  if (!part_readable(p, err)) goto fail;
  *ret = p;
  return true;
fail:
  if (p->map) part_readable(p, err); /* says more than that a checksum is wrong */
  part_unref(p);
  return false;
}

const struct section_info *block_section(const struct block_info *b, enum section_kind kind,
                                         uint32_t prop, enum vtype type) {
  if (kind == SECTION_SUBJECT) {
    const struct section_info *end = &b->sections[b->n_sections - 1];
    return end->kind == SECTION_SUBJECT ? end : NULL;
  }
  if (kind != SECTION_COLUMN) return &b->sections[kind - SECTION_PEOPLE];
  uint32_t lo = 4, hi = b->n_sections;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    const struct section_info *s = &b->sections[mid];
    if (s->prop < prop || (s->prop == prop && s->type < type))
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo == b->n_sections) return NULL;
  const struct section_info *s = &b->sections[lo];
  return s->prop == prop && s->type == type ? s : NULL;
}

static uint32_t section_number(const struct block_info *b, const struct section_info *s) {
  return b->section_base + (uint32_t)(s - b->sections);
}

bool part_section_read(const struct part *p, uint32_t block, const struct section_info *s) {
  return atomic_load_explicit(&p->checked[section_number(&p->blocks[block], s)],
                              memory_order_relaxed);
}

const void *part_kept(const struct part *p, uint32_t block, const struct section_info *s) {
  return atomic_load_explicit(&p->kept[section_number(&p->blocks[block], s)], memory_order_acquire);
}

static size_t kept_max(const struct section_info *s) {
  return s->kind == SECTION_COLUMN ? PART_KEPT_MAX / 4 * 3 : PART_KEPT_MAX;
}

bool part_may_keep(const struct section_info *s, size_t n) {
  return atomic_load_explicit(&kept_bytes, memory_order_relaxed) + n <= kept_max(s);
}

void part_keep(const struct part *p, uint32_t block, const struct section_info *s,
               const void *bytes, size_t n) {
  if (atomic_fetch_add(&kept_bytes, n) + n > kept_max(s)) {
    atomic_fetch_sub(&kept_bytes, n);
    return;
  }
  size_t size = n;
  char *copy = must_malloc(sizeof size + n), *none = NULL;
  memcpy(copy, &size, sizeof size);
  memcpy(copy + sizeof size, bytes, n);
  _Atomic(char *) *at = &p->kept[section_number(&p->blocks[block], s)];
  if (atomic_compare_exchange_strong(at, &none, copy + sizeof size)) return;
  free(copy); /* somebody else was quicker */
  atomic_fetch_sub(&kept_bytes, n);
}

bool part_section(const struct part *p, uint32_t block, const struct section_info *s,
                  struct cursor *ret, struct err *err) {
  uint32_t number = section_number(&p->blocks[block], s);
  if (!atomic_load_explicit(&p->checked[number], memory_order_relaxed)) {
    if (XXH3_64bits(p->map + s->offset, s->bytes) != s->sum) {
      static const char *const names[] = {"",    "people", "time",   "event",
                                          "lsn", "column", "subject"};
      char what[64];
      snprintf(what, sizeof what, "checksum of %s%s", names[s->kind],
               s->kind == SECTION_COLUMN ? " of a property" : "");
      return part_damaged(p, block, what, err);
    }
    atomic_store_explicit(&p->checked[number], 1, memory_order_relaxed);
  }
  *ret = cur_of(p->map + s->offset, s->bytes);
  return true;
}

bool s32_read(struct cursor *c, uint32_t n, struct s32 *ret) {
  ret->base = cur_u32(c);
  ret->width = cur_u8(c);
  cur_bytes(c, 3);
  if (c->bad || ret->width > 32) return false;
  ret->packed = (const uint8_t *)cur_bytes(c, pack_bytes(n, ret->width)).p;
  return !c->bad;
}

bool s64_read(struct cursor *c, uint32_t n, struct s64 *ret) {
  ret->base = (int64_t)cur_u64(c);
  ret->step = cur_u64(c);
  ret->width = cur_u8(c);
  ret->scale = cur_u8(c);
  ret->flags = cur_u8(c);
  cur_bytes(c, 5);
  if (c->bad || ret->width > 64 || ret->scale > DEC_SCALE_MAX) return false;
  if (ret->flags & STREAM_RAW) return true;
  ret->packed = (const uint8_t *)cur_bytes(c, pack_bytes(n, ret->width)).p;
  return !c->bad;
}

void s32_values(const struct s32 *s, uint32_t n, uint32_t *out) {
  unpack32(s->packed, n, s->width, s->base, out);
}

void s64_values(const struct s64 *s, uint32_t n, int64_t *out) {
  uint64_t *v = (uint64_t *)out;
  if (s->flags & STREAM_EVER) {
    unpack64(s->packed, n, s->width, 0, v);
    for (uint32_t i = 0; i < n; i++)
      out[i] = v[i] ? (int64_t)((uint64_t)s->base + (v[i] - 1) * s->step) : TIME_MIN;
    return;
  }
  unpack64(s->packed, n, s->width, s->step == 1 ? (uint64_t)s->base : 0, v);
  if (s->step != 1) range_multiply(v, n, s->base, s->step);
}

void s32_pick(const struct s32 *s, uint32_t n, const uint32_t *idx, uint32_t n_idx, uint32_t *out) {
  pick32_many(s->packed, n, s->width, idx, n_idx, out);
  for (uint32_t i = 0; i < n_idx; i++)
    out[i] += s->base;
}

void s64_pick(const struct s64 *s, uint32_t n, const uint32_t *idx, uint32_t n_idx, int64_t *out) {
  uint64_t *v = (uint64_t *)out;
  bool ever = s->flags & STREAM_EVER;
  pick64_many(s->packed, n, s->width, idx, n_idx, v);
  for (uint32_t i = 0; i < n_idx; i++)
    out[i] = ever && v[i] == 0 ? TIME_MIN : (int64_t)((uint64_t)s->base + (v[i] - ever) * s->step);
}
