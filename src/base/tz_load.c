/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding zones by name.
 *
 * A loaded zone lives as long as the process, in a list under a lock that only tz_load takes: zones
 * are few, and everybody may keep plain pointers.  A name is a path below the zone directory, so it
 * is judged by its characters before any file is touched. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/tz_int.h"
#include "base/utf8.h"

#define ZONE_FILE_MAX (128 * 1024) /* the largest of tzdata is 4 KiB */

static const int64_t for_ever[1] = {INT64_MIN};
static const int32_t no_offset[1] = {0};
static const struct tz utc = {
    .name = "UTC", .n = 1, .from = for_ever, .offset_s = no_offset, .cycle_from = INT64_MAX};

struct zone { /* of the list */
  struct tz tz;
  int32_t fixed_s;
  struct zone *next;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *zones;

const struct tz *tz_utc(void) {
  return &utc;
}
struct str tz_name(const struct tz *z) {
  return str_from(z->name);
}

static bool good_name(struct str name) {
  if (name.n == 0 || name.n > TZ_NAME_MAX) return false;
  char before = '/';
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && c != '_' && c != '-' && c != '+' && c != '/') return false;
    if (c == '/' && before == '/') return false; /* empty parts, and a leading slash */
    before = c;
  }
  return before != '/';
}

static bool two_digits(struct str s, size_t at, int max, int *ret) {
  if (at + 2 > s.n) return false;
  int tens = s.p[at] - '0', ones = s.p[at + 1] - '0', v = tens * 10 + ones;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9 || v > max) return false;
  *ret = v;
  return true;
}

/* +08:00, -03:30 */
static bool fixed_offset(struct str name, int32_t *ret) {
  int h, m;
  if (name.n != 6 || (name.p[0] != '+' && name.p[0] != '-') || name.p[3] != ':') return false;
  if (!two_digits(name, 1, 18, &h) || !two_digits(name, 4, 59, &m)) return false;
  int32_t s = h * 3600 + m * 60;
  *ret = name.p[0] == '-' ? -s : s;
  return true;
}

/* Bytes of the zone's file into p; 0 when there is none that fits. */
static size_t read_file(struct str name, char *p, size_t max) {
  const char *dir = getenv("SHOAL_ZONEINFO");
  char path[1024];
  if (!dir || !*dir) dir = "/usr/share/zoneinfo";
  int n = snprintf(path, sizeof path, "%s/%.*s", dir, STRF(name));
  if (n < 0 || (size_t)n >= sizeof path) return 0;
  FILE *f = fopen(path, "rbe");
  if (!f) return 0;
  size_t got = fread(p, 1, max, f);
  bool whole = !ferror(f) && got < max;
  fclose(f);
  return whole ? got : 0;
}

/* Fills *z for the name; it is in nobody's list yet. */
static bool load(struct str name, struct zone *z, struct err *err) {
  memcpy(z->tz.name, name.p, name.n);
  if (fixed_offset(name, &z->fixed_s)) {
    z->tz.n = 1;
    z->tz.from = for_ever;
    z->tz.offset_s = &z->fixed_s;
    z->tz.cycle_from = INT64_MAX;
    return true;
  }
  char *bytes = must_malloc(ZONE_FILE_MAX);
  const char *reason;
  size_t n = read_file(name, bytes, ZONE_FILE_MAX);
  bool is_zone = n >= 4 && memcmp(bytes, "TZif", 4) == 0;
  bool ok = is_zone && tz_read_tzif(str_of(bytes, n), &z->tz, &reason);
  free(bytes);
  if (!is_zone) return err_fail(err, ERR_unknown_zone, "%.*s", STRF(name));
  if (!ok) return err_fail(err, ERR_corrupt, "time zone %.*s" ERR_SEP "%s", STRF(name), reason);
  return true;
}

bool tz_load(struct str name, const struct tz **ret, struct err *err) {
  if (str_is(name, "UTC") || str_is(name, "Z")) {
    *ret = &utc;
    return true;
  }
  int32_t fixed;
  if (!fixed_offset(name, &fixed) && !good_name(name))
    return err_fail(err, ERR_unknown_zone, "%.*s", (int)utf8_cut(name, TZ_NAME_MAX),
                    name.n ? name.p : "");
  pthread_mutex_lock(&lock);
  struct zone *z = zones;
  while (z && !str_is(name, z->tz.name))
    z = z->next;
  if (!z) {
    z = must_calloc(1, sizeof *z);
    if (load(name, z, err)) {
      z->next = zones;
      zones = z;
    } else {
      free(z);
      z = NULL;
    }
  }
  pthread_mutex_unlock(&lock);
  if (!z) return false;
  *ret = &z->tz;
  return true;
}
