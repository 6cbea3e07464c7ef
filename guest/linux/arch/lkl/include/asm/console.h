/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_CONSOLE_H
#define _ASM_LKL_CONSOLE_H

/* The host offers a terminal on port 0: boot's last argument. */
extern int lkl_has_console;

void lkl_early_console(void);

#endif
