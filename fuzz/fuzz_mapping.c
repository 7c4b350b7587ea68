/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text: refused with an error, or a mapping that is written and read back as the same. */
#include "base/panic.h"
#include "event/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct mapping m, again;
  struct err err = {0};
  arena_init(&a, "fuzz");
  if (mapping_parse(str_of(data, size), "fuzz", &a, &m, &err)) {
    struct buf once = BUF_INIT, twice = BUF_INIT;
    mapping_write(&m, &once);
    must(mapping_parse(buf_str(&once), "fuzz", &a, &again, &err));
    mapping_write(&again, &twice);
    must(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
    buf_release(&once);
    buf_release(&twice);
  } else {
    must(err.code != ERR_none);
  }
  arena_release(&a);
  return 0;
}
