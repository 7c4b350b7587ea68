/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal report points | coupon | doses | membership`: the reports that need exact state. */
#include "cli/report.h"
#include "effect/effect.h"

typedef bool effect_ask(struct cli *c, const struct session *s, const struct effect_in *in,
                        struct str of, struct report *ret, struct err *err);

static bool days(struct cli *c, const struct session *s, int32_t *from, int32_t *to,
                 struct err *err) {
  return report_day_option(c, "from", ws_tz(s->ws), from, err) &&
         report_day_option(c, "to", ws_tz(s->ws), to, err);
}

static bool points(struct cli *c, const struct session *s, const struct effect_in *in,
                   struct str of, struct report *ret, struct err *err) {
  const char *given = cli_get(c, "grain");
  struct str grain = given ? str_from(given) : STR("month");
  struct effect_points p = {.currency = of,
                            .grain = str_is(grain, "day")     ? GRAIN_DAY
                                     : str_is(grain, "week")  ? GRAIN_WEEK
                                     : str_is(grain, "month") ? GRAIN_MONTH
                                                              : GRAIN_NONE};
  if (p.grain == GRAIN_NONE)
    return err_fail(err, ERR_bad_option_value, "grain" ERR_SEP "%.*s" ERR_SEP "day, week, month",
                    STRF(grain));
  return days(c, s, &p.from, &p.to, err) && effect_points(in, &p, &c->arena, ret, err);
}

static bool coupon(struct cli *c, const struct session *s, const struct effect_in *in,
                   struct str of, struct report *ret, struct err *err) {
  const char *margin = cli_get(c, "margin"), *slug = cli_get(c, "classification");
  uint64_t n = cli_count(c, "days", 0);
  struct effect_coupon p = {.kind = of,
                            .days = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n,
                            .margin_given = margin != NULL,
                            .classification = slug ? str_from(slug) : STR("")};
  if (margin && !dec_parse(str_from(margin), &p.margin))
    return err_fail(err, ERR_bad_number, "%s", margin);
  return days(c, s, &p.from, &p.to, err) && effect_coupon(in, &p, &c->arena, ret, err);
}

static bool doses(struct cli *c, const struct session *s, const struct effect_in *in, struct str of,
                  struct report *ret, struct err *err) {
  const char *margin = cli_get(c, "margin"), *slug = cli_get(c, "classification");
  uint64_t n = cli_count(c, "days", 0);
  struct effect_doses p = {.kinds = of,
                           .days = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n,
                           .margin_given = margin != NULL,
                           .classification = slug ? str_from(slug) : STR("")};
  if (margin && !dec_parse(str_from(margin), &p.margin))
    return err_fail(err, ERR_bad_number, "%s", margin);
  return days(c, s, &p.from, &p.to, err) && effect_doses(in, &p, &c->arena, ret, err);
}

static bool membership(struct cli *c, const struct session *s, const struct effect_in *in,
                       struct str of, struct report *ret, struct err *err) {
  struct effect_membership p = {.programme = of};
  return days(c, s, &p.from, &p.to, err) && effect_membership(in, &p, &c->arena, ret, err);
}

static const struct {
  const char *name, *en, *zh; /* en, zh: what has to be named; NULL: nothing */
  effect_ask *ask;
} effects[] = {{"points", "currency", "币种", points},
               {"coupon", "kind of coupons", "券种", coupon},
               {"doses", NULL, NULL, doses},
               {"membership", "programme", "会员计划", membership}};
enum { EFFECTS = sizeof effects / sizeof *effects };

static int find(const char *name) {
  int i = 0;
  while (i < EFFECTS && !str_is(str_from(name), effects[i].name))
    i++;
  return i;
}

bool report_is_effect(const char *name) {
  return find(name) < EFFECTS;
}

bool report_effect(struct cli *c, struct err *err) {
  int i = find(c->args[0]);
  struct str of = c->n_args > 1 ? str_from(c->args[1]) : STR("");
  struct session s;
  struct report r;
  if (c->n_args < 2 && effects[i].en)
    return err_fail(err, ERR_effect_of, "%s" ERR_SEP "%s" ERR_SEP "%s", effects[i].name,
                    effects[i].en, effects[i].zh);
  if (cli_has(c, "as-of")) return err_fail(err, ERR_effect_now, "%s", effects[i].name);
  if (!session_open(c, &s, err)) return false;
  const struct effect_in in = {.w = s.ws,
                               .state = ws_state(s.ws),
                               .snapshot = s.snap,
                               .names = names_env_lang(s.names),
                               .env = s.env,
                               .now = clock_wall_ms(ws_clock(s.ws))};
  bool ok = effects[i].ask(c, &s, &in, of, &r, err);
  if (ok && c->json)
    report_json(&r, ws_tz(s.ws), &c->out);
  else if (ok)
    report_print(c, &s, &r);
  session_close(&s);
  return ok;
}
