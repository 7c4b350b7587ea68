/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHOAL_BASE_VERSION_H
#define SHOAL_BASE_VERSION_H

#define SHOAL_VERSION "0.1.0"

#endif
