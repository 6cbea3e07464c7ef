/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_UNISTD_H
#define _ASM_LKL_UNISTD_H

/*
 * The four ways to clone are in the table, so that they answer -ENOSYS by number: a
 * new process needs its stack captured, see user_fork().
 */
#include <uapi/asm/unistd.h>

#endif
