/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which identities would change hands, and which limits that would break.
 *
 * An anonymous stretch is told as its device, once: it has no name of its own that anybody knows.
 */
#include "cli/person_reach.h"
#include "person/identity.h"

#define MOVING_TOLD    200 /* identities; as the API */
#define CONFLICTS_TOLD 20  /* types */

typedef void tell_fn(void *ctx, struct str type, struct str value, uint32_t subject, bool blocked);

/* Calls `tell` for at most MOVING_TOLD identities; how many there are. */
static uint32_t each(struct workspace *w, const struct person_moving *m, struct arena *tmp,
                     tell_fn *tell, void *ctx) {
  struct people *p = ws_people(w);
  uint32_t told = 0;
  for (uint32_t i = 0; i < m->n; i++) {
    const uint32_t *v = &m->subjects[i];
    uint32_t n = 1;
    if (m->into != SUBJECT_NONE) {
      if (person_of(p, *v) == person_of(p, m->into)) continue;
      n = person_subjects(p, *v, NULL, 0);
      uint32_t *all = arena_array(tmp, uint32_t, n), got = person_subjects(p, *v, all, n);
      v = all, n = got < n ? got : n;
    }
    for (uint32_t k = 0; k < n; k++) {
      struct str type, value;
      if (people_device_of(p, v[k]) != v[k]) continue;
      for (uint32_t at = 0; people_subject_identity(p, v[k], at, &type, &value); at++)
        if (told++ < MOVING_TOLD) tell(ctx, type, value, v[k], people_blocked(p, v[k]));
    }
  }
  return told;
}

static uint32_t conflicts(struct workspace *w, const struct person_moving *m,
                          struct people_conflict ret[CONFLICTS_TOLD]) {
  if (m->into == SUBJECT_NONE) return 0;
  return people_conflicts(ws_people(w), m->into, m->subjects, m->n, ret, CONFLICTS_TOLD);
}

/* ---- for people ---- */

struct rows {
  struct cli *c;
  struct people *p;
  struct table *t;
};

static struct str class_text(struct cli *c, enum id_class class) {
  static const char *const zh[] = {
      [ID_ACCOUNT] = "账号", [ID_STRONG] = "强标识", [ID_DEVICE] = "设备", [ID_UNTYPED] = "未分类"};
  return str_from(tr(c, id_class_name(class), zh[class]));
}

static void put_row(void *ctx, struct str type, struct str value, uint32_t subject, bool blocked) {
  struct rows *r = ctx;
  table_cell(r->t, type);
  table_cell(r->t, value);
  table_cell(r->t, class_text(r->c, people_type_rule(r->p, type).class));
  table_cell(r->t, arena_printf(&r->c->arena, "~%u", subject));
  table_cell(r->t, blocked ? str_from(tr(r->c, "blocked", "已封禁")) : STR(""));
}

void person_reach_table(struct cli *c, struct workspace *w, const struct person_moving *m) {
  struct people_conflict v[CONFLICTS_TOLD];
  struct rows r = {.c = c, .p = ws_people(w), .t = table_new(&c->arena, 5)};
  table_head(r.t, 0, tr(c, "type", "类型"), ALIGN_LEFT);
  table_head(r.t, 1, tr(c, "identity", "标识"), ALIGN_LEFT);
  table_head(r.t, 2, tr(c, "class", "类别"), ALIGN_LEFT);
  table_head(r.t, 3, tr(c, "exactly", "内部编号"), ALIGN_LEFT);
  table_head(r.t, 4, "", ALIGN_LEFT);
  uint32_t n = each(w, m, &c->arena, put_row, &r), broken = conflicts(w, m, v);
  table_print(c, r.t, "  ");
  if (n > MOVING_TOLD)
    buf_printf(&c->out, tr(c, "  … and %u more\n", "  ……另有 %u 个\n"), n - MOVING_TOLD);
  for (uint32_t i = 0; i < broken; i++)
    buf_printf(&c->out,
               tr(c,
                  "Together they would have %u of %.*s, and a person may have %u: it needs "
                  "--force.\n",
                  "合并后将有 %u 个 %.*s，而一个用户最多 %u 个；需使用 --force。\n"),
               v[i].n, STRF(v[i].type), v[i].limit);
}

/* ---- for programs ---- */

static void put_json(void *ctx, struct str type, struct str value, uint32_t subject, bool blocked) {
  struct jw *j = ctx;
  jw_begin_object(j);
  jw_key(j, "type"), jw_str(j, type);
  jw_key(j, "value"), jw_str(j, value);
  jw_key(j, "subject"), jw_uint(j, subject);
  jw_key(j, "blocked"), jw_bool(j, blocked);
  jw_end_object(j);
}

void person_reach_json(struct workspace *w, const struct person_moving *m, struct arena *tmp,
                       struct jw *j) {
  struct people_conflict v[CONFLICTS_TOLD];
  uint32_t n = conflicts(w, m, v);
  jw_key(j, "moving"), jw_begin_array(j);
  each(w, m, tmp, put_json, j);
  jw_end_array(j);
  jw_key(j, "conflicts"), jw_begin_array(j);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(j);
    jw_key(j, "type"), jw_str(j, v[i].type);
    jw_key(j, "count"), jw_uint(j, v[i].n);
    jw_key(j, "limit"), jw_uint(j, v[i].limit);
    jw_end_object(j);
  }
  jw_end_array(j);
}
