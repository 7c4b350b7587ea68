/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reports of room effect.  Each asks with a connection to SQL of its own, so that nobody who
 * looks up a balance waits for it, and is not kept: what it tells changes with every posting. */
#include "api/effects.h"
#include "api/report_shapes.h"
#include "effect/effect.h"

typedef bool effect_run(struct call *c, const struct effect_in *in, const void *ask,
                        struct report *ret, struct err *err);

static bool answer(struct call *c, effect_run *run, const void *ask, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct report r;
  struct view *v;
  struct state *s;
  if (!call_view(c, &v, err) || !state_reader(ws_state(w), &s, err)) return false;
  const struct effect_in in = {.w = w,
                               .state = s,
                               .snapshot = view_snapshot(v),
                               .names = names_env_lang(view_names(v)),
                               .env = view_env(v, &c->limits),
                               .now = clock_wall_ms(ws_clock(w))};
  bool ok = run(c, &in, ask, &r, err);
  state_close(s);
  if (ok) put_report(c, in.now, v, &r);
  return ok;
}

static bool run_points(struct call *c, const struct effect_in *in, const void *ask,
                       struct report *ret, struct err *err) {
  return effect_points(in, ask, c->arena, ret, err);
}

bool api_points_effect(struct call *c, struct err *err) {
  struct str grain = call_query(c, "grain");
  struct effect_points ask = {.currency = call_path(c, "currency"),
                              .grain = str_is(grain, "day")    ? GRAIN_DAY
                                       : str_is(grain, "week") ? GRAIN_WEEK
                                                               : GRAIN_MONTH};
  return report_day(c, "from", &ask.from, err) && report_day(c, "to", &ask.to, err) &&
         answer(c, run_points, &ask, err);
}

static bool run_coupon(struct call *c, const struct effect_in *in, const void *ask,
                       struct report *ret, struct err *err) {
  return effect_coupon(in, ask, c->arena, ret, err);
}

bool api_coupon_effect(struct call *c, struct err *err) {
  struct str margin = call_query(c, "margin");
  struct effect_coupon ask = {.kind = call_path(c, "kind"),
                              .days = (uint32_t)call_query_int(c, "days", 0),
                              .margin_given = margin.p != NULL,
                              .classification = call_query(c, "classification")};
  if (margin.p && !dec_parse(margin, &ask.margin))
    return err_fail(err, ERR_bad_number, "%.*s", STRF(margin));
  return report_day(c, "from", &ask.from, err) && report_day(c, "to", &ask.to, err) &&
         answer(c, run_coupon, &ask, err);
}

static bool run_doses(struct call *c, const struct effect_in *in, const void *ask,
                      struct report *ret, struct err *err) {
  return effect_doses(in, ask, c->arena, ret, err);
}

bool api_doses_effect(struct call *c, struct err *err) {
  struct str margin = call_query(c, "margin");
  struct effect_doses ask = {.kinds = call_query(c, "kinds"),
                             .days = (uint32_t)call_query_int(c, "days", 0),
                             .margin_given = margin.p != NULL,
                             .classification = call_query(c, "classification")};
  if (margin.p && !dec_parse(margin, &ask.margin))
    return err_fail(err, ERR_bad_number, "%.*s", STRF(margin));
  return report_day(c, "from", &ask.from, err) && report_day(c, "to", &ask.to, err) &&
         answer(c, run_doses, &ask, err);
}

static bool run_membership(struct call *c, const struct effect_in *in, const void *ask,
                           struct report *ret, struct err *err) {
  return effect_membership(in, ask, c->arena, ret, err);
}

bool api_membership_effect(struct call *c, struct err *err) {
  struct effect_membership ask = {.programme = call_path(c, "programme")};
  return report_day(c, "from", &ask.from, err) && report_day(c, "to", &ask.to, err) &&
         answer(c, run_membership, &ask, err);
}
