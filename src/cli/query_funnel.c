/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal query funnel: options to the document that the API takes too, its answer as a table.
 *
 * The document is written as JSON and read again, so that the command line cannot mean something
 * that the API cannot say; so is the answer. */
#include <stdio.h>
#include <string.h>

#include "cli/cli_int.h"
#include "cli/query_int.h"
#include "model/question.h"

/* ---- the document ---- */

static size_t arrow_at(struct str s) {
  char quote = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (quote)
      quote = s.p[i] == quote ? 0 : quote;
    else if (strchr("\"'`", s.p[i]))
      quote = s.p[i];
    else if (i + 1 < s.n && s.p[i] == '-' && s.p[i + 1] == '>')
      return i;
  }
  return s.n;
}

static void put_steps(struct jw *w, struct str text) {
  jw_key(w, "steps"), jw_begin_array(w);
  for (bool more = true; more;) {
    size_t at = arrow_at(text);
    struct str step = str_trim(str_of(text.p, at));
    bool optional = step.n && step.p[step.n - 1] == '?';
    if (optional) step.n--;
    jw_begin_object(w);
    jw_key(w, "events"), jw_str(w, str_trim(step));
    if (optional) jw_key(w, "optional"), jw_bool(w, true);
    jw_end_object(w);
    more = at < text.n;
    if (more) text = str_of(text.p + at + 2, text.n - at - 2);
  }
  jw_end_array(w);
}

/* channel, channel:last, channel:each, channel:step2, attribute:city, class:rfm, segment:vip */
static void put_by(struct jw *w, struct str by) {
  static const char *const people[] = {"attribute", "class", "segment", "expression"};
  struct str rest = by, head = str_cut(&rest, ':');
  jw_key(w, "by"), jw_begin_object(w);
  for (size_t i = 0; i < 4; i++) {
    if (!rest.n || !str_is(head, people[i])) continue;
    jw_key(w, people[i]), jw_str(w, rest);
    jw_end_object(w);
    return;
  }
  jw_key(w, "property"), jw_str(w, head);
  if (str_starts(rest, STR("step"))) {
    jw_key(w, "touch"), jw_cstr(w, "step");
    jw_key(w, "step"), jw_int(w, rest.n == 5 || rest.n == 6 ? atoi(rest.p + 4) : 0);
  } else if (rest.n) {
    jw_key(w, "touch"), jw_str(w, rest);
  }
  jw_end_object(w);
}

static void put_texts(struct jw *w, const char *key, const char *list, char between) {
  struct str rest = str_from(list);
  jw_key(w, key), jw_begin_array(w);
  while (rest.n)
    jw_str(w, str_trim(str_cut(&rest, between)));
  jw_end_array(w);
}

static void put_document(struct cli *c, struct str steps, struct jw *w) {
  static const char *const plain[] = {"order", "within", "count", "gap", "who", "trend"};
  jw_begin_object(w);
  put_steps(w, steps);
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
    if (cli_has(c, plain[i])) jw_key(w, plain[i]), jw_cstr(w, cli_get(c, plain[i]));
  if (cli_has(c, "hold")) put_texts(w, "hold", cli_get(c, "hold"), ',');
  if (cli_has(c, "exclude")) put_texts(w, "exclude", cli_get(c, "exclude"), ';');
  if (cli_has(c, "from") || cli_has(c, "to")) {
    jw_key(w, "range"), jw_begin_object(w);
    if (cli_has(c, "from")) jw_key(w, "from"), jw_cstr(w, cli_get(c, "from"));
    if (cli_has(c, "to")) jw_key(w, "to"), jw_cstr(w, cli_get(c, "to"));
    jw_end_object(w);
  }
  if (cli_has(c, "by")) put_by(w, str_from(cli_get(c, "by")));
  if (cli_has(c, "top")) jw_key(w, "top"), jw_uint(w, cli_count(c, "top", 10));
  jw_end_object(w);
}

/* ---- the answer ---- */

static double number(const struct json *v) {
  char text[64];
  if (!v || v->type != JSON_NUMBER) return 0;
  snprintf(text, sizeof text, "%.*s", STRF(v->text));
  return strtod(text, NULL);
}

static void count_cell(struct table *t, const struct json *n) {
  struct buf b = BUF_INIT;
  put_count(&b, (int64_t)number(n));
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static void rate_cell(struct table *t, const struct json *rate) {
  table_cellf(t, "%.1f%%", 100 * number(rate));
}

static void duration_cell(struct table *t, const struct json *times) {
  struct buf b = BUF_INIT;
  if (times && times->type == JSON_OBJECT)
    put_duration(&b, number(json_get(times, "median")));
  else
    buf_puts(&b, "–");
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static void steps_table(struct cli *c, const struct json *answer) {
  const struct json *asked = json_get(answer, "steps");
  const struct json *steps = json_get(json_get(answer, "all"), "steps");
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "step", "步骤"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "reached", "完成"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "of first", "占首步"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "of previous", "占上一步"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "dropped", "止步"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "median time", "中位时长"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < steps->n; i++) {
    const struct json *s = &steps->items[i];
    table_cell(t, json_get_str(&asked->items[i], "title"));
    count_cell(t, json_get(s, "reached"));
    rate_cell(t, json_get(s, "rate"));
    rate_cell(t, json_get(s, "step_rate"));
    count_cell(t, json_get(s, "dropped"));
    duration_cell(t, json_get(s, "seconds"));
  }
  table_print(c, t, "");
}

static struct str group_name(struct cli *c, const struct json *g) {
  struct str label = json_get_str(g, "label");
  if (label.p) return label.n ? label : str_from(tr(c, "(empty)", "（空）"));
  return str_from(str_is(json_get_str(g, "kind"), "other") ? tr(c, "(other)", "（其余）")
                                                           : tr(c, "(none)", "（无）"));
}

static void groups_table(struct cli *c, const struct json *answer) {
  const struct json *groups = json_get(answer, "groups"), *asked = json_get(answer, "steps");
  if (!groups->n) return;
  struct table *t = table_new(&c->arena, 2 + asked->n);
  table_head(t, 0, cli_get(c, "by"), ALIGN_LEFT);
  for (uint32_t s = 0; s < asked->n; s++)
    table_head(t, 1 + s, arena_cstr(&c->arena, json_get_str(&asked->items[s], "title")),
               ALIGN_RIGHT);
  table_head(t, 1 + asked->n, tr(c, "converted", "转化率"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < groups->n; i++) {
    const struct json *steps = json_get(&groups->items[i], "steps");
    table_cell(t, group_name(c, &groups->items[i]));
    for (uint32_t s = 0; s < steps->n; s++)
      count_cell(t, json_get(&steps->items[s], "reached"));
    rate_cell(t, json_get(&steps->items[steps->n - 1], "rate"));
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
}

static void trend_table(struct cli *c, const struct json *answer) {
  const struct json *periods = json_get(answer, "periods"), *asked = json_get(answer, "steps");
  const struct json *trend = json_get(json_get(answer, "all"), "trend");
  if (!periods->n) return;
  struct table *t = table_new(&c->arena, 1 + asked->n);
  table_head(t, 0, tr(c, "first step in", "首步所在"), ALIGN_LEFT);
  for (uint32_t s = 0; s < asked->n; s++)
    table_head(t, 1 + s, arena_cstr(&c->arena, json_get_str(&asked->items[s], "title")),
               ALIGN_RIGHT);
  for (uint32_t i = 0; i < periods->n; i++) {
    bool open = json_get_bool(&periods->items[i], "incomplete", false);
    table_cell(t, arena_printf(&c->arena, "%.*s%s", STRF(json_get_str(&periods->items[i], "from")),
                               open ? "*" : ""));
    for (uint32_t s = 0; s < asked->n; s++)
      count_cell(t, &trend->items[i].items[s]);
  }
  buf_putc(&c->out, '\n');
  table_print(c, t, "");
  buf_printf(&c->out, "%s\n", tr(c, "*  its last window is not over yet", "*  最后的窗口尚未结束"));
}

bool query_print_funnel(struct session *s, struct str steps, struct err *err) {
  struct cli *c = s->cli;
  struct question_env e = {
      .snapshot = s->snap, .names = names_env_lang(s->names), .env = &s->env, .as_of = s->as_of};
  struct buf text = BUF_INIT, answer = BUF_INIT;
  struct json *doc, *got;
  struct jw w;
  jw_init(&w, &text, 0);
  if (steps.n && steps.p[0] == '{')
    buf_put_str(&text, steps);
  else
    put_document(c, steps, &w);
  jw_init(&w, c->json ? &c->out : &answer, c->json ? 2 : 0);
  bool ok = json_parse(buf_str(&text), &c->arena, &doc, err);
  if (ok) {
    jw_begin_object(&w);
    ok = question_funnel.ask(&e, doc, &c->arena, &w, err);
  }
  if (ok) {
    jw_key(&w, "lsn"), jw_uint(&w, snapshot_lsn(s->snap));
    jw_end_object(&w);
    session_hint_old_data(s);
  }
  if (ok && c->json) buf_putc(&c->out, '\n');
  if (ok && !c->json) {
    ok = json_parse(buf_str(&answer), &c->arena, &got, err);
    if (ok) {
      steps_table(c, got);
      groups_table(c, got);
      trend_table(c, got);
    }
  }
  if (!ok) buf_reset(&c->out);
  buf_release(&text);
  buf_release(&answer);
  return ok;
}
