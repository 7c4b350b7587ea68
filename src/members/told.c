/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries and exits as events, for segments that ask for them (`events: true`).
 *
 * They go through the outbox in the transaction of the look, so there is an event for a recorded
 * change and none without.  Only what happened to people is told: when a definition changed, a
 * segment was looked at for the first time or two people became one, nobody did anything, and a
 * million events would say so. */
#include "members_int.h"
#include "workspace/outbox.h"

static bool told(enum member_cause cause) {
  return cause == MEMBER_EVENT || cause == MEMBER_TIME || cause == MEMBER_LATE;
}

static bool put(const struct look *k, const struct delta *d, enum member_cause cause,
                const subjects *who, struct str name, struct ev_batch *b, struct err *err) {
  const struct value slug = {.type = V_STR, .str = str_from(d->s->slug)},
                     why = {.type = V_STR, .str = str_from(member_cause_names[cause])};
  for (size_t i = 0; i < who->n; i++) {
    struct str type, value;
    if (!ws_outbox_identity(k->m->w, who->p[i], &type, &value)) continue;
    ev_batch_row(b, ev_batch_id(b, type, value), ev_batch_name(b, name), k->now, (struct ev_key){0},
                 0);
    ev_batch_put(b, ev_batch_prop(b, STR("segment")), &slug);
    ev_batch_put(b, ev_batch_prop(b, STR("cause")), &why);
    if (b->rows.n < WS_OUTBOX_ROWS) continue;
    if (!ws_outbox_put(k->m->w, b, err)) return false;
    ev_batch_reset(b);
  }
  return true;
}

bool told_put(const struct look *k, const struct delta *d, struct err *err) {
  struct ev_batch b;
  bool ok = true;
  if (!d->s->update.events) return true;
  k->m->to_send = true;
  ev_batch_init(&b);
  for (int c = 0; ok && c < MEMBER_CAUSES; c++)
    ok = !told(c) || (put(k, d, c, &d->exited[c], STR(EV_EXITED), &b, err) &&
                      put(k, d, c, &d->entered[c], STR(EV_ENTERED), &b, err));
  ok = ok && ws_outbox_put(k->m->w, &b, err);
  ev_batch_release(&b);
  return ok;
}
