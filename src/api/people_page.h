/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pages of people: any list of people that an answer shows has this form. */
#ifndef SHOAL_API_PEOPLE_PAGE_H
#define SHOAL_API_PEOPLE_PAGE_H

#include "api/ask.h"
#include "api/questions.h"

struct people_column {
  enum { COLUMN_NUMBERS, COLUMN_CLASS, COLUMN_ATTRIBUTE } kind;
  struct str id;
  struct str en, zh;
  const char *type; /* of the answer: text, number, time, money, bool, count */
  struct ask_column values;
  struct ask_classes classes;
};

struct people_columns {
  struct people_column p[COLUMNS_MAX];
  uint32_t n;
  struct ask_column name; /* of display names; n = 0: the workspace has none */
  struct str name_attr;
};

/* names: JSON array of column ids, or NULL for first_seen, last_seen, orders, revenue, rfm, aipl,
 * lifecycle (those there are) and the two text attributes that most people have.
 * ERR_unknown_column. */
bool people_columns(struct ask *a, const struct json *names, struct people_columns *ret,
                    struct err *err);
/* A list of people is one moment: its cursor is as_of and two numbers of the list's own, and names
 * the view, which is kept.  Begins the question in the moment of the cursor, if one is given;
 * ERR_bad_cursor, ERR_page_expired. */
bool people_begin(struct call *c, struct ask *ret, struct page_key *ret_from, bool *ret_given,
                  struct err *err);
/* The whole answer; next: the two numbers, NULL = this was the last page. */
void put_people_page(struct ask *a, const struct people_columns *cols, const uint32_t *subjects,
                     uint32_t n, uint64_t total, const int64_t next[2]);
/* The page of a set in order of subjects; the cursor's second number is the last one shown. */
void put_set_page(struct ask *a, const struct people_columns *cols, const roaring_bitmap_t *set,
                  const struct page_key *from, bool given);
/* id, subject and name of one person, inside an object; masked where it has to be. */
void put_person_head(struct ask *a, uint32_t subject, struct str name /* NULL: none */);
/* The attribute that people are called by: name, full_name …; {NULL, 0} if there is none. */
struct str name_attribute(const struct view *v);
/* Display names of everybody; n = 0 if the workspace has none. */
bool name_column(struct ask *a, struct ask_column *ret, struct str *ret_attr, struct err *err);

#endif
