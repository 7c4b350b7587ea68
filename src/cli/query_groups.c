/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal query … --by`: a count's rows and people by event, time or the values of a property. */
#include <stdio.h>

#include "cli/cli_int.h"
#include "cli/query_int.h"
#include "query/groups.h"

/* named: with what people call what the value names. */
static void group_label(const struct session *s, const struct query_group *g, bool named,
                        struct buf *out) {
  char number[DEC_TEXT_BYTES];
  switch (g->type) {
  case V_STR: {
    const struct lang_names *names = names_env_lang(s->names);
    struct str by = str_from(cli_get(s->cli, "by"));
    struct str called = names->called ? names->called(names->ctx, by, g->text) : STR("");
    buf_put_str(out, g->text);
    if (called.n && named) buf_printf(out, " %.*s", STRF(called));
    break;
  }
  case V_NUM:
    dec_text(g->num, number);
    buf_puts(out, number);
    break;
  case V_TIME:
    day_format(day_of(s->env.tz, g->time), out);
    break;
  case V_BOOL:
    buf_puts(out, g->yes ? "true" : "false");
    break;
  default:
    buf_puts(out, tr(s->cli, "(none)", "（无）"));
  }
}

static void groups_json(struct session *s, const struct query_group *g, uint32_t n, bool people) {
  struct jw w;
  jw_init(&w, &s->cli->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "groups"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++) {
    struct buf label = BUF_INIT;
    jw_begin_object(&w);
    jw_key(&w, "group");
    if (g[i].type == V_NONE) {
      jw_null(&w);
    } else if (g[i].type == V_NUM) {
      jw_dec(&w, g[i].num);
    } else if (g[i].type == V_BOOL) {
      jw_bool(&w, g[i].yes);
    } else {
      group_label(s, &g[i], false, &label);
      jw_str(&w, buf_str(&label));
    }
    jw_key(&w, "rows"), jw_uint(&w, g[i].rows);
    if (people) jw_key(&w, "people"), jw_uint(&w, g[i].people);
    jw_end_object(&w);
    buf_release(&label);
  }
  jw_end_array(&w);
  jw_key(&w, "lsn"), jw_uint(&w, snapshot_lsn(s->snap));
  jw_end_object(&w);
  buf_putc(&s->cli->out, '\n');
}

static void groups_table(struct session *s, const struct query_group *g, uint32_t n, bool people) {
  struct cli *c = s->cli;
  struct table *t = table_new(&c->arena, people ? 3 : 2);
  table_head(t, 0, cli_get(c, "by"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "rows", "条数"), ALIGN_RIGHT);
  if (people) table_head(t, 2, tr(c, "people", "人数"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < n; i++) {
    struct buf b = BUF_INIT;
    group_label(s, &g[i], true, &b);
    table_cell(t, buf_str(&b));
    for (int k = 0; k < 1 + people; k++) {
      buf_reset(&b);
      put_count(&b, (int64_t)(k ? g[i].people : g[i].rows));
      table_cell(t, buf_str(&b));
    }
    buf_release(&b);
  }
  table_print(c, t, "");
}

/* item.FIELD, unless a property is called that. */
static bool by_item(struct session *s, struct str by, struct groups_query *q, struct err *err) {
  const struct lang_names *names = names_env_lang(s->names);
  if (q->by != GROUP_VALUE || !str_starts(by, STR("item.")) ||
      snapshot_prop_code(s->snap, by) != INTERN_NONE)
    return true;
  struct str field = str_of(by.p + 5, by.n - 5);
  q->item = names->item(names->ctx, field);
  q->prop = STR("item_id");
  return q->item ||
         err_fail(err, ERR_unknown_name,
                  "%.*s" ERR_SEP "field of items" ERR_SEP "–" ERR_SEP "商品字段", STRF(field));
}

bool query_print_groups(struct session *s, struct err *err) {
  static const char *const names[] = {"event", "day", "week", "month"};
  struct cli *c = s->cli;
  struct str text = str_from(c->args[0]), by = str_from(cli_get(c, "by"));
  struct groups_query q = {.as_of = s->as_of,
                           .by = GROUP_VALUE,
                           .prop = by,
                           .people = !cli_has(c, "rows-only"),
                           .tz = s->env.tz};
  struct query_group *g;
  struct node *tree;
  uint32_t n;
  for (unsigned i = 0; i < 4; i++)
    if (str_is(by, names[i])) q.by = (enum group_by)i;
  bool ok = lang_parse(text, &c->arena, &tree, err) &&
            lang_resolve(tree, names_env_lang(s->names), LT_ANY, &c->arena, err) &&
            by_item(s, by, &q, err);
  q.rows = tree;
  ok = ok && query_groups(s->snap, &q, s->env.pool, &s->limits, &c->arena, &g, &n, err);
  if (!ok) {
    struct buf caret = BUF_INIT;
    lang_caret(text, err, &caret);
    if (!c->json && caret.n) fprintf(stderr, "%s\n", caret.p);
    buf_release(&caret);
    return false;
  }
  session_hint_old_data(s);
  if (c->json)
    groups_json(s, g, n, q.people);
  else
    groups_table(s, g, n, q.people);
  return true;
}
