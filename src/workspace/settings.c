/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A workspace's few settings: JSON written atomically, because people read and copy them; nothing
 * that changes more often than by hand lives there.
 */
#include "settings_int.h"

#include <stdio.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/utf8.h"
#include "workspace/retention.h"

#define SETTINGS       6
#define SETTINGS_LATER 2
#define SETTINGS_CHECK 17

bool ws_currency_ok(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < 'A' || s.p[i] > 'Z') return false;
  return s.n == 3;
}

bool ws_settings_parse(struct str text, const char *path, struct arena *tmp, struct json **ret,
                       struct err *err) {
  struct err why;
  return json_parse(text, tmp, ret, &why) ||
         err_fail(err, ERR_corrupt, "%s" ERR_SEP "it is not JSON", path);
}

/* Over what the settings say, not how they are written.  A file without it (of before there was
 * one, or written by hand) is believed. */
static void settings_check(const struct str *parts, size_t n, char out[SETTINGS_CHECK]) {
  XXH3_state_t *h = XXH3_createState();
  must(h && XXH3_64bits_reset(h) == XXH_OK);
  for (size_t i = 0; i < n; i++) {
    XXH3_64bits_update(h, parts[i].p, parts[i].n);
    XXH3_64bits_update(h, "", 1);
  }
  snprintf(out, SETTINGS_CHECK, "%016llx", (unsigned long long)XXH3_64bits_digest(h));
  XXH3_freeState(h);
}

static const char *const settings_names[] = {"id",   "slug",     "title",
                                             "zone", "currency", "week_start"};

/* Absent while they are empty. */
static const char *const settings_later[SETTINGS_LATER] = {"message_secret", "retention"};

static bool settings_whole(const struct json *doc, const char *path, struct err *err) {
  struct str parts[SETTINGS + SETTINGS_LATER], check = json_get_str(doc, "check");
  char want[SETTINGS_CHECK];
  if (check.n == 0) return true;
  for (size_t i = 0; i < SETTINGS; i++)
    parts[i] = json_get_str(doc, settings_names[i]);
  size_t n = SETTINGS;
  for (size_t i = 0; i < SETTINGS_LATER; i++) {
    parts[n] = json_get_str(doc, settings_later[i]);
    n += parts[n].n > 0;
  }
  settings_check(parts, n, want);
  return str_is(check, want) ||
         err_fail(err, ERR_corrupt,
                  "%s" ERR_SEP
                  "its checksum is wrong (remove the line \"check\" after changing it by hand)",
                  path);
}

bool ws_settings_load(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct str text;
  struct json *doc;
  ws_join(path, w->path, "workspace.json");
  arena_init(&tmp, "workspace settings");
  bool ok = io_read_all(w->io, path, WS_SETTINGS_BYTES_MAX, &tmp, &text, err) &&
            ws_settings_parse(text, path, &tmp, &doc, err) && settings_whole(doc, path, err) &&
            tz_load(json_get_str(doc, "zone"), &w->tz, err);
  if (ok) {
    w->id = arena_str(&w->life, json_get_str(doc, "id"));
    w->currency = arena_str(&w->life, json_get_str(doc, "currency"));
    struct str title = json_get_str(doc, "title"); /* absent from files of before there was one */
    w->title = title.n ? arena_str(&w->life, title) : w->slug;
    w->sunday = str_is(json_get_str(doc, "week_start"), "sunday");
    w->retention = arena_str(&w->life, json_get_str(doc, "retention"));
    struct str secret = json_get_str(doc, "message_secret");
    w->message_secret = secret.n ? arena_str(&w->life, secret) : STR("");
    if (!ws_currency_ok(w->currency))
      ok = err_fail(err, ERR_bad_currency, "%.*s", STRF(w->currency)) || err_at(err, path, 0, 0, 0);
  }
  arena_release(&tmp);
  return ok;
}

bool ws_settings_write(struct io *io, const char *ws, const struct ws_settings *s,
                       struct err *err) {
  char path[WS_PATH_MAX];
  struct buf b = BUF_INIT;
  struct jw j;
  jw_init(&j, &b, 2);
  jw_begin_object(&j);
  jw_key(&j, "id"), jw_str(&j, s->id);
  jw_key(&j, "slug"), jw_str(&j, s->slug);
  jw_key(&j, "title"), jw_str(&j, s->title);
  jw_key(&j, "zone"), jw_str(&j, s->zone);
  jw_key(&j, "currency"), jw_str(&j, s->currency);
  jw_key(&j, "week_start"), jw_cstr(&j, s->sunday ? "sunday" : "monday");
  if (s->message_secret.n) jw_key(&j, "message_secret"), jw_str(&j, s->message_secret);
  if (s->retention.n) jw_key(&j, "retention"), jw_str(&j, s->retention);
  struct str parts[SETTINGS + SETTINGS_LATER] = {
      s->id, s->slug, s->title, s->zone, s->currency, s->sunday ? STR("sunday") : STR("monday")};
  size_t n = SETTINGS;
  if (s->message_secret.n) parts[n++] = s->message_secret;
  if (s->retention.n) parts[n++] = s->retention;
  char check[SETTINGS_CHECK];
  settings_check(parts, n, check);
  jw_key(&j, "check"), jw_cstr(&j, check);
  jw_end_object(&j);
  buf_putc(&b, '\n');
  ws_join(path, ws, "workspace.json");
  bool ok = io_write_atomic(io, path, b.p, b.n, err);
  buf_release(&b);
  return ok;
}

/* ---- changes ---- */

/* Of a workspace from before there were any: durable before its first use. */
bool ws_message_secret_make(struct workspace *w, struct err *err) {
  if (w->message_secret.n) return true;
  w->message_secret = message_secret_new(&w->life);
  const struct ws_settings s = {.id = w->id,
                                .slug = w->slug,
                                .zone = tz_name(w->tz),
                                .currency = w->currency,
                                .title = w->title,
                                .message_secret = w->message_secret,
                                .retention = w->retention,
                                .sunday = w->sunday};
  return ws_settings_write(w->io, w->path, &s, err);
}

static bool title_ok(struct str t) {
  if (!utf8_valid(t) || utf8_count(t) > WS_TITLE_MAX || str_trim(t).n == 0) return false;
  for (size_t i = 0; i < t.n; i++)
    if ((unsigned char)t.p[i] < 0x20 || t.p[i] == 0x7f) return false;
  return true;
}

static struct str kept(struct workspace *w, struct str old, struct str new_) {
  return str_eq(old, new_) ? old : arena_str(&w->life, new_);
}

/* As ws_retention_write writes them. */
static bool rules_write(struct str text, struct buf *out, struct err *err) {
  struct arena tmp;
  struct ws_retention r;
  arena_init(&tmp, "retention");
  bool ok = ws_retention_parse(text, &tmp, &r, err);
  if (ok) ws_retention_write(&r, out);
  if (ok && out->overflow)
    ok = err_fail(err, ERR_bad_retention, "%.*s", (int)(text.n < 80 ? text.n : 80), text.p);
  arena_release(&tmp);
  if (!ok) buf_release(out);
  return ok;
}

/* The file first: what is shown must be what the next opening finds. */
bool ws_set(struct workspace *w, const struct ws_change *c, struct err *err) {
  const struct tz *tz = NULL;
  must(w->mode == WS_WRITE);
  if (c->zone.n && !tz_load(c->zone, &tz, err)) return false;
  if (c->currency.n && !ws_currency_ok(c->currency))
    return err_fail(err, ERR_bad_currency, "%.*s", STRF(c->currency));
  if (c->title.n && !title_ok(c->title))
    return err_fail(err, ERR_bad_field, "title" ERR_SEP "string 1 … %d", WS_TITLE_MAX);
  struct buf rules = BUF_INIT_MAX(WS_SETTINGS_BYTES_MAX / 2);
  if (c->retention && !rules_write(*c->retention, &rules, err)) return false;
  pthread_mutex_lock(&w->settings);
  if (!tz) tz = w->tz;
  const struct ws_settings s = {.id = w->id,
                                .slug = w->slug,
                                .zone = tz_name(tz),
                                .currency = c->currency.n ? c->currency : w->currency,
                                .title = c->title.n ? c->title : w->title,
                                .message_secret = w->message_secret,
                                .retention = c->retention ? buf_str(&rules) : w->retention,
                                .sunday = c->sunday ? *c->sunday : w->sunday};
  bool ok = ws_settings_write(w->io, w->path, &s, err);
  if (ok) {
    w->tz = tz;
    w->currency = kept(w, w->currency, s.currency);
    w->title = kept(w, w->title, s.title);
    w->retention = kept(w, w->retention, s.retention);
    w->sunday = s.sunday;
  }
  pthread_mutex_unlock(&w->settings);
  buf_release(&rules);
  ok = ok && (!(c->retention || c->zone.n) || retention_apply(w, err));
  if (ok) ws_revise(w);
  return ok;
}

bool ws_set_zone(struct workspace *w, struct str zone, struct err *err) {
  return ws_set(w, &(struct ws_change){.zone = zone}, err);
}

bool ws_set_currency(struct workspace *w, struct str currency, struct err *err) {
  if (!ws_currency_ok(currency)) return err_fail(err, ERR_bad_currency, "%.*s", STRF(currency));
  return ws_set(w, &(struct ws_change){.currency = currency}, err);
}
