/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Board: kept questions on one page.
 *
 *   kind: board
 *   slug: growth
 *   title: {en: Growth, zh: 增长看板}
 *   filters: {range: last 30 days, who: 'segment("vip")'}   # in place of each question's own
 * range, # and besides its own who tiles:
 *     - {question: checkout, x: 0, y: 0, w: 6, h: 4, view: {chart: trend}}
 *     - {text: "Since the new shop", x: 6, y: 0, w: 6, h: 1}
 *
 * A tile lies on a grid of BOARD_COLUMNS columns; rows go on without end.  Tiles may be given
 * without a place: they come below the others.  A question on a board cannot be archived. */
#include <stdio.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "model/question.h"
#include "resource/resource_int.h"

static bool known(const struct document *d, const struct json *v, const char *of,
                  const char *const *fields, struct err *err) {
  for (uint32_t i = 0; i < v->n; i++) {
    bool is = false;
    for (const char *const *f = fields; *f; f++)
      is = is || str_is(v->keys[i], *f);
    if (is) continue;
    err_fail(err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", of, STRF(v->keys[i]),
             fields[0]);
    return document_fail_at(d, &v->items[i], err);
  }
  return true;
}

static bool place_within(const struct document *d, const struct json *tile, struct err *err) {
  static const struct {
    const char *name;
    int64_t min, max;
    const char *must_be;
  } sides[] = {{"x", 0, BOARD_COLUMNS - 1, "0 … 11"},
               {"y", 0, BOARD_ROWS_MAX - 1, "0 … 999"},
               {"w", 1, BOARD_COLUMNS, "1 … 12"},
               {"h", 1, BOARD_TILE_ROWS_MAX, "1 … 40"}};
  int64_t at[4] = {0, 0, 1, 1};
  for (int i = 0; i < 4; i++) {
    const struct json *v = json_get(tile, sides[i].name);
    if (v && (!json_int(v, &at[i]) || at[i] < sides[i].min || at[i] > sides[i].max))
      return document_refuse(d, v, sides[i].name, sides[i].must_be, err);
  }
  return at[0] + at[2] <= BOARD_COLUMNS || document_refuse(d, tile, "x + w", "≤ 12", err);
}

static bool short_enough(const struct document *d, const struct json *v, const char *field,
                         uint32_t max, struct err *err) {
  size_t n = v ? utf8_count(v->text) : 0;
  if (n <= max) return true;
  err_fail(err, ERR_text_too_long, "%s" ERR_SEP "%zu" ERR_SEP "%u", field, n, max);
  return document_fail_at(d, v, err);
}

static bool read_tile(struct entry *e, struct names_env *env, const struct json *tile,
                      struct err *err) {
  static const char *const fields[] = {"question", "text", "title", "view", "x",
                                       "y",        "w",    "h",     NULL};
  const struct document *d = &e->doc;
  if (tile->type != JSON_OBJECT) return document_refuse(d, tile, "tiles", "[{question: …}]", err);
  if (!known(d, tile, "tiles", fields, err) || !place_within(d, tile, err)) return false;
  const struct json *question = json_get(tile, "question"), *text = json_get(tile, "text");
  const struct json *view = json_get(tile, "view"), *title = json_get(tile, "title");
  struct entry *asked;
  if (!question == !text)
    return document_refuse(d, tile, "tiles", "{question: …} / {text: …}", err);
  if (view && view->type != JSON_OBJECT) return document_refuse(d, view, "view", "{…}", err);
  if (title && title->type != JSON_STRING) return document_refuse(d, title, "title", "\"…\"", err);
  if (text && text->type != JSON_STRING) return document_refuse(d, text, "text", "\"…\"", err);
  if (!short_enough(d, title, "title", RESOURCE_TITLE_MAX, err) ||
      !short_enough(d, text, "text", BOARD_TEXT_MAX, err))
    return false;
  if (text) return true;
  if (question->type != JSON_STRING) return document_refuse(d, question, "question", "\"…\"", err);
  return env_refer(env, &kind_question, question->text, &asked, err) ||
         (!env->inner_failed && document_fail_at(d, question, err));
}

/* A range and a condition of people are what a funnel takes too, so one with these checks them. */
static bool check_filters(struct entry *e, struct names_env *env,
                          bool (*allow)(const struct node *tree, struct err *err),
                          struct err *err) {
  static const char *const fields[] = {"range", "who", NULL};
  const struct document *d = &e->doc;
  const struct json *v = json_get(d->tree, "filters");
  struct classification_env classes = names_env_classes(env, NULL);
  struct question_env q = {
      .names = &env->lang, .env = &classes, .as_of = clock_wall_ms(clock_system()), .allow = allow};
  if (!v) return true;
  err_clear(err);
  if (v->type != JSON_OBJECT) return document_refuse(d, v, "filters", "{range, who}", err);
  if (!known(d, v, "filters", fields, err)) return false;
  return question_filters_check(&q, json_get(v, "range"), json_get(v, "who"), &env->arena, err) ||
         document_place_in(d, v, "filters", err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *tiles = json_get(d->tree, "tiles");
  if (!tiles) {
    err_fail(err, ERR_missing_field, "board" ERR_SEP "tiles");
    return document_fail_at(d, d->tree, err);
  }
  if (tiles->type != JSON_ARRAY) return document_refuse(d, tiles, "tiles", "[{question: …}]", err);
  if (tiles->n > BOARD_TILES_MAX) {
    err_fail(err, ERR_too_large, "board/%.*s" ERR_SEP "%d tiles", STRF(d->slug), BOARD_TILES_MAX);
    return document_fail_at(d, tiles, err);
  }
  for (uint32_t i = 0; i < tiles->n; i++)
    if (!read_tile(e, env, &tiles->items[i], err)) return false;
  return check_filters(e, env, NULL, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  return check_filters((struct entry *)e, env, e->doc.allow, err);
}

static const char *const fields[] = {"filters", "tiles", NULL};

const struct kind_def kind_board = {.name = "board",
                                    .zh = "看板",
                                    .id_prefix = "brd_",
                                    .fields = fields,
                                    .compile = compile,
                                    .allowed = allowed};
