/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_HOSTPORT_H
#define _ASM_LKL_HOSTPORT_H

#include <linux/err.h>
#include <linux/types.h>

struct file;

/* A new open file for host port `port`, which the host has announced; counts as one user. */
struct file *lkl_hostport_open(u32 port);

/* The readiness of port 0 changed (tty.c). */
#ifdef CONFIG_TTY
void lkl_tty_ready(void);
#else
static inline void lkl_tty_ready(void)
{
}
#endif

#endif
