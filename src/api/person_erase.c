/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erasing a person: gone from every answer when the request is answered, from the files with the
 * next upkeep.  The answer repeats nothing but numbers: whoever reads it later must not learn who
 * it was. */
#include "api/ask.h"
#include "api/questions.h"
#include "workspace/erase.h"

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
