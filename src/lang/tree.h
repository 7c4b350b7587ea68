/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tree of an expression: what the grammar makes, names and types decorate, format and explain
 * print, and the query room compiles.  Nodes live in the arena given to lang_parse and are
 * immutable after lang_resolve.
 *
 * Meaning in one page (docs/LANGUAGE.md is the user's version):
 * - Two-valued logic.  A comparison with a missing value is false; `!=`, `not in`, `not contains`,
 * `not exists` are exactly the negations of their positive forms, hence true for missing values.
 * - Aggregates see the person's events with time ≤ as-of, inside the window, that pass `where`.
 *   count, sum, distinct of nothing are 0; avg, min, max, first, last, gap of nothing are missing.
 *   An event without the property does not take part in sum/avg/min/max/distinct/first/last of it.
 * - Normal form: no N_AND directly in N_AND, no N_OR in N_OR; N_NEG never holds a non-negative
 * number literal (a minus before a number is part of the literal).  The language makes no
 * LT_DURATION: lengths of time stand only in windows.
 * - A sequence is a choice of different rows, one per step, each not earlier than the one before
 * (rows of one instant may stand in any order), at most `within` after it, and with no row of an
 * absence strictly between their times; after the last step none of an absence up to `within`
 * later, and as-of must have reached that moment.  Steps lie in the window; a last absence looks on
 * up to as-of. `by p`: the rows of all steps and absences have the same value of p; rows without it
 * take no part. sequences() is the largest number of matches of which each begins later than the
 * one before ended.
 * - An anniversary of a day falls on the same day of a later year, 29 February on 28 February where
 * there is none; the spans of N_ANNIVERSARY are whole days and include today and their other end.
 * - (e) as of m: what e was, by the events up to m (never later than the question's own as-of), for
 * who was known by then; for others a condition is false and a value missing.
 * - Times and dates: `=` with a date means within that day of the workspace zone, `<= d` and
 * `between` include the whole day, `> d` begins after it, `<` and `>=` compare with its start
 * (lit.moment.ms and ms_last).
 * - Text has no order: `<` … `between`, min and max are of numbers and times.  Two bools compare
 * with = and !=.
 * - `exists` of an attribute or property known with several types has operand type LT_ANY: present
 * with any type.
 * - Ties in time are broken by LSN: `last` is the later row, `first` the earlier.
 * - Numbers are exact decimals; `/` and avg round half-even to 12 fraction digits; x / 0 is
 * missing; any arithmetic on a missing value is missing; overflow is ERR_number_overflow for the
 * whole query.
 */
#ifndef SHOAL_LANG_TREE_H
#define SHOAL_LANG_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/intern.h"
#include "base/str.h"
#include "event/item_words.h"
#include "event/value.h"

enum lang_type {
  LT_BOOL,
  LT_NUM,
  LT_STR,
  LT_TIME,
  LT_DURATION,
  LT_ANY /* an attribute or property before its use decides */
};

enum lang_unit { LU_SECOND, LU_MINUTE, LU_HOUR, LU_DAY, LU_WEEK, LU_MONTH, LU_YEAR };

enum node_kind {
  N_LITERAL, /* lit; part = name of the parameter it is to become, empty when it is a value */
  N_ATTR,    /* name: an attribute of the person (latest value ≤ as-of) */
  N_PROP,    /* name: a property of the event, inside `where` only; also the pseudo-properties time,
                day, hour,    weekday (0 = Monday), event: pseudo says which */
  N_AGG,     /* agg */
  N_NOT,     /* a */
  N_AND,     /* kids, ≥ 2 */
  N_OR,      /* kids, ≥ 2 */
  N_CMP,     /* op, a, b */
  N_IN,      /* a, kids = literals, negated */
  N_BETWEEN, /* a, kids[0..1], negated; inclusive; a date as upper bound includes the whole day */
  N_CONTAINS, /* a, b = string literal, negated; case-sensitive bytes */
  N_EXISTS,   /* a, negated */
  N_ARITH,    /* op, a, b */
  N_NEG,      /* a */
  N_CALL,     /* fn, kids */
  N_SEGMENT,  /* name; after resolve: a = the referenced tree */
  N_CLASS, /* name = classification slug: the person's class name as a string ("none" when in none).
            * With `before` as of the moment before it; missing for who was not known then */
  N_SCORE, /* name = classification slug, part = a score or numeric measure of it: its value for the
            * person, missing when they have none; `before` as above */
  N_SEQUENCE, /* kids = steps: N_AGG of which events, where, negated (absent) and lit (within; n =
               * 0: unbounded) count; agg: fn AGG_DID or AGG_COUNT, window, prop = `by` (may be
               * empty) */
  N_ITEM,     /* name: a field of the item that the event's item_id names, inside `where` only, and
               * only compared with constants; of the catalogue as it is now, whatever the as-of;
               * after resolve: item */
  N_LISTED,   /* a, name = slug of a list, negated; after resolve: list.  a is compared with the
               * values; where it names a type of identity (list->people is set), the person has one
               * of them or, with `either`, a is an attribute too and one of the values.  category: name is a category, the values are it and all below it */
  N_ANNIVERSARY, /* a: a time; lit = n unit; lit.b: within the last, else the next */
  N_AS_OF,       /* a, as of the end of `before` or, if that is empty, of the previous lit.unit */
  N_FACT,        /* name = slug, index = enum fact; after resolve: a = what it stands for */
  N_MEASURE,     /* name: a measure or score of the classification being evaluated; index */
};

enum node_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_ADD, OP_SUB, OP_MUL, OP_DIV };

enum agg_fn {
  AGG_DID,   /* bool */
  AGG_COUNT, /* rows */
  AGG_SUM,
  AGG_AVG,
  AGG_MIN,
  AGG_MAX,      /* of a number; min and max also of a time */
  AGG_DISTINCT, /* number of distinct values (of any type; pseudo-property day = distinct workspace
                   days) */
  AGG_FIRST,
  AGG_LAST, /* value of the property on the first/last event that has it; without property: its time
             */
  AGG_GAP, /* whole workspace days between the last two distinct days with such an event; missing if
              < 2 */
  AGG_NTH, /* as first, of the nth; nth < 0 counts from the last */
  AGG_STREAK,     /* longest run of workspace days with such an event, each the day after another */
  AGG_STREAK_NOW, /* the run that reaches the day of as-of or the day before; 0 if there is none */
};

enum fact {
  FACT_POINTS,  /* number: what the person can spend of a currency */
  FACT_COUPONS, /* number: coupons of a kind the person can use */
  FACT_TIER,    /* text: level in a programme, "none" for who is no member */
  FACT_MEMBER,  /* bool */
  FACT_TASK,    /* number: how often a task was completed */
  LANG_FACTS
};

enum call_fn {
  CALL_DAYS_SINCE, /* days_since(time): workspace day of as-of minus workspace day of the time */
  CALL_ABS,
  CALL_FLOOR,
  CALL_CEIL, /* of a number */
  CALL_YEAR,
  CALL_MONTH,
  CALL_DAY_OF_MONTH, /* of a time, in the workspace zone */
  CALL_COALESCE,     /* the first that is present; one type */
};

enum pseudo { PSEUDO_NONE, PSEUDO_TIME, PSEUDO_DAY, PSEUDO_HOUR, PSEUDO_WEEKDAY, PSEUDO_EVENT };

enum window_kind {
  W_ALL,
  W_LAST, /* n unit, rolling: (as-of − n·unit, as-of]; months and years by calendar, others elapsed
           */
  W_LAST_FULL, /* n whole days/weeks/months before today/this week/this month */
  W_THIS,      /* today (LU_DAY), this week, this month, this year: from its start to as-of */
  W_PREVIOUS,  /* yesterday, previous week/month/year: the whole one */
  W_SINCE,     /* [from, as-of] */
  W_BEFORE,    /* everything < from */
  W_BETWEEN,   /* [from, to]; a date as `to` includes that whole day */
};

struct node_pos {
  uint32_t line, column, length; /* from 1; code points */
};

struct lang_moment { /* a date or a date-time as written */
  struct str text;   /* $name until a parameter is bound */
  int64_t ms;        /* first instant; of a date: its start in the workspace zone; set by resolve */
  int64_t ms_last;   /* of a date: its last millisecond; else = ms */
  bool is_date;
};

struct window {
  enum window_kind kind;
  enum lang_unit unit;
  uint32_t n;
  struct str n_param; /* the parameter n is to become; empty when it is known */
  struct lang_moment from, to;
  struct node_pos pos; /* of what is counted, of the dates */
};

struct literal {
  enum lang_type type; /* never LT_ANY */
  bool b;
  struct dec num;
  struct str str;
  struct lang_moment moment; /* LT_TIME */
  uint32_t n;                /* LT_DURATION: n unit */
  enum lang_unit unit;
};

struct agg {
  enum agg_fn fn;
  int32_t nth;                 /* AGG_NTH */
  struct str nth_param;        /* the parameter nth is to become; empty when it is known */
  bool any_event;              /* `*` */
  const struct str *events;    /* names as written, ≥ 1 unless any_event */
  const struct str *canonical; /* resolved names (known_names or as written) */
  const struct node_pos *event_pos;
  uint32_t n_events;
  struct str prop; /* empty: none; after resolve the stored name */
  struct str prop_written;
  struct node_pos prop_pos;
  enum pseudo pseudo;       /* of prop */
  enum lang_type prop_type; /* after resolve; LT_ANY only for distinct */
  const struct node *where; /* NULL: none */
  struct window window;
};

/* The values of a list, each once; numbers are written as text. */
struct lang_list {
  const struct intern *values;
  const uint64_t *people; /* of identities: bits by subject; else NULL */
  uint32_t n_people;
};

struct lang_param { /* $name */
  struct str name;
  struct literal value;
};

/* What people call a thing, in both languages; empty = only its name. */
struct lang_title {
  struct str en, zh;
};

struct node {
  enum node_kind kind;
  enum lang_type type; /* after resolve */
  struct node_pos pos;
  bool negated;
  bool is_attr;  /* N_ATTR: written attr.name, so a measure of that name is not meant */
  bool category; /* N_LISTED */
  bool either;   /* N_LISTED, after resolve */
  enum node_op op;
  enum call_fn fn;
  enum pseudo pseudo;
  uint32_t index;
  struct str name; /* as written; of the literals compared with the pseudo-property event too */
  struct str canonical;    /* after resolve */
  struct lang_title title; /* after resolve: of N_SEGMENT, N_CLASS, N_SCORE, N_FACT, a class as literal */
  struct str
      part; /* N_SCORE, N_LITERAL; of N_ANNIVERSARY and steps the parameter lit.n is to become
             */
  struct lang_moment before; /* N_CLASS, N_SCORE: text empty = as of the question */
  struct literal lit;
  struct agg *agg;
  const struct lang_list *list;   /* N_LISTED, after resolve */
  const struct item_column *item; /* N_ITEM, after resolve */
  struct node *a, *b;
  struct node **kids;
  uint32_t n_kids;
};

#endif
