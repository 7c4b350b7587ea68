/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of reports, and the small change of building one. */
#include "model/report_int.h"

const struct report_def *const reports[] = {&report_overview,  &report_rfm,     &report_aipl,
                                            &report_lifecycle, &report_new_old, &report_payers,
                                            &report_value,     &report_class,   NULL};

const struct report_def *report_find(struct str name) {
  for (size_t i = 0; reports[i]; i++)
    if (str_is(name, reports[i]->name)) return reports[i];
  return NULL;
}

void report_begin(struct report *r, const struct report_def *def, const struct report_params *p,
                  uint32_t n, struct arena *out) {
  *r = (struct report){
      .name = def->name, .title = def->title, .as_of = p->as_of, .lsn = snapshot_lsn(p->snapshot)};
  r->sections = arena_array(out, struct report_section, n);
}

struct report_section *report_add(struct report *r, const char *id, struct class_text title,
                                  const struct report_column *columns, uint32_t n_columns,
                                  uint32_t n_rows, struct arena *out) {
  struct report_section *s = &r->sections[r->n_sections++];
  *s = (struct report_section){id, title, columns, n_columns, n_rows, NULL, false, READER_ANY};
  s->cells = arena_array(out, struct report_cell, (size_t)n_rows * n_columns);
  return s;
}

void cell_put_text(struct report_cell *c, struct str s) {
  *c = (struct report_cell){true, {.text = s}};
}
void cell_put_title(struct report_cell *c, struct class_text t) {
  *c = (struct report_cell){true, {.title = t}};
}
void cell_put_number(struct report_cell *c, int64_t v) {
  *c = (struct report_cell){true, {.count = v}};
}
void cell_put_dec(struct report_cell *c, struct dec v) {
  *c = (struct report_cell){true, {.dec = v}};
}
void cell_put_real(struct report_cell *c, double v) {
  *c = (struct report_cell){true, {.real = v}};
}
void cell_put_day(struct report_cell *c, int32_t day) {
  *c = (struct report_cell){true, {.day = day}};
}
void cell_put_ratio(struct report_cell *c, double part, double whole) {
  if (whole > 0)
    cell_put_real(c, part / whole); /* more was refunded than sold: nothing to have a share of */
}

struct dec dec_ratio(struct dec a, int64_t n, uint8_t scale) {
  struct dec r = DEC_ZERO;
  if (n != 0) dec_div(a, dec_int(n), scale, &r);
  return r;
}

/* ---- JSON ---- */

static void json_cell(struct jw *w, const struct report_cell *c, enum cell_type type) {
  struct buf b = BUF_INIT;
  if (!c->present) {
    jw_null(w);
    return;
  }
  switch (type) {
  case CELL_TEXT:
    jw_str(w, c->text);
    break;
  case CELL_TITLE:
    jw_begin_object(w);
    jw_key(w, "en"), jw_str(w, c->title.en);
    jw_key(w, "zh"), jw_str(w, c->title.zh);
    jw_end_object(w);
    break;
  case CELL_COUNT:
    jw_int(w, c->count);
    break;
  case CELL_MONEY:
  case CELL_DEC:
    jw_dec(w, c->dec);
    break;
  case CELL_RATE:
  case CELL_REAL:
  case CELL_DAYS:
    jw_double(w, c->real);
    break;
  case CELL_DATE:
    day_format(c->day, &b);
    jw_str(w, buf_str(&b));
    break;
  }
  buf_release(&b);
}

static void json_row(struct jw *w, const struct report_section *s, uint32_t row) {
  jw_begin_object(w);
  for (uint32_t k = 0; k < s->n_columns; k++) {
    jw_key(w, s->columns[k].id);
    json_cell(w, &s->cells[(size_t)row * s->n_columns + k], s->columns[k].type);
  }
  jw_end_object(w);
}

void report_json(const struct report *r, const struct tz *tz, struct buf *out) {
  struct jw w;
  struct buf when = BUF_INIT;
  time_format_iso(r->as_of, &when);
  jw_init(&w, out, 2);
  jw_begin_object(&w);
  jw_key(&w, "report"), jw_cstr(&w, r->name);
  jw_key(&w, "as_of"), jw_str(&w, buf_str(&when));
  jw_key(&w, "zone"), jw_str(&w, tz_name(tz));
  jw_key(&w, "lsn"), jw_uint(&w, r->lsn);
  for (uint32_t i = 0; i < r->n_sections; i++) {
    const struct report_section *s = &r->sections[i];
    if (s->reader == READER_PERSON) continue;
    jw_key(&w, s->id);
    if (s->single && s->n_rows) {
      json_row(&w, s, 0);
      continue;
    }
    jw_begin_array(&w);
    for (uint32_t row = 0; row < s->n_rows; row++)
      json_row(&w, s, row);
    jw_end_array(&w);
  }
  jw_end_object(&w);
  buf_putc(out, '\n');
  buf_release(&when);
}
