/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Encoded form of import marks: u8 version 1, u8 required features 0, u8 finished, three strings,
 * u64 run, u64 mapping, then varints in the order of the struct (times zigzag).  The version stands
 * first so that a newer form is refused by name and not misread.
 */
#include "base/cursor.h"
#include "imports_int.h"

#define MARK_VERSION 1

void import_mark_write(const struct import_mark *m, struct buf *out) {
  buf_put_u8(out, MARK_VERSION);
  buf_put_u8(out, 0);
  buf_put_u8(out, m->finished);
  buf_put_lenstr(out, m->source);
  buf_put_lenstr(out, m->fingerprint);
  buf_put_lenstr(out, m->path);
  buf_put_u64(out, m->run);
  buf_put_u64(out, m->mapping);
  buf_put_zigzag(out, m->started_ms);
  buf_put_zigzag(out, m->at_ms);
  const uint64_t v[] = {m->read,   m->imported, m->duplicate,  m->rejected,  m->people,
                        m->events, m->bytes,    m->resume_row, m->events_lsn};
  for (size_t i = 0; i < sizeof v / sizeof *v; i++)
    buf_put_varint(out, v[i]);
}

bool import_mark_read(struct str body, struct import_mark *ret, struct err *err) {
  struct cursor c = cur_of(body.p, body.n);
  struct import_mark m = {0};
  uint8_t version = cur_u8(&c), features = cur_u8(&c), finished = cur_u8(&c);
  if (!c.bad && (version > MARK_VERSION || features))
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "version %u, features %u",
                    "an import record", version, features);
  m.finished = finished == 1;
  m.source = cur_lenstr(&c);
  m.fingerprint = cur_lenstr(&c);
  m.path = cur_lenstr(&c);
  m.run = cur_u64(&c);
  m.mapping = cur_u64(&c);
  m.started_ms = cur_zigzag(&c);
  m.at_ms = cur_zigzag(&c);
  uint64_t *const v[] = {&m.read,   &m.imported, &m.duplicate,  &m.rejected,  &m.people,
                         &m.events, &m.bytes,    &m.resume_row, &m.events_lsn};
  for (size_t i = 0; i < sizeof v / sizeof *v; i++)
    *v[i] = cur_varint(&c);
  if (c.bad || version == 0 || finished > 1 || cur_left(&c) != 0 || m.source.n == 0 ||
      m.source.n > SOURCE_BYTES_MAX || m.read != m.imported + m.duplicate + m.rejected)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", "an import record", "it does not add up");
  *ret = m;
  return true;
}
