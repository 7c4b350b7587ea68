/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clients sent, for those who must not see personal data.
 *
 * Raw text may hold a phone number anywhere, under any name, so here it is the other way round than
 * for attributes: every text is masked but those that are known to be the client's own words (what
 * happened, when, with which library).  What is not JSON is not shown at all. */
#include "api/collect_int.h"
#include "model/mask.h"

#define LONG_NUMBER 6 /* digits; longer ones may be somebody's */

static bool plain(struct str key) {
  static const char *const known[] = {
      "event",       "type",       "time",      "timestamp",  "originalTimestamp", "sentAt",
      "sent_at",     "version",    "library",   "$lib",       "$lib_version",      "channel",
      "currency",    "message_id", "messageId", "uuid",       "$insert_id",        "os",
      "$os",         "locale",     "timezone",  "event_name", "event_original",    "client_time",
      "device_type", "browser",    "lib"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (str_is(key, known[i])) return true;
  return false;
}

static void masked_tree(const struct json *v, struct str key, struct jw *w, struct arena *tmp) {
  switch (v->type) {
  case JSON_OBJECT:
    jw_begin_object(w);
    for (uint32_t i = 0; i < v->n; i++) {
      jw_key_str(w, v->keys[i]);
      masked_tree(&v->items[i], v->keys[i], w, tmp);
    }
    jw_end_object(w);
    break;
  case JSON_ARRAY:
    jw_begin_array(w);
    for (uint32_t i = 0; i < v->n; i++)
      masked_tree(&v->items[i], key, w, tmp);
    jw_end_array(w);
    break;
  case JSON_STRING:
    jw_str(w, plain(key) ? v->text : mask_identity(v->text, tmp));
    break;
  case JSON_NUMBER:
    if (v->text.n > LONG_NUMBER && !plain(key))
      jw_str(w, mask_identity(v->text, tmp));
    else
      jw_raw(w, v->text);
    break;
  case JSON_BOOL:
    jw_bool(w, v->boolean);
    break;
  case JSON_NULL:
    jw_null(w);
  }
}

struct str client_masked(struct str text, struct arena *out) {
  struct json *v;
  struct err ignored;
  struct buf b = BUF_INIT;
  struct jw w;
  if (!json_parse(text, out, &v, &ignored)) return STR("***");
  jw_init(&w, &b, 0);
  masked_tree(v, STR(""), &w, out);
  struct str masked = arena_str(out, buf_str(&b));
  buf_release(&b);
  return masked;
}
