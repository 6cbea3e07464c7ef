/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_CURRENT_H
#define _ASM_LKL_CURRENT_H

#ifndef __ASSEMBLY__
struct task_struct;

/* One processor: a plain variable, set by __switch_to(). */
extern struct task_struct *lkl_current;
#define current lkl_current

static inline struct task_struct *get_current(void)
{
	return lkl_current;
}
#endif

#endif
