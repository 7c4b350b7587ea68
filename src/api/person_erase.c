/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erasing a person: gone from every answer when the request is answered, from the files with the
 * next upkeep.  The answer repeats nothing but numbers: whoever reads it later must not learn who
 * it was. */
#include "api/ask.h"
#include "api/questions.h"
#include "workspace/erase.h"

bool api_erase_reach(struct call *c, struct err *err) {
  struct ask a;
  struct ws_erase_reach r;
  struct jw *w = &c->out;
  char amount[DEC_TEXT_BYTES];
  uint32_t subject;
  bool ok = ask_begin(c, &a, err) && ask_person(&a, call_path(c, "id"), &subject, err) &&
            ws_erase_reach(tenant_workspace(c->tenant), subject, &r, err);
  ask_end(&a);
  if (!ok) return false;
  bool any = r.first_ms <= r.last_ms;
  jw_begin_object(w);
  jw_key(w, "identities"), jw_uint(w, r.identities);
  jw_key(w, "events"), jw_uint(w, r.events);
  jw_key(w, "changes"), jw_uint(w, r.changes);
  jw_key(w, "orders"), jw_uint(w, r.orders);
  jw_key(w, "amount"), jw_cstr(w, dec_text(dec_normal(r.amount), amount));
  jw_key(w, "first_event_at");
  any ? put_time(w, r.first_ms) : jw_null(w);
  jw_key(w, "last_event_at");
  any ? put_time(w, r.last_ms) : jw_null(w);
  jw_key(w, "log_bytes"), jw_uint(w, r.log_bytes);
  jw_key(w, "column_bytes"), jw_uint(w, r.column_bytes);
  jw_end_object(w);
  return true;
}

bool api_erase_person(struct call *c, struct err *err) {
  struct ask a;
  struct ws_erased r;
  struct jw *w = &c->out;
  uint32_t subject;
  bool ok = ask_begin(c, &a, err) && ask_person(&a, call_path(c, "id"), &subject, err) &&
            ws_erase_person(tenant_workspace(c->tenant), subject, call_author(c), &r, err);
  ask_end(&a);
  if (!ok) return false;
  jw_begin_object(w);
  jw_key(w, "lsn"), jw_uint(w, r.lsn);
  jw_key(w, "identities"), jw_uint(w, r.identities);
  jw_key(w, "files"), jw_uint(w, r.files);
  jw_end_object(w);
  return true;
}
