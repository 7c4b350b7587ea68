/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about behaviour on the command line: what all kinds share.
 *
 * The document is written as JSON and read again, so that the command line cannot mean something
 * that the API cannot say; so is the answer. */
#include <stdio.h>
#include <string.h>

#include "base/panic.h"
#include "cli/cli_int.h"
#include "cli/query_int.h"

static const struct query_command *const commands[] = {
    &query_funnel_command,      &query_retention_command,  &query_paths_command,
    &query_attribution_command, &query_trend_command,      &query_distribution_command,
    &query_overlap_command,     &query_difference_command,
};

const struct query_command *query_command_find(const char *name) {
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    if (strcmp(name, commands[i]->kind->name) == 0) return commands[i];
  return NULL;
}

struct str query_command_names(struct arena *out) {
  struct str names = STR("");
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    names = arena_printf(out, "%.*s%s%s", STRF(names), i ? "|" : "", commands[i]->kind->name);
  return names;
}

/* ---- documents ---- */

size_t query_arrow(struct str s) {
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

void query_put_options(struct cli *c, const char *const *names, size_t n, struct jw *w) {
  for (size_t i = 0; i < n; i++)
    if (cli_has(c, names[i])) jw_key(w, names[i]), jw_cstr(w, cli_get(c, names[i]));
}

void query_put_list(struct jw *w, const char *key, const char *list, char between) {
  struct str rest = str_from(list);
  jw_key(w, key), jw_begin_array(w);
  while (rest.n)
    jw_str(w, str_trim(str_cut(&rest, between)));
  jw_end_array(w);
}

void query_put_range(struct cli *c, struct jw *w) {
  static const char *const ends[] = {"from", "to"};
  if (!cli_has(c, "from") && !cli_has(c, "to")) return;
  jw_key(w, "range"), jw_begin_object(w);
  query_put_options(c, ends, 2, w);
  jw_end_object(w);
}

void query_put_by(struct cli *c, struct jw *w) {
  static const char *const people[] = {"attribute", "class", "segment", "expression"};
  if (!cli_has(c, "by")) return;
  struct str rest = str_from(cli_get(c, "by")), head = str_cut(&rest, ':');
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

/* ---- tables ---- */

struct str query_group_name(struct cli *c, const struct json *g) {
  struct str label = json_get_str(g, "label"), name = json_get_str(g, "name");
  if (name.n) return arena_printf(&c->arena, "%.*s (%.*s)", STRF(name), STRF(label));
  if (label.p) return label.n ? label : str_from(tr(c, "(empty)", "（空）"));
  return str_from(str_is(json_get_str(g, "kind"), "other") ? tr(c, "(other)", "（其余）")
                                                           : tr(c, "(none)", "（无）"));
}

double query_number(const struct json *v) {
  char text[64];
  if (!v || v->type != JSON_NUMBER) return 0;
  snprintf(text, sizeof text, "%.*s", STRF(v->text));
  return strtod(text, NULL);
}

void query_count_cell(struct table *t, const struct json *n) {
  struct buf b = BUF_INIT;
  put_count(&b, (int64_t)query_number(n));
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

void query_rate_cell(struct table *t, const struct json *rate) {
  table_cellf(t, "%.1f%%", 100 * query_number(rate));
}

void query_seconds_cell(struct table *t, const struct json *seconds) {
  struct buf b = BUF_INIT;
  if (seconds && seconds->type == JSON_NUMBER)
    put_duration(&b, query_number(seconds));
  else
    buf_puts(&b, "–");
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

/* ---- asking ---- */

static void put_document(struct cli *c, const struct query_command *k, struct str text,
                         struct buf *out) {
  struct jw w;
  if (text.n && text.p[0] == '{') {
    buf_put_str(out, text);
    return;
  }
  jw_init(&w, out, 0);
  jw_begin_object(&w);
  k->document(c, text, &w);
  jw_end_object(&w);
}

/* --as-of, else the document's own moment, else now. */
static bool moment(struct session *s, const struct json *doc, int64_t *ret, struct err *err) {
  const struct json *v = json_get(doc, "as_of");
  bool is_date;
  *ret = s->as_of;
  if (cli_has(s->cli, "as-of") || !v || v->type != JSON_STRING) return true;
  if (!time_parse_iso(v->text, s->env.tz, ret, &is_date, err)) return err_at(err, "as_of", 0, 0, 0);
  if (is_date) *ret = day_start(s->env.tz, day_of(s->env.tz, *ret) + 1) - 1;
  return true;
}

bool query_ask(struct session *s, const struct query_command *k, struct str text, struct err *err) {
  struct cli *c = s->cli;
  struct question_env e = {
      .snapshot = s->snap, .names = names_env_lang(s->names), .env = &s->env, .as_of = s->as_of};
  struct buf document = BUF_INIT, answer = BUF_INIT;
  struct json *doc, *got;
  struct jw w;
  put_document(c, k, text, &document);
  jw_init(&w, c->json ? &c->out : &answer, c->json ? 2 : 0);
  bool ok = json_parse(buf_str(&document), &c->arena, &doc, err) && moment(s, doc, &e.as_of, err);
  if (ok) {
    jw_begin_object(&w);
    ok = k->kind->ask(&e, doc, &c->arena, &w, err);
  }
  if (ok) {
    jw_key(&w, "lsn"), jw_uint(&w, snapshot_lsn(s->snap));
    jw_end_object(&w);
    session_hint_old_data(s);
  }
  if (ok && c->json) buf_putc(&c->out, '\n');
  if (ok && !c->json) {
    ok = json_parse(buf_str(&answer), &c->arena, &got, err);
    if (ok) k->tables(c, got);
  }
  if (!ok) buf_reset(&c->out);
  buf_release(&document);
  buf_release(&answer);
  return ok;
}

bool query_ask_saved(struct session *s, struct str slug, struct err *err) {
  struct cli *c = s->cli;
  struct buf text = BUF_INIT;
  struct resource r;
  struct json *doc;
  if (!resource_get(s->ws, STR("question"), slug, &c->arena, &r, err) ||
      !json_parse(r.doc, &c->arena, &doc, err))
    return false;
  const char *asks = arena_cstr(&c->arena, json_get_str(doc, "asks"));
  const struct query_command *k = query_command_find(asks);
  must(k); /* the table of kinds */
  json_write_tree(json_get(doc, "question"), false, &text);
  bool ok = query_ask(s, k, buf_str(&text), err);
  buf_release(&text);
  return ok;
}
