/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window of UTF-8 text over an inflated file.
 *
 * Which encoding: a byte-order mark decides; then what the caller says; then the first MiB, line by
 * line (text_looks_utf8).  UTF-16 is only believed with its mark (Excel's "Unicode text" writes
 * one).
 *
 * UTF-8 goes straight into the window, unchecked: the cutter of records checks each record, which
 * it has in cache anyway, and can name the line.  Everything else passes glibc's iconv, which keeps
 * its state across calls: a character cut by the end of a chunk stays in `bytes` until the rest is
 * there.  A byte that iconv refuses becomes 0xFF, never valid in UTF-8, and conversion goes on
 * behind it: the record is rejected, the next one is not.  Converting before cutting is not a
 * luxury: the second byte of a GB18030 character may be '|', and all of its digits are '0'…'9'.
 */
#include "event/decode_int.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "event/unpack_int.h"

#define NOT_TEXT '\xff'
#define ROOM_MIN ((size_t)16 << 10) /* most files that people bring are small */

struct text_in {
  struct unpack *file;
  bool bytes_end, end;
  iconv_t cd;    /* (iconv_t)-1 when the text is UTF-8 already */
  unsigned unit; /* bytes skipped after one that cannot be converted */
  struct text_facts facts;
  size_t bytes_at, bytes_n;
  size_t at, n;
  size_t bytes_room, window_room; /* both double when more is needed */
  char *bytes;                    /* at most TEXT_SNIFF_BYTES: inflated, not yet converted */
  char *window;                   /* at most TEXT_WINDOW_BYTES */
};

static void more_room(char **p, size_t *room, size_t most) {
  if (*room == most) return;
  *room = *room ? *room * 2 : ROOM_MIN;
  *p = must_realloc(*p, *room, 1);
}

/* Without its last character, which the end of the sample may have cut. */
static struct str but_last(struct str s) {
  size_t n = s.n;
  while (n > 0 && s.n - n < 3 && ((uint8_t)s.p[n - 1] & 0xc0) == 0x80)
    n--;
  return str_of(s.p, n > 0 ? n - 1 : 0);
}

bool text_looks_utf8(struct str rest) {
  size_t good = 0, bad = 0;
  while (rest.n > 0) {
    const char *end = memchr(rest.p, '\n', rest.n);
    struct str line = str_of(rest.p, end ? (size_t)(end - rest.p) : rest.n);
    bool ascii = true;
    for (size_t i = 0; i < line.n; i++)
      ascii &= (signed char)line.p[i] > 0;
    if (!ascii && (utf8_valid(line) || (!end && utf8_valid(but_last(line)))))
      good++;
    else if (!ascii)
      bad++;
    size_t used = line.n + (end != NULL);
    rest = str_of(rest.p + used, rest.n - used);
  }
  return good >= bad;
}

static bool starts(const struct text_in *t, const char *mark, size_t n) {
  return t->bytes_n >= n && memcmp(t->bytes, mark, n) == 0;
}

static void convert_from(struct text_in *t, const char *charset, unsigned unit, size_t mark) {
  t->cd = iconv_open("UTF-8", charset);
  must(t->cd != (iconv_t)-1); /* glibc has these three built in or beside it (libc6's gconv) */
  t->unit = unit;
  t->bytes_at = mark;
}

static void settle_encoding(struct text_in *t, enum map_encoding wish) {
  t->facts.encoding = MAP_UTF8;
  if (starts(t, "\xef\xbb\xbf", 3)) {
    t->bytes_at = 3;
  } else if (starts(t, "\xff\xfe", 2)) {
    t->facts.utf16 = true;
    convert_from(t, "UTF-16LE", 2, 2);
  } else if (starts(t, "\xfe\xff", 2)) {
    t->facts.utf16 = true;
    convert_from(t, "UTF-16BE", 2, 2);
  } else if (starts(t, "\x84\x31\x95\x33", 4)) {
    t->facts.encoding = MAP_GB18030;
    convert_from(t, "GB18030", 1, 4);
  } else if (wish == MAP_GB18030 ||
             (wish == MAP_AUTO && !text_looks_utf8(str_of(t->bytes, t->bytes_n)))) {
    t->facts.encoding = MAP_GB18030;
    convert_from(t, "GB18030", 1, 0);
  }
}

bool text_open(const char *path, enum map_encoding encoding, size_t step, struct text_in **ret,
               struct err *err) {
  struct unpack *file = NULL;
  if (!unpack_open(path, step, &file, err)) return false;
  struct text_in *t = must_calloc(1, sizeof *t);
  t->file = file;
  t->cd = (iconv_t)-1;
  more_room(&t->window, &t->window_room, TEXT_WINDOW_BYTES);
  while (t->bytes_n < TEXT_SNIFF_BYTES && !t->bytes_end) {
    size_t got = 0;
    struct err late;
    if (t->bytes_n == t->bytes_room) more_room(&t->bytes, &t->bytes_room, TEXT_SNIFF_BYTES);
    if (!unpack_read(file, t->bytes + t->bytes_n, t->bytes_room - t->bytes_n, &got, &late)) {
      if (t->bytes_n > 0) break; /* told again by the next read, after the rows before it */
      *err = late;
      text_close(t);
      return false;
    }
    t->bytes_n += got;
    t->bytes_end = got == 0;
  }
  settle_encoding(t, encoding);
  *ret = t;
  return true;
}

void text_close(struct text_in *t) {
  if (!t) return;
  if (t->cd != (iconv_t)-1) iconv_close(t->cd);
  unpack_close(t->file);
  free(t->bytes);
  free(t->window);
  free(t);
}

struct str text_view(const struct text_in *t) {
  return str_of(t->window + t->at, t->n - t->at);
}

void text_take(struct text_in *t, size_t n) {
  must(n <= t->n - t->at);
  t->at += n;
}

bool text_at_end(const struct text_in *t) {
  return t->end;
}

/* To the front, with room behind it: a view that takes more than half of the window doubles it. */
static void slide(struct text_in *t) {
  if (t->at > 0) {
    memmove(t->window, t->window + t->at, t->n - t->at);
    t->n -= t->at;
    t->at = 0;
  }
  if (t->n > t->window_room / 2) more_room(&t->window, &t->window_room, TEXT_WINDOW_BYTES);
  must(t->n < TEXT_WINDOW_BYTES);
}

static bool more_as_is(struct text_in *t, struct err *err) {
  size_t room = t->window_room - t->n, got = t->bytes_n - t->bytes_at;
  if (got > 0) {
    got = got < room ? got : room;
    memcpy(t->window + t->n, t->bytes + t->bytes_at, got);
    t->bytes_at += got;
  } else if (!t->bytes_end && !unpack_read(t->file, t->window + t->n, room, &got, err)) {
    return false;
  }
  t->n += got;
  t->end = got == 0;
  return true;
}

/* Fills up `bytes` behind what iconv has left of it. */
static bool more_bytes(struct text_in *t, struct err *err) {
  memmove(t->bytes, t->bytes + t->bytes_at, t->bytes_n - t->bytes_at);
  t->bytes_n -= t->bytes_at;
  t->bytes_at = 0;
  size_t got = 0;
  if (!unpack_read(t->file, t->bytes + t->bytes_n, t->bytes_room - t->bytes_n, &got, err))
    return false;
  t->bytes_n += got;
  t->bytes_end = got == 0;
  return true;
}

static bool more_converted(struct text_in *t, struct err *err) {
  size_t before = t->n;
  bool starved = t->bytes_at == t->bytes_n;
  while (t->n == before) {
    if (starved && !t->bytes_end && !more_bytes(t, err)) return false;
    char *in = t->bytes + t->bytes_at, *out = t->window + t->n;
    size_t in_left = t->bytes_n - t->bytes_at, out_left = t->window_room - t->n;
    if (in_left == 0 && t->bytes_end) break;
    size_t rc = iconv(t->cd, &in, &in_left, &out, &out_left);
    int errnum = rc == (size_t)-1 ? errno : 0;
    t->bytes_at = t->bytes_n - in_left;
    t->n = t->window_room - out_left;
    starved = errnum != E2BIG;
    bool cut_off = errnum == EINVAL && t->bytes_end;
    if ((errnum == EILSEQ || cut_off) && out_left > 0) {
      t->window[t->n++] = NOT_TEXT;
      t->bytes_at += cut_off ? in_left : in_left < t->unit ? in_left : t->unit;
      starved = t->bytes_at == t->bytes_n;
    } else if (errnum == E2BIG && t->n == before) {
      break; /* less room than one character: the caller takes some first */
    }
  }
  t->end = t->n == before && t->bytes_end && t->bytes_at == t->bytes_n;
  return true;
}

bool text_more(struct text_in *t, struct err *err) {
  if (t->end) return true;
  slide(t);
  return t->cd == (iconv_t)-1 ? more_as_is(t, err) : more_converted(t, err);
}

uint64_t text_bytes(const struct text_in *t) {
  return unpack_bytes(t->file);
}

uint64_t text_bytes_total(const struct text_in *t) {
  return unpack_bytes_total(t->file);
}

struct text_facts text_facts(const struct text_in *t) {
  return t->facts;
}
