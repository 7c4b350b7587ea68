/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal segment changes`, `history` and `look`: what was recorded of who entered and left. */
#include "cli/cli_int.h"
#include "members/members.h"

static const char *const cause_zh[MEMBER_CAUSES] = {"行为", "时间", "定义", "身份", "迟到", "初始"};

#define CAUSES "event|time|definition|identity|late|baseline"

/* Of an erased person only the number is left. */
static struct str name_of(struct cli *c, struct workspace *w, uint32_t person) {
  return people_erased(ws_people(w), person) ? arena_printf(&c->arena, "~%u", person)
                                             : people_external_id(ws_people(w), person);
}

static void moves_json(struct cli *c, struct workspace *w, const struct member_move *m,
                       uint32_t n) {
  struct jw j;
  struct buf when = BUF_INIT;
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  jw_key(&j, "changes"), jw_begin_array(&j);
  for (uint32_t i = 0; i < n; i++) {
    buf_reset(&when);
    time_format_iso(m[i].at_ms, &when);
    jw_begin_object(&j);
    jw_key(&j, "at"), jw_str(&j, buf_str(&when));
    jw_key(&j, "person"), jw_str(&j, name_of(c, w, m[i].person));
    jw_key(&j, "entered"), jw_bool(&j, m[i].entered);
    jw_key(&j, "cause"), jw_cstr(&j, member_cause_names[m[i].cause]);
    jw_key(&j, "version"), jw_uint(&j, m[i].version);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
  buf_release(&when);
}

static void moves_table(struct cli *c, struct workspace *w, const struct member_move *m,
                        uint32_t n) {
  struct table *t = table_new(&c->arena, 4);
  struct buf when = BUF_INIT;
  table_head(t, 0, tr(c, "when", "时间"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "person", "人"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "what", "变化"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "cause", "原因"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    buf_reset(&when);
    time_format_minute(ws_tz(w), m[i].at_ms, &when);
    table_cell(t, buf_str(&when));
    table_cell(t, name_of(c, w, m[i].person));
    table_cellf(t, "%s", m[i].entered ? tr(c, "entered", "进入") : tr(c, "left", "离开"));
    table_cellf(t, "%s",
                c->lang == LANG_ZH ? cause_zh[m[i].cause] : member_cause_names[m[i].cause]);
  }
  if (n) table_print(c, t, "");
  buf_release(&when);
}

bool segment_changes(struct cli *c, struct str slug, struct err *err) {
  struct workspace *w;
  struct member_move *m;
  struct member_place next;
  enum member_cause cause;
  uint32_t n;
  const char *word = cli_get(c, "cause");
  uint64_t limit = cli_count(c, "limit", 50);
  if (word && !member_cause_find(str_from(word), &cause))
    return err_fail(err, ERR_bad_option_value, "cause" ERR_SEP "%s" ERR_SEP CAUSES, word);
  if (limit < 1 || limit > MEMBER_PAGE_MAX)
    return err_fail(err, ERR_bad_option_value, "limit" ERR_SEP "%s" ERR_SEP "1 … %d",
                    cli_get(c, "limit"), MEMBER_PAGE_MAX);
  if (!cli_open(c, WS_READ, &w, err)) return false;
  bool ok = member_moves(w, slug, word ? &cause : NULL, UINT32_MAX, (struct member_place){0},
                         (uint32_t)limit, &c->arena, &m, &n, &next, err);
  if (ok && c->json) moves_json(c, w, m, n);
  if (ok && !c->json) moves_table(c, w, m, n);
  if (ok && n == 0) cli_note(c, "%s", tr(c, "Nothing recorded.", "没有记录。"));
  ws_close(w);
  return ok;
}

static uint64_t sum(const uint64_t n[MEMBER_CAUSES]) {
  uint64_t all = 0;
  for (int i = 0; i < MEMBER_CAUSES; i++)
    all += n[i];
  return all;
}

static void count_cell(struct table *t, uint64_t n) {
  struct buf b = BUF_INIT;
  put_count(&b, (int64_t)n);
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static void days_table(struct cli *c, const struct member_day *d, uint32_t n) {
  struct table *t = table_new(&c->arena, 4);
  struct buf day = BUF_INIT;
  table_head(t, 0, tr(c, "day", "日期"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "entered", "进入"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "left", "离开"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "people", "人数"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < n; i++) {
    buf_reset(&day);
    time_format_date(tz_utc(), (int64_t)d[i].day * MS_DAY, &day);
    table_cell(t, buf_str(&day));
    count_cell(t, sum(d[i].entered));
    count_cell(t, sum(d[i].exited));
    count_cell(t, d[i].people);
  }
  if (n) table_print(c, t, "");
  buf_release(&day);
}

static void days_json(struct cli *c, const struct member_day *d, uint32_t n) {
  struct jw j;
  struct buf day = BUF_INIT;
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  jw_key(&j, "days"), jw_begin_array(&j);
  for (uint32_t i = 0; i < n; i++) {
    buf_reset(&day);
    time_format_date(tz_utc(), (int64_t)d[i].day * MS_DAY, &day);
    jw_begin_object(&j);
    jw_key(&j, "day"), jw_str(&j, buf_str(&day));
    jw_key(&j, "people"), jw_uint(&j, d[i].people);
    jw_key(&j, "entered"), jw_uint(&j, sum(d[i].entered));
    jw_key(&j, "exited"), jw_uint(&j, sum(d[i].exited));
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
  buf_release(&day);
}

bool segment_history(struct cli *c, struct str slug, struct err *err) {
  struct workspace *w;
  struct member_day *d;
  uint32_t n;
  uint64_t days = cli_count(c, "days", 30);
  if (days < 1 || days > MEMBER_DAYS_MAX)
    return err_fail(err, ERR_bad_option_value, "days" ERR_SEP "%s" ERR_SEP "1 … %d",
                    cli_get(c, "days"), MEMBER_DAYS_MAX);
  if (!cli_open(c, WS_READ, &w, err)) return false;
  bool ok =
      member_days(w, slug, (uint32_t)days, clock_wall_ms(ws_clock(w)), &c->arena, &d, &n, err);
  if (ok && c->json) days_json(c, d, n);
  if (ok && !c->json) days_table(c, d, n);
  if (ok && n == 0) cli_note(c, "%s", tr(c, "Not looked at yet.", "尚未计算。"));
  ws_close(w);
  return ok;
}

static bool look(struct cli *c, struct workspace *w, struct str slug, struct err *err) {
  struct members *m;
  struct members_looked k;
  struct member_state s;
  struct member_news news = {0};
  if (!members_open(w, &m, err)) return false;
  bool ok = members_look_at(m, slug, &c->arena, &k, err) && members_state(m, slug, &s, err);
  members_close(m);
  if (!ok) return false;
  for (uint32_t i = 0; i < k.n_news; i++)
    if (str_eq(k.news[i].slug, slug)) news = k.news[i];
  if (c->json) {
    struct jw j;
    jw_init(&j, &c->out, 0);
    jw_begin_object(&j);
    jw_key(&j, "slug"), jw_str(&j, slug);
    jw_key(&j, "people"), jw_uint(&j, s.people);
    jw_key(&j, "entered"), jw_uint(&j, news.entered);
    jw_key(&j, "exited"), jw_uint(&j, news.exited);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  buf_printf(&c->out,
             tr(c, "%llu people, %llu entered, %llu left\n", "%llu 人，%llu 人进入，%llu 人离开\n"),
             (unsigned long long)s.people, (unsigned long long)news.entered,
             (unsigned long long)news.exited);
  return true;
}

bool segment_look(struct cli *c, struct str slug, struct err *err) {
  struct workspace *w;
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = look(c, w, slug, err);
  ws_close(w);
  return ok;
}
