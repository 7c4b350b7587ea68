/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of files that are imported: what a source is called after one, and files beside it. */
#include <stdlib.h>

#include "base/utf8.h"
#include "import_int.h"

static struct str base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return str_from(slash ? slash + 1 : path);
}

struct str import_stem(const char *path, struct arena *a) {
  struct str s = base_name(path);
  if (str_is(s, "-")) return STR("stdin");
  if (str_ends(s, STR(".gz")))
    s.n -= 3;
  else if (str_ends(s, STR(".zst")))
    s.n -= 4;
  for (size_t i = s.n; i-- > 1;) {
    if (s.p[i] != '.') continue;
    s.n = i;
    break;
  }
  struct str clean = arena_str(a, s);
  if (!utf8_valid(clean))
    for (size_t i = 0; i < clean.n; i++)
      if (clean.p[i] & 0x80) ((char *)clean.p)[i] = '_';
  return clean;
}

void import_put_name(struct buf *b, struct str s) {
  if (s.n > 80) s.n = utf8_cut(s, 80);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    bool plain = c > ' ' && c != 0x7f && !strchr("/\\:*?\"<>|", c) && !(c == '.' && i == 0);
    buf_putc(b, plain ? (char)c : '_');
  }
}

bool import_same_file(const char *a, const char *b) {
  char *x = realpath(a, NULL), *y = realpath(b, NULL);
  bool same = x && y && strcmp(x, y) == 0;
  free(x);
  free(y);
  return same;
}
