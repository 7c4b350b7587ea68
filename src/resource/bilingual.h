/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHOAL_RESOURCE_BILINGUAL_H
#define SHOAL_RESOURCE_BILINGUAL_H

#include "base/str.h"

/* A text of a document in both languages; where only one is given it stands for both. */
struct bilingual {
  struct str en, zh;
};

#endif
