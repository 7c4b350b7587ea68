/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections of a report, and what it says of itself. */
#include <math.h>
#include <stdarg.h>

#include "base/panic.h"
#include "effect/effect_int.h"

void paper_begin(struct paper *p, struct report *r, const char *name, struct class_text title,
                 const struct effect_in *in, struct arena *out) {
  *p = (struct paper){.r = r, .out = out};
  *r = (struct report){
      .name = name, .title = title, .as_of = in->now, .lsn = snapshot_lsn(in->snapshot)};
  r->sections = arena_array(out, struct report_section, PAPER_SECTIONS);
}

struct report_section *paper_add(struct paper *p, const char *id, struct class_text title,
                                 const struct report_column *columns, uint32_t n_columns,
                                 uint32_t n_rows) {
  must(p->r->n_sections < PAPER_SECTIONS);
  struct report_section *s = &p->r->sections[p->r->n_sections++];
  *s = (struct report_section){.id = id,
                               .title = title,
                               .columns = columns,
                               .n_columns = n_columns,
                               .n_rows = n_rows,
                               .reader = READER_ANY};
  s->cells = arena_array(p->out, struct report_cell, (size_t)n_rows * n_columns);
  return s;
}

struct report_section *paper_facts(struct paper *p, const char *id, struct class_text title,
                                   const struct report_column *columns, uint32_t n_columns) {
  struct report_section *s = paper_add(p, id, title, columns, n_columns, 1);
  s->single = true;
  return s;
}

void paper_say(struct paper *p, bool warn, struct class_text text) {
  must(p->n_says < PAPER_SAYS);
  p->says[p->n_says].warns = warn;
  p->says[p->n_says++].text = text;
}

void paper_end(struct paper *p) {
  static const struct report_column columns[] = {{"warns", T("kind", "类型"), CELL_TITLE},
                                                 {"text", T("said", "说明"), CELL_TITLE}};
  struct report_section *s =
      paper_add(p, "said", TEXT_OF("How this was found", "计算说明"), columns, 2, p->n_says);
  for (uint32_t i = 0; i < p->n_says; i++) {
    put_title_cell(paper_at(s, i, 0),
                   p->says[i].warns ? TEXT_OF("note", "注意") : TEXT_OF("method", "方法"));
    put_title_cell(paper_at(s, i, 1), p->says[i].text);
  }
}

void put_count_cell(struct report_cell *c, int64_t v) {
  *c = (struct report_cell){true, {.count = v}};
}
void put_dec_cell(struct report_cell *c, struct dec v) {
  *c = (struct report_cell){true, {.dec = v}};
}
void put_real_cell(struct report_cell *c, double v) {
  if (isfinite(v)) *c = (struct report_cell){true, {.real = v}};
}
void put_rate_cell(struct report_cell *c, double part, double whole) {
  if (whole > 0) put_real_cell(c, part / whole);
}
void put_text_cell(struct report_cell *c, struct str v) {
  *c = (struct report_cell){true, {.text = v}};
}
void put_title_cell(struct report_cell *c, struct class_text v) {
  *c = (struct report_cell){true, {.title = v}};
}
void put_day_cell(struct report_cell *c, int32_t day) {
  *c = (struct report_cell){true, {.day = day}};
}

struct class_text class_textf(struct arena *out, const char *en, const char *zh, ...) {
  struct buf b = BUF_INIT;
  struct class_text t;
  va_list a;
  va_start(a, zh);
  buf_vprintf(&b, en, a);
  va_end(a);
  t.en = arena_str(out, buf_str(&b));
  buf_reset(&b);
  va_start(a, zh);
  buf_vprintf(&b, zh, a);
  va_end(a);
  t.zh = arena_str(out, buf_str(&b));
  buf_release(&b);
  return t;
}
