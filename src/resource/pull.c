/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A resource back as a file: the YAML text that `pull` writes and diffs compare.  Applying it again
 * changes nothing: the stored document is in canonical order already, and yaml_write_tree reads
 * back to the same tree. */
#include "resource/resource_int.h"

bool resource_yaml(const struct resource *r, struct arena *tmp, struct buf *out, struct err *err) {
  struct json *tree;
  if (!json_parse(r->doc, tmp, &tree, err)) return false;
  yaml_write_tree(tree, out);
  return true;
}
