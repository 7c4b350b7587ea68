/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file header page and the group header, to and from bytes.
 *
 * Order of doubt: first the sum, then the version.  A newer Shoal keeps magic, version and sum
 * where they are, so "written by a newer program" is only ever said of bytes that are certainly
 * what was written; a flipped bit in the version is damage, not a reason to ask for an upgrade. */
#include <inttypes.h>
#include <string.h>

#include <xxhash.h>

#include "base/cursor.h"
#include "log/log_int.h"

#define FILE_MAGIC   "SHOALLOG"
#define FILE_SUM_AT  (LOG_PAGE - 8)
#define GROUP_SUM_AT (LOG_GROUP_HEAD - 8)
#define FILE_USED    64u

static uint8_t *put_le(uint8_t *p, uint64_t v, unsigned bytes) {
  for (unsigned i = 0; i < bytes; i++)
    p[i] = (uint8_t)(v >> (8 * i));
  return p + bytes;
}

void log_file_head_put(const struct log_file_head *h, uint8_t page[LOG_PAGE]) {
  memset(page, 0, LOG_PAGE);
  uint8_t *p = page;
  memcpy(p, FILE_MAGIC, 8);
  p = put_le(p + 8, LOG_VERSION, 4);
  p = put_le(p, h->before ? LOG_REQ_EPOCH : 0, 4);
  p = put_le(p, h->sealed ? LOG_OPT_SEALED : 0, 4);
  p = put_le(p, 0, 4);
  memcpy(p, h->id, LOG_ID_BYTES);
  p = put_le(p + LOG_ID_BYTES, h->salt, 8);
  p = put_le(p, h->first_lsn, 8);
  put_le(p, h->before, 8);
  put_le(page + FILE_SUM_AT, XXH3_64bits(page, FILE_SUM_AT), 8);
}

bool log_file_head_get(const uint8_t page[LOG_PAGE], const char *name, struct log_file_head *ret,
                       struct err *err) {
  struct cursor sum = cur_of(page + FILE_SUM_AT, 8);
  if (memcmp(page, FILE_MAGIC, 8) != 0)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "it does not begin like a log file", name);
  if (cur_u64(&sum) != XXH3_64bits(page, FILE_SUM_AT))
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "the checksum of its header is wrong", name);
  struct cursor c = cur_of(page + 8, FILE_USED - 8);
  uint32_t version = cur_u32(&c), required = cur_u32(&c);
  uint32_t optional = cur_u32(&c); /* unknown ones are nobody's business */
  cur_u32(&c);
  if (version != LOG_VERSION)
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "version %" PRIu32, name, version);
  if (required & ~LOG_REQUIRED_KNOWN)
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "features %#" PRIx32, name,
                    required & ~LOG_REQUIRED_KNOWN);
  struct log_file_head h = {0};
  memcpy(h.id, cur_bytes(&c, LOG_ID_BYTES).p, LOG_ID_BYTES);
  h.salt = cur_u64(&c);
  h.first_lsn = cur_u64(&c);
  h.before = cur_u64(&c);
  h.sealed = optional & LOG_OPT_SEALED;
  if ((h.before != 0) != ((required & LOG_REQ_EPOCH) != 0) ||
      (h.before && h.first_lsn - h.before != LOG_LSN_SEQUENCE))
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "its epoch does not follow the one before",
                    name); /* L14 */
  *ret = h;
  return true;
}

void log_group_head_put(const struct log_group_head *h, uint8_t out[LOG_GROUP_HEAD]) {
  uint8_t *p = put_le(out, LOG_GROUP_MAGIC, 4);
  p = put_le(p, h->codec, 1);
  p = put_le(p, 0, 3);
  p = put_le(p, h->salt, 8);
  p = put_le(p, h->stored, 4);
  p = put_le(p, h->raw, 4);
  p = put_le(p, h->first_lsn, 8);
  p = put_le(p, h->lsns, 8);
  p = put_le(p, h->records, 4);
  p = put_le(p, 0, 4);
  p = put_le(p, h->durable, 8);
  p = put_le(p, h->body_sum, 8);
  put_le(p, XXH3_64bits(out, GROUP_SUM_AT), 8);
}

enum log_head_state log_group_head_get(const uint8_t in[LOG_GROUP_HEAD], uint64_t salt,
                                       struct log_group_head *ret) {
  struct cursor c = cur_of(in, LOG_GROUP_HEAD);
  struct log_group_head h = {0};
  if (cur_u32(&c) != LOG_GROUP_MAGIC) return LOG_HEAD_BAD;
  uint8_t codec = cur_u8(&c), flags = cur_u8(&c);
  cur_u16(&c);
  h.salt = cur_u64(&c);
  if (h.salt != salt) return LOG_HEAD_BAD;
  h.stored = cur_u32(&c);
  h.raw = cur_u32(&c);
  h.first_lsn = cur_u64(&c);
  h.lsns = cur_u64(&c);
  h.records = cur_u32(&c);
  cur_u32(&c);
  h.durable = cur_u64(&c);
  h.body_sum = cur_u64(&c);
  if (cur_u64(&c) != XXH3_64bits(in, GROUP_SUM_AT)) return LOG_HEAD_BAD;
  if (codec > LOG_ZSTD || flags != 0) return LOG_HEAD_UNKNOWN;
  h.codec = codec;
  /* L10: the sum was right, but whoever made it need not have been us. */
  bool seal = h.records == 0;
  bool plausible = h.raw <= LOG_GROUP_BYTES_MAX && h.stored <= LOG_GROUP_BYTES_MAX &&
                   h.lsns <= LOG_LSN_SEQUENCE && h.first_lsn <= UINT64_MAX - h.lsns &&
                   h.records <= h.lsns && h.durable <= h.first_lsn && seal == (h.lsns == 0) &&
                   seal == (h.raw == 0) && (h.codec == LOG_ZSTD ? !seal : h.raw == h.stored);
  if (!plausible) return LOG_HEAD_ABSURD;
  *ret = h;
  return LOG_HEAD_GOOD;
}
