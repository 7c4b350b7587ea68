/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an audience holds of one person: read from a snapshot as of now, before the writer is
 * asked, because the writer does not wait for events. */
#include "incentive/draw_int.h"
#include "model/person.h"
#include "resource/resource.h"

static bool hold_in(struct incentive *i, struct snapshot *snap, struct names_env *names,
                    const struct str *texts, uint32_t n, uint32_t subject, struct arena *tmp,
                    bool *ret, struct err *err) {
  struct workspace *w = loyalty_workspace(i->l);
  const struct query_limits limits = {.memory = ws_memory(w) / 4, .clock = ws_clock(w)};
  struct person_model m = {.snapshot = snap, .env = names_env_classes(names, &limits)};
  int64_t now = clock_wall_ms(ws_clock(w));
  uint32_t person = person_of(ws_people(w), subject);
  struct person_event *events;
  struct naive_value v;
  struct node *tree;
  bool exists;
  if (person >= snapshot_subjects(snap)) return true; /* came this moment: nothing is known */
  if (!query_person_events(snap, person, now, tmp, &events, &m.history.n, err)) return false;
  m.history.events = events;
  m.history.subject = person;
  for (uint32_t k = 0; k < n; k++) {
    if (texts[k].n == 0) continue;
    if (!lang_compile(texts[k], names_env_lang(names), tmp, &tree, err) ||
        !person_value(&m, tree, now, tmp, &exists, &v, err))
      return false;
    ret[k] = exists && !v.missing && v.b;
  }
  return true;
}

bool incentive_hold_each(struct incentive *i, const struct str *texts, uint32_t n, uint32_t subject,
                         bool *ret, struct err *err) {
  struct workspace *w = loyalty_workspace(i->l);
  struct names_env *names = NULL;
  struct arena tmp;
  bool any = false;
  for (uint32_t k = 0; k < n; k++) {
    ret[k] = texts[k].n == 0;
    any = any || texts[k].n;
  }
  if (!any) return true;
  struct snapshot *snap = ws_snapshot(w);
  arena_init(&tmp, "audience");
  bool ok = names_env_new(w, snap, &names, err) &&
            hold_in(i, snap, names, texts, n, subject, &tmp, ret, err);
  names_env_free(names);
  arena_release(&tmp);
  snapshot_free(snap);
  return ok;
}

bool incentive_holds(struct incentive *i, struct str text, uint32_t subject, bool *ret,
                     struct err *err) {
  return incentive_hold_each(i, &text, 1, subject, ret, err);
}
