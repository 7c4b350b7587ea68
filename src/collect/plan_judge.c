/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row against the plans that name its event: which properties are there is noted once per row, so
 * a plan costs a look-up per property and nothing per rule that is kept. */
#include <stdio.h>
#include <string.h>

#include "collect/plan_int.h"

const char *plan_reason_name(enum plan_reason r) {
  static const char *const names[] = {"unknown event", "unknown", "missing", "type",
                                      "value",         "small",   "large"};
  return names[r];
}

struct judging {
  struct plan_finding *found;
  uint32_t n;
  enum plan_action action;
};

static void find(struct judging *j, struct str prop, enum plan_reason reason,
                 enum plan_action action) {
  if (action == PLAN_ACCEPT) return;
  if (action > j->action) j->action = action;
  for (uint32_t i = 0; i < j->n; i++)
    if (j->found[i].reason == reason && str_eq(j->found[i].prop, prop)) return;
  if (j->n < PLAN_FOUND_MAX) j->found[j->n++] = (struct plan_finding){prop, reason};
}

static bool breaks(const struct plan_prop *p, const struct value *v, enum plan_reason *ret) {
  if (p->type != V_NONE && v->type != p->type)
    *ret = PLAN_TYPE;
  else if (p->values && intern_find(p->values, v->str) == INTERN_NONE)
    *ret = PLAN_VALUE;
  else if (p->has_min && dec_cmp(v->num, p->min) < 0)
    *ret = PLAN_SMALL;
  else if (p->has_max && dec_cmp(v->num, p->max) > 0)
    *ret = PLAN_LARGE;
  else
    return false;
  return true;
}

static void judge(struct judging *j, const struct plan_event *e, const struct ev_batch *b,
                  const struct ev_row *row, bool attributes) {
  uint64_t has[(PLAN_PROPS_MAX + 63) / 64] = {0};
  uint32_t required = 0;
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    uint32_t at = intern_find(&e->names, intern_at(&b->props, p->name));
    if (at == INTERN_NONE) continue;
    has[at / 64] |= UINT64_C(1) << at % 64;
    required += e->props[at].required;
  }
  if (required < e->n_required)
    for (uint32_t at = 0; at < e->names.n; at++)
      if (e->props[at].required && !(has[at / 64] >> at % 64 & 1))
        find(j, e->props[at].name, PLAN_MISSING, e->broken);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    struct str name = intern_at(&b->props, p->name);
    if (attributes && !ev_attribute(name)) continue;
    uint32_t at = intern_find(&e->names, name);
    struct value v = ev_value(b, p);
    enum plan_reason reason;
    if (at == INTERN_NONE)
      find(j, name, PLAN_UNKNOWN_PROPERTY, e->others);
    else if (attributes && value_unsets(&v))
      continue; /* what is taken away has no type */
    else if (breaks(&e->props[at], &v, &reason))
      find(j, name, reason, e->broken);
  }
}

enum plan_action plan_judge(const struct plan *p, const struct ev_batch *b, uint32_t row,
                            struct plan_finding ret[PLAN_FOUND_MAX], uint32_t *ret_n) {
  struct judging j = {.found = ret, .action = PLAN_ACCEPT};
  const struct ev_row *r = &b->rows.p[row];
  struct str name = intern_at(&b->names, r->name);
  const struct plan_event *e = NULL;
  if (r->flags & EV_ITEM) {
    *ret_n = 0;
    return PLAN_ACCEPT;
  }
  if (str_is(name, EV_SET)) {
    e = p->attributes;
  } else {
    uint32_t at = intern_find(&p->events, name);
    if (at == INTERN_NONE)
      find(&j, (struct str){0}, PLAN_UNKNOWN_EVENT, p->unknown);
    else
      e = p->event.p[at];
  }
  for (; e; e = e->next)
    judge(&j, e, b, r, str_is(name, EV_SET));
  *ret_n = j.n;
  return j.action;
}

struct str plan_text(const struct plan_finding *f, uint32_t n, char out[PLAN_FLAG_BYTES + 1]) {
  size_t used = 0;
  for (uint32_t i = 0; i < n; i++) {
    const char *reason = plan_reason_name(f[i].reason);
    size_t need = (i ? 2 : 0) + f[i].prop.n + (f[i].prop.n ? 1 : 0) + strlen(reason);
    if (used + need > PLAN_FLAG_BYTES) break;
    used += (size_t)sprintf(out + used, "%s%.*s%s%s", i ? ", " : "", STRF(f[i].prop),
                            f[i].prop.n ? " " : "", reason);
  }
  out[used] = 0;
  return str_of(out, used);
}

void plan_say(const struct plan_finding *f, uint32_t n, enum lang lang, struct buf *out) {
  static const char *const words[][2] = {
      [PLAN_UNKNOWN_EVENT] = {"no plan names the event", "没有方案声明该事件"},
      [PLAN_UNKNOWN_PROPERTY] = {"is not in the plan", "未在方案中声明"},
      [PLAN_MISSING] = {"is missing", "缺失"},
      [PLAN_TYPE] = {"has another type", "类型不符"},
      [PLAN_VALUE] = {"is none of the values", "不在允许的取值之内"},
      [PLAN_SMALL] = {"is too small", "过小"},
      [PLAN_LARGE] = {"is too large", "过大"},
  };
  bool zh = lang == LANG_ZH;
  for (uint32_t i = 0; i < n; i++) {
    buf_puts(out, i == 0 ? "" : zh ? "，" : ", ");
    if (f[i].prop.n) buf_printf(out, "%.*s ", STRF(f[i].prop));
    buf_puts(out, words[f[i].reason][zh]);
  }
}

static bool read_finding(struct str item, struct plan_finding *ret) {
  for (enum plan_reason r = PLAN_UNKNOWN_EVENT; r <= PLAN_LARGE; r++) {
    struct str name = str_from(plan_reason_name(r));
    bool of_event = r == PLAN_UNKNOWN_EVENT;
    if (of_event ? !str_eq(item, name)
                 : item.n < name.n + 2 || item.p[item.n - name.n - 1] != ' ' ||
                       memcmp(item.p + item.n - name.n, name.p, name.n) != 0)
      continue;
    *ret = (struct plan_finding){str_of(item.p, of_event ? 0 : item.n - name.n - 1), r};
    return true;
  }
  return false;
}

uint32_t plan_read_text(struct str text, struct plan_finding ret[PLAN_FOUND_MAX]) {
  uint32_t n = 0;
  while (text.n && n < PLAN_FOUND_MAX) {
    struct str item = str_cut(&text, ',');
    while (!read_finding(item, &ret[n]) && text.n) { /* a name may have a comma of its own */
      struct str more = str_cut(&text, ',');
      item.n = (size_t)(more.p + more.n - item.p);
    }
    n += read_finding(item, &ret[n]);
    if (text.n && text.p[0] == ' ') text.p++, text.n--;
  }
  return n;
}
