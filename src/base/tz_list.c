/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of zones to choose from: those of zone.tab, which has one or more for each country, sorted,
 * after UTC.  The zone directory itself also holds hundreds of old spellings nobody should be
 * offered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/tz.h"
#include "base/vec.h"

#define TABLE_MAX ((size_t)1 << 20)

static int by_name(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool tz_list(struct arena *out, struct str **ret, uint32_t *ret_n, struct err *err) {
  const char *dir = getenv("SHOAL_ZONEINFO");
  struct str text = {0};
  VEC(struct str) names = {0};
  const char *path = arena_printf(out, "%s/zone.tab", dir && *dir ? dir : "/usr/share/zoneinfo").p;
  if (io_exists(io_posix(), path) && !io_read_all(io_posix(), path, TABLE_MAX, out, &text, err))
    return false;
  vec_push(&names, STR("UTC"));
  while (text.n) {
    struct str line = str_cut(&text, '\n');
    if (line.n == 0 || line.p[0] == '#') continue;
    str_cut(&line, '\t'); /* country */
    str_cut(&line, '\t'); /* coordinates */
    struct str name = str_trim(str_cut(&line, '\t'));
    if (name.n) vec_push(&names, name);
  }
  qsort(names.p + 1, names.n - 1, sizeof *names.p, by_name);
  *ret = arena_array(out, struct str, names.n);
  memcpy(*ret, names.p, names.n * sizeof *names.p);
  *ret_n = (uint32_t)names.n;
  vec_free(&names);
  return true;
}
