/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What changed between two texts, line by line.
 *
 * Longest common subsequence by the textbook table: documents are a few dozen lines, and the table
 * gives the shortest difference without the special cases of cleverer methods.  What is equal at
 * both ends is taken off first, which leaves little of most edits.  Should the rest need more than
 * DIFF_CELLS_MAX cells (two thousand lines against two thousand), the whole middle is shown as
 * replaced: true, if longer than it need be.
 */
#include "base/vec.h"
#include "resource/resource_int.h"

struct lines {
  struct str *p;
  size_t n;
};

static struct lines split(struct str text, struct arena *tmp) {
  struct lines l = {0};
  size_t most = 1;
  for (size_t i = 0; i < text.n; i++)
    most += text.p[i] == '\n';
  l.p = arena_array(tmp, struct str, most);
  while (text.n > 0)
    l.p[l.n++] = str_cut(&text, '\n');
  return l;
}

static void put(struct buf *out, const char *mark, const struct str *lines, size_t n) {
  for (size_t i = 0; i < n; i++) {
    buf_puts(out, mark);
    buf_put_str(out, lines[i]);
    buf_putc(out, '\n');
  }
}

/* Cell (i, j): length of the common subsequence of a[i…] and b[j…]. */
static void middle(struct lines a, struct lines b, struct arena *tmp, struct buf *out,
                   uint32_t *added, uint32_t *removed) {
  size_t w = b.n + 1, i, j;
  *added = (uint32_t)b.n;
  *removed = (uint32_t)a.n;
  if (a.n == 0 || b.n == 0 || (a.n + 1) > DIFF_CELLS_MAX / w) {
    put(out, "- ", a.p, a.n);
    put(out, "+ ", b.p, b.n);
    return;
  }
  uint32_t *t = arena_array(tmp, uint32_t, (a.n + 1) * w);
  for (i = a.n; i-- > 0;) {
    for (j = b.n; j-- > 0;) {
      uint32_t down = t[(i + 1) * w + j], right = t[i * w + j + 1];
      t[i * w + j] = str_eq(a.p[i], b.p[j]) ? t[(i + 1) * w + j + 1] + 1
                     : down > right         ? down
                                            : right;
    }
  }
  *added -= t[0];
  *removed -= t[0];
  for (i = j = 0; i < a.n || j < b.n;) {
    if (i < a.n && j < b.n && str_eq(a.p[i], b.p[j])) {
      put(out, "  ", &a.p[i++], 1);
      j++;
    } else if (i < a.n && (j == b.n || t[(i + 1) * w + j] >= t[i * w + j + 1])) {
      put(out, "- ", &a.p[i++], 1);
    } else {
      put(out, "+ ", &b.p[j++], 1);
    }
  }
}

void diff_lines(struct str old, struct str new, struct arena *tmp, struct buf *out,
                uint32_t *ret_added, uint32_t *ret_removed) {
  struct lines a = split(old, tmp), b = split(new, tmp);
  size_t head = 0, tail = 0;
  while (head < a.n && head < b.n && str_eq(a.p[head], b.p[head]))
    head++;
  while (tail < a.n - head && tail < b.n - head && str_eq(a.p[a.n - 1 - tail], b.p[b.n - 1 - tail]))
    tail++;
  put(out, "  ", a.p, head);
  middle((struct lines){a.p + head, a.n - head - tail},
         (struct lines){b.p + head, b.n - head - tail}, tmp, out, ret_added, ret_removed);
  put(out, "  ", a.p + a.n - tail, tail);
}
