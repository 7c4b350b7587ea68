/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tracking plan as the data would have it: what came, in the types it came in, and required where
 * it always came. */
#include "event/batch.h"
#include "resource/resource_int.h"

static const char *type_seen(uint8_t types) {
  switch (types) {
  case V_MASK(V_BOOL):
    return "bool";
  case V_MASK(V_NUM):
    return "number";
  case V_MASK(V_STR):
    return "text";
  case V_MASK(V_TIME):
    return "time";
  default:
    return "any";
  }
}

/* The census has a line for each type of a property, side by side. */
static void put_props(const struct snapshot *n, const struct value_census *v, uint32_t event,
                      bool may_require, struct jw *w) {
  uint64_t all = v->event_rows[event];
  uint32_t told = 0;
  jw_begin_object(w);
  for (uint32_t i = 0, next; i < v->n_props && told < PLAN_PROPS_MAX; i = next) {
    const struct prop_census *p = &v->props[i];
    struct str name = snapshot_prop(n, p->prop)->name;
    uint64_t rows = 0;
    uint8_t types = 0;
    for (next = i;
         next < v->n_props && v->props[next].event == p->event && v->props[next].prop == p->prop;
         next++) {
      rows += v->props[next].rows;
      if (v->props[next].type != V_NONE) types |= (uint8_t)V_MASK(v->props[next].type);
    }
    if (p->event != event || str_is(name, PLAN_PROP)) continue;
    jw_key_str(w, name), jw_begin_object(w);
    jw_key(w, "type"), jw_cstr(w, type_seen(types));
    if (may_require && all >= PLAN_DRAFT_ROWS_MIN && rows == all)
      jw_key(w, "required"), jw_bool(w, true);
    jw_end_object(w);
    told++;
  }
  jw_end_object(w);
}

uint32_t resource_plan_draft(const struct snapshot *n, const struct value_census *v, struct jw *w) {
  uint32_t attributes = snapshot_event_code(n, STR(EV_SET)), events = 0;
  jw_key(w, "events"), jw_begin_object(w);
  for (uint32_t e = 0; e < snapshot_events(n) && events < PLAN_EVENTS_MAX; e++) {
    struct str name = snapshot_event(n, e)->name;
    if (v->event_rows[e] == 0 || e == attributes || ev_of_items(name)) continue;
    jw_key_str(w, name), jw_begin_object(w);
    jw_key(w, "properties"), put_props(n, v, e, true, w);
    jw_end_object(w);
    events++;
  }
  jw_end_object(w);
  if (attributes != INTERN_NONE && v->event_rows[attributes]) {
    jw_key(w, "attributes");
    put_props(n, v, attributes, false, w);
  }
  return events;
}
