/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_MMU_H
#define _ASM_LKL_MMU_H

#include <linux/types.h>

/* Blocks of pages that nobody else can have meanwhile (mm/charge.c). */
struct lkl_charge {
	struct page *blocks;	/* linked by page_private; the order is in page->index */
	unsigned long pages;
};

typedef struct {
	int id;			/* the host's number of the memory; 0 until init_new_context() */
	struct lkl_charge charge;	/* for its private areas */
	unsigned long resident;	/* pages that the counters of the mm know of */
	unsigned long end_brk;	/* for sys_brk() of mm/nommu.c, which nobody can call */
} mm_context_t;

#define INIT_MM_CONTEXT(mm) .context = { 0 },

#endif
