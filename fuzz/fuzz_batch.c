/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes: refused as corrupt, or a batch whose encoding decodes to the same encoding again. */
#include "base/panic.h"
#include "event/batch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ev_batch b;
  struct err err = {0};
  ev_batch_init(&b);
  if (ev_batch_decode(str_of(data, size), &b, &err)) {
    struct buf once = BUF_INIT, twice = BUF_INIT;
    ev_batch_encode(&b, &once);
    must(ev_batch_decode(buf_str(&once), &b, &err));
    ev_batch_encode(&b, &twice);
    must(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
    for (size_t i = 0; i < b.vals.n; i++)
      must(ev_value(&b, &b.vals.p[i]).type != V_NONE);
    for (size_t i = 0; i < b.rows.n; i++) {
      const struct ev_who *w = ev_row_who(&b, &b.rows.p[i]);
      must(!w || (w->n >= 1 && b.who_ids.p[w->begin + w->n - 1] < b.ids.n));
      must(!b.subjects.n || (b.subjects.p[i] != EV_NO_SUBJECT) == (w != NULL));
    }
    buf_release(&once);
    buf_release(&twice);
  } else {
    must(b.rows.n == 0 && (err.code == ERR_corrupt || err.code == ERR_unsupported_format));
  }
  ev_batch_release(&b);
  return 0;
}
