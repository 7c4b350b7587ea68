/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows before they leave the normaliser: what the workspace's tracking plans say of them. */
#include "base/utf8.h"
#include "collect/normal_int.h"
#include "collect/plan.h"

bool judge_row(struct making *k) {
  struct plan_finding found[PLAN_FOUND_MAX];
  char text[PLAN_FLAG_BYTES + 1];
  uint32_t n, row = (uint32_t)k->out->rows.n - 1;
  bool open = k->open;
  k->open = false;
  if (!open || k->unplanned || !k->rules->plan) return true;
  enum plan_action action = plan_judge(k->rules->plan, k->out, row, found, &n);
  if (action == PLAN_ACCEPT) return true;
  struct str said = plan_text(found, n, text);
  if (action == PLAN_FLAG) return put_text(k, prop_word(k, SCOPE_OTHER, STR(PLAN_PROP)), said);
  struct str event = intern_at(&k->out->names, k->out->rows.p[row].name);
  struct buf en = BUF_INIT, zh = BUF_INIT;
  plan_say(found, n, LANG_EN, &en);
  plan_say(found, n, LANG_ZH, &zh);
  err_fail(k->why, ERR_collect_plan, "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s",
           (int)utf8_cut(event, 60), event.p, STRF(said), STRF(buf_str(&en)), STRF(buf_str(&zh)));
  buf_release(&en);
  buf_release(&zh);
  return false;
}
