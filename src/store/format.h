/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of the store: the bible.  Integers are little-endian; every checksum is XXH3-64, seed
 * 0.
 *
 *   manifest                  the live parts, the LSN they cover, the catalogue; replaced by one
 *                             atomic rename
 *   part-<16 hex digits>.shp  one part: rows sorted by (person, time, LSN)
 *
 * A row belongs to a subject for ever; the person is the one the subject was of when the part was
 * written, and goes by the number of one of its subjects.  Where people were never merged the two
 * are the same number, and "subject" below means either; else the person, but in SUBJECT.
 *
 * PART
 *   header 64 bytes   "SHOALPRT", u32 version, u32 required features, u32 optional features,
 *                     u32 0, u64 part id, zeros, u64 checksum of the 56 bytes before
 *   sections          each starts at a multiple of 8 and is padded with zeros to one
 *   directory         for each block:
 *                       u32 first subject, u32 last subject, u32 people, u32 rows,
 *                       i64 least time, i64 greatest time, u64 least LSN, u64 greatest LSN,
 *                       u32 events, u32 sections;
 *                       events × u32 event code, ascending, and one u32 0 if their number is odd;
 *                       sections × (u8 kind, u8 type, u8 presence, u8 0, u32 property,
 *                         u64 offset, u32 bytes, u32 values, u64 checksum, i64 least, i64 greatest)
 *   footer 64 bytes   "SHOALEND", u64 directory offset, u64 directory bytes, u64 checksum of the
 *                     directory, u64 rows, u32 blocks, u32 0, u64 part id, u64 checksum of the 56
 *                     bytes before
 *
 * Number streams (n is known from the context):
 *   S32   u32 base, u8 width, 3 × 0, packed             value = base + number
 *   S64   i64 base, u64 step, u8 width, u8 scale, u8 flags, 5 × 0, packed
 *         value = base + step · number; with flag EVER number 0 is TIME_MIN and number k > 0 is
 *         base + step · (k - 1), so that one "since ever" among the times of a year does not cost
 *         everybody else 20 bits.
 *
 * With flag BY_TIME (feature bit 0, LSN only) the values are distances from a line over the row's
 * time, and after them come u64 first knot, i64 t0, u32 knots (2 … LSN_KNOTS_MAX), u32 shift, S32
 * of the knots' differences: knot k stands at t0 + (k << shift); between two knots the line is
 * straight (rounded down), before the first and after the last it is flat (lsn.c).
 *
 * Sections of a block:
 *   PEOPLE   S32 gaps (subject - previous subject - 1; 0 for the first), S32 rows per person,
 *            S64 time of the person's first row in this block
 *   TIME     S64
 *   EVENT    S32 index into the block's events
 *   LSN      S64
 *   COLUMN   which rows have a value (by `presence`), then the values:
 *            ALL     nothing
 *            EVENTS  a byte (0 or 1) per event of the block, padded to 8
 *            BITMAP  64-bit words
 *            LIST    S32 row numbers
 *            V_NUM   S64 of mantissas at `scale`; with flag RAW instead: per value i128 mantissa,
 *                    u8 scale, 7 × 0
 *            V_TIME  S64
 *            V_BOOL  64-bit words
 *            V_STR   u32 strings, u32 bytes, u32 stored bytes, u8 flags, 3 × 0; S32 lengths; stored
 *                    bytes padded to 8 (one zstd frame with flag ZSTD); with flag CODED an S32 of
 *                    string numbers, else value i is string i
 *   SUBJECT  S32 row numbers, S32 subjects of these rows (`values` of each); of all other rows the
 *            subject is the person
 *
 * Why frame-of-reference for times and not deltas: within a block of persons the largest delta
 * needs as many bits as the whole range, random access stays O(1), and the common step (whole
 * seconds, days) wins more. Why strings per block: damage stays local, the writer streams, and a
 * low-cardinality dictionary costs a few hundred look-ups per 65,536 rows.
 *
 * Invariants (cited as [F n]):
 *  1. Every byte of a part is under a checksum: header, sections with their padding, directory,
 * footer.
 *  2. A block has 1 … BLOCK_ROWS rows and as many people or fewer; all its subjects agree in
 * subject >> 16.
 *  3. Rows ascend strictly by (subject, time, LSN) within and across blocks; a person may span
 * blocks.
 *  4. The directory's people, rows, times, LSNs and events are exactly those of the rows.
 *  5. Rows per person are ≥ 1 and sum to the block's rows; the first time is that of the person's
 * first row.
 *  6. Sections come as PEOPLE, TIME, EVENT, LSN, then COLUMNs by (property, type), each at most
 * once, then SUBJECT if there is one.
 *  7. A COLUMN has ≥ 1 values, as many as its presence says; a RAW number has |m| < 10^36, scale
 * ≤ 18.
 *  8. String numbers are < strings; the bytes of a column's strings are at most BLOCK_STR_BYTES.
 *  9. Event codes and property codes of a part are in the catalogue of every manifest that names
 * it.
 * 10. A part is complete and synced before a manifest names it, never changed after, and unlinked
 * only after a manifest without it is durable.  Part ids are never reused.
 * 11. A required feature bit that is not known refuses the file.
 * 12. SUBJECT stands in a block exactly if some row's subject is not its person; its rows ascend,
 * and each of its subjects is another number than the row's person.
 * 13. A row is live in one place: a part with rows of persons whom a subject left after `written`
 * hides all rows of those persons, and those left before `taken` are in other parts; `moved` is how
 * many rows the latter are.  So rows of all parts less their `moved` are the catalogue's rows.
 *
 * MANIFEST
 *   "SHOALMAN", u32 version, u32 required features, u64 body bytes, body, u64 checksum of all
 * before body: varints: next part id, durable LSN, parts; for each: id, bytes, rows, u64 fixed
 * footer checksum, and with SUBJECTS (feature bit 1) written, taken, moved; then the catalogue
 * (catalog.c), which with UNSETS (feature bit 2) ends with how many texts of each property take an
 * attribute away; without it that is not known, and they count as texts.  written: rows are sorted
 * by the persons of the identity history below this LSN. taken: whoever left a person from there to
 * below this LSN has their rows in other parts too. Without the bit all three are 0: nobody was
 * ever merged.
 */
#ifndef SHOAL_STORE_FORMAT_H
#define SHOAL_STORE_FORMAT_H

#include <stdint.h>

#define PART_MAGIC       "SHOALPRT"
#define PART_END_MAGIC   "SHOALEND"
#define MANIFEST_MAGIC   "SHOALMAN"
#define FORMAT_VERSION   1
#define FORMAT_REQUIRED  7u /* required feature bits this program knows */
#define FEATURE_BY_TIME  1u /* of parts: LSN streams may be BY_TIME */
#define FEATURE_SUBJECTS 2u /* of parts: blocks may have SUBJECT; of manifests: see there */
#define FEATURE_UNSETS   4u /* of manifests: the catalogue tells unset attributes from texts */

#define PART_HEADER_BYTES 64
#define PART_FOOTER_BYTES 64
#define BLOCK_DIR_BYTES   56
#define SECTION_DIR_BYTES 48

#define BLOCK_ROWS         65536
#define BLOCK_CHUNK_BITS   16
#define BLOCK_STR_BYTES    ((uint32_t)32 << 20)
#define PART_BLOCKS_MAX    (1u << 26)
#define MANIFEST_BYTES_MAX ((size_t)1 << 30)
#define MANIFEST_PARTS_MAX 4096

enum section_kind {
  SECTION_PEOPLE = 1,
  SECTION_TIME = 2,
  SECTION_EVENT = 3,
  SECTION_LSN = 4,
  SECTION_COLUMN = 5,
  SECTION_SUBJECT = 6,
};

enum presence {
  PRESENT_ALL = 1,
  PRESENT_EVENTS = 2, /* exactly the rows of some of the block's events */
  PRESENT_BITMAP = 3,
  PRESENT_LIST = 4,
};

enum stream_flags {
  STREAM_EVER = 1,
  STREAM_RAW = 2,
  STREAM_BY_TIME = 4, /* LSN only */
};

enum strings_flags {
  STRINGS_CODED = 1,
  STRINGS_ZSTD = 2,
};

#define SUBJECT_PROP   UINT32_MAX /* in the directory: it sorts behind all columns */
#define S32_HEADER     8
#define S64_HEADER     24
#define S64_FLAGS_AT   18 /* in the header */
#define STRINGS_HEADER 16
#define RAW_NUM_BYTES  24

#endif
