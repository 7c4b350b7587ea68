/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stamped loops for whatever the compiler was told to build for. */
#define OPS      kernel_portable
#define OPS_NAME "portable"
#include "kernel/ops_stamp.h"
