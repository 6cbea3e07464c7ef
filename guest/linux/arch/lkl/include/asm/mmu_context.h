/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_MMU_CONTEXT_H
#define _ASM_LKL_MMU_CONTEXT_H

#include <linux/mm_types.h>

#include <asm/host.h>

/*
 * kernel/fork.c calls this from mm_init(): for dup_mm(), which has copied the parent's
 * whole mm_struct, so that the id is the parent's; and for mm_alloc(), which has
 * zeroed it.
 */
#define init_new_context init_new_context
int init_new_context(struct task_struct *tsk, struct mm_struct *mm);

#define destroy_context destroy_context
void destroy_context(struct mm_struct *mm);

#define activate_mm activate_mm
static inline void activate_mm(struct mm_struct *prev, struct mm_struct *next)
{
	host_mm_activate(next->context.id);
}

#include <asm-generic/nommu_context.h>

#endif
