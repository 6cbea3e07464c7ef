/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_MMU_H
#define _ASM_LKL_MMU_H

typedef struct {
	int id;			/* the host's number of the memory; 0 until init_new_context() */
	unsigned long end_brk;	/* for sys_brk() of mm/nommu.c, which nobody can call */
} mm_context_t;

#define INIT_MM_CONTEXT(mm) .context = { 0 },

#endif
