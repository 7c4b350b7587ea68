/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plan of a file of JSON lines: a sample of documents, and what stands at the mapped paths. */
#include "event/plan_int.h"

/* Texts at one path in the sample's lines. */
static uint32_t path_values(struct sample *s, struct json **docs, struct str path,
                            struct str **ret) {
  struct str *values = arena_array(&s->arena, struct str, s->n_rows + 1);
  for (uint32_t i = 0; i < s->n_rows; i++) {
    const struct json *v = ndjson_at(docs[i], path);
    if (v && (v->type == JSON_STRING || v->type == JSON_NUMBER)) values[i] = v->text;
  }
  *ret = values;
  return s->n_rows;
}

static void plan_paths(struct reader *r, struct sample *s, struct json **docs, bool attributes) {
  const struct mapping *m = r->map;
  const struct map_field *fields = attributes ? m->attributes : m->properties;
  uint32_t n = attributes ? m->n_attributes : m->n_properties;
  for (uint32_t i = 0; i < n; i++) {
    struct str *values;
    uint32_t rows = path_values(s, docs, fields[i].column, &values);
    struct step *step =
        reader_add_step(&r->plan, reader_to_attributes(m, attributes),
                        (struct step){.column = fields[i].column, .name = fields[i].to});
    reader_settle(r, step, &fields[i], values, rows);
  }
}

bool reader_plan_ndjson(struct reader *r, struct err *err) {
  reader_plan_core(r);
  if (!reader_sample_fill(r, err)) return false;
  csv_init(&r->csv, ',', 0, '\n', r->limit);
  struct sample s = {0};
  arena_init(&s.arena, "sample");
  struct json **docs = arena_array(&s.arena, struct json *, SAMPLE_RECORDS);
  bool at_end;
  struct str view = reader_sample_view(r, &at_end);
  size_t used;
  uint32_t lines;
  struct err ignored;
  while (view.n > 0 && s.n_rows < SAMPLE_RECORDS) {
    enum csv_result cut = csv_line_next(&r->csv, view, at_end, &used, &lines);
    if (cut == CSV_MORE) break;
    view = str_of(view.p + used, view.n - used);
    if (cut == CSV_ROW && json_parse(r->csv.fields.p[0], &s.arena, &docs[s.n_rows], &ignored))
      s.n_rows++;
  }
  if (r->map->time.column.n > 0) {
    struct str *values;
    uint32_t n = path_values(&s, docs, r->map->time.column, &values);
    reader_settle_time(r, values, n);
  }
  plan_paths(r, &s, docs, false);
  plan_paths(r, &s, docs, true);
  reader_note_numbers(&r->plan);
  arena_release(&s.arena);
  ndjson_index(r);
  return true;
}
