/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Inside the reader: a record on its way from text to rows.
 *
 *   text_in ─ csv_next ─ cells ─┐
 *                               ├─▶ struct record_in ─▶ reader_rows_add ─▶ batch
 *   text_in ─ line ─ ndjson ────┘
 *
 * Decided cold, at open: struct plan.  Run hot: everything else. */
#ifndef SHOAL_EVENT_READER_INT_H
#define SHOAL_EVENT_READER_INT_H

#include "base/json.h"
#include "event/csv_int.h"
#include "event/decode_int.h"
#include "event/reader.h"
#include "event/times_int.h"

#define SAMPLE_BYTES    ((size_t)256 << 10)
#define SAMPLE_RECORDS  1000
#define NO_COLUMN       UINT32_MAX
#define EVENT_WORDS_MAX 65536 /* distinct event words, and item keys, remembered */

/* The fields of a record that mean something to the reader itself. */
enum core {
  CORE_PERSON,
  CORE_TIME,
  CORE_EVENT,
  CORE_AMOUNT,
  CORE_ORDER_AMOUNT,
  CORE_ORDER_ID,
  CORE_ITEM_ID,
  CORE_CATEGORY,
  CORE_ROW_ID,
  CORE_REFUND,
  CORE_LEAVE_OUT,
  CORE_N
};
extern const char *const reader_core_names[CORE_N]; /* as in the mapping's columns */

/* What a property means to order lines. */
enum role { ROLE_NONE, ROLE_ITEM, ROLE_PRICE, ROLE_QUANTITY, ROLE_AMOUNT, ROLE_ORDER_ID };
enum role reader_role_of(struct str property);

/* A column that becomes a property or attribute. */
struct step {
  struct str column;
  struct str name;
  enum vtype type;
  enum role role;
  uint32_t at;              /* column number from 0 (CSV) */
  uint32_t prop;            /* in the batch, INTERN_NONE until first used in it */
  struct time_reader *time; /* V_TIME */
};

struct put {
  struct str name;
  uint32_t *prop; /* the step's, or NULL */
  enum role role;
  struct value v;
};

struct record_in {
  struct str core[CORE_N]; /* trimmed; empty = absent */
  VEC(struct put) props;
  VEC(struct put) attrs;
  const struct json
      *items; /* NDJSON: array of objects under items, products or line_items; or NULL */
  struct str items_name;
  uint64_t line;
};

/* What the mapping and the file's first part settle. */
struct plan {
  struct str core_column[CORE_N]; /* empty = not mapped */
  uint32_t core_at[CORE_N];
  struct time_reader *time; /* of CORE_TIME */
  int64_t time_fixed;       /* used without a time column */
  VEC(struct step) props;
  VEC(struct step) attrs;
  uint32_t columns;                            /* expected in each record; 0 = any */
  bool lines_have_amount, lines_have_quantity; /* some column can give them */
};

struct event_word { /* of the event column */
  struct str name;  /* what it becomes */
  bool changed;     /* by a known alias: the word itself is kept as event_original */
  uint32_t number;  /* among the words remembered; INTERN_NONE: it is not */
};

struct item_key { /* of an NDJSON order's items */
  struct str name;
  enum role role;
};

struct open_order { /* lines.c */
  bool is;
  uint32_t id, order; /* person and order id, in the batch's tables */
  int64_t time;
  uint32_t row;                      /* the order's */
  uint32_t amount_val, quantity_val; /* in vals; NO_COLUMN = none */
  struct dec amount, quantity;
  bool fixed_amount; /* order_amount was given */
  bool refunded;
};

struct names_memo { /* indexes of fixed names in the batch, INTERN_NONE until used */
  uint32_t completed, refunded, item, item_refunded, set, item_set, signed_up;
  uint32_t amount, order_id, item_id, category, quantity, event_original;
};

struct ndjson;

struct reader {
  const struct mapping *map;
  char *path;
  struct arena arena;       /* the reader's life */
  struct arena batch_arena; /* reject texts */
  struct text_in *text;
  struct csv csv;
  struct ndjson *ndjson; /* NULL for CSV */
  const struct tz *tz;
  int64_t now_ms;
  unsigned calling_code; /* of the brand's country; 0: unknown */
  struct plan plan;
  struct record_in in;
  VEC(struct read_record) records;
  struct ev_batch *batch; /* during reader_next */
  size_t batch_bytes;
  size_t limit; /* RECORD_BYTES_MAX, smaller in tests */
  uint64_t line;
  bool skipping;                   /* inside a record over the limit */
  const char *valid_to, *asked_to; /* of the view: text up to here; judged up to here */
  struct names_memo memo;
  struct intern words;
  VEC(struct event_word) word_uses;
  VEC(uint32_t) word_names; /* of each: the event's number in the batch, INTERN_NONE until used */
  struct intern item_words;
  VEC(struct item_key) item_keys;
  struct open_order open;
  uint32_t *orders_seen; /* READER_ORDERS_SEEN, made with the first order */
  struct buf scratch;
  uint64_t scattered, split, misfits;
  char fingerprint[96];
};

/* Options that only tests set. */
struct reader_limits {
  size_t record_bytes; /* 0 = RECORD_BYTES_MAX */
  size_t read_step;    /* bytes of the file read at a time; 0 = many */
};
bool reader_open_limited(const char *path, const struct mapping *m, const struct tz *workspace_zone,
                         int64_t now_ms, const struct reader_limits *limits, struct reader **ret,
                         struct err *err);

/* plan.c: after these the text stands at the first record */
bool reader_plan_csv(struct reader *r, struct err *err);
bool reader_plan_ndjson(struct reader *r, struct err *err);
/* infer.c: what kind of values a column holds, from a sample of it (blank values are ignored) */
struct inferred {
  enum vtype type;
  struct str format; /* V_TIME */
  bool either;       /* V_TIME: day and month could be the other way round */
};
struct inferred infer_type(const struct str *values, size_t n, bool decimal_comma);
bool infer_number_like(struct str s, bool decimal_comma); /* and not an identifier made of digits */

/* cells.c: single values */
bool cell_number(struct str s, bool decimal_comma, struct dec *ret);
bool cell_bool(struct str s, bool *ret);
/* Sets *ret, as text if s does not fit the type (counted in *misfits).  False: too long. */
bool cell_value(const struct step *step, struct str s, bool decimal_comma, uint64_t *misfits,
                struct value *ret);
/* The identifier in a field, without what spreadsheets put around it (="001", '001). */
struct str cell_id_clean(struct str s);
bool cell_id_is_placeholder(struct str s);
bool cell_id_is_mangled(struct str s); /* 1.23E+17 */
bool text_is_valid(struct str s);      /* UTF-8 without U+0000 */
/* False: the identifier is rejected, *why is set. */
bool cell_id_check(struct str s, struct str column, struct err *why);

/* rows.c: false = rejected, *why is set and the batch is as before */
bool reader_rows_add(struct reader *r, struct read_record *rec, struct err *why);
/* Checks shared with order lines. */
bool reader_person_of(struct reader *r, char form[IDENTITY_MAX_BYTES], struct str *ret,
                      struct err *why);
bool reader_time_of(struct reader *r, int64_t *ret, struct err *why);
void reader_add_set_row(struct reader *r, struct read_record *rec, uint32_t id, int64_t time);
uint32_t reader_fixed_name(struct reader *r, uint32_t *memo, const char *name);
void reader_put_all(struct reader *r, const struct put *puts, size_t n);
void reader_put_num(struct reader *r, uint32_t *memo, const char *name, struct dec v);
void reader_put_str(struct reader *r, uint32_t *memo, const char *name, struct str v);
bool reader_is_refund(const struct reader *r, struct dec amount);

/* lines.c */
bool reader_lines_same_order(struct reader *r); /* does r->in belong to the open order? */
bool reader_lines_add(struct reader *r, struct read_record *rec, struct err *why);
void reader_lines_close(struct reader *r);

/* reader.c */
struct ev_key reader_content_of(struct str bytes);

/* ndjson.c */
struct ndjson *ndjson_new(void);
void ndjson_free(struct ndjson *j);  /* NULL is fine */
void ndjson_index(struct reader *r); /* once the plan's steps are known */
/* Parses one line into r->in and its content hash. */
bool ndjson_read(struct reader *r, struct str line, struct ev_key *ret_content, struct err *why);
/* The value at a dotted path; NULL if absent. A key that holds the dots itself comes first. */
const struct json *ndjson_at(const struct json *doc, struct str path);
/* A value as text: strings as they are, numbers as written, arrays as JSON; null is empty. Valid
 * until the next ndjson_read. */
struct str ndjson_text(struct reader *r, const struct json *v);

#endif
