/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_PREEMPT_H
#define _ASM_LKL_PREEMPT_H

#include <asm/irqflags.h>

/*
 * A loop in the kernel that offers the processor (cond_resched() in kernel/sched/core.c, as in
 * fs/dcache.c's shrink_dcache_parent(), which waits so for another task) must let the tick in
 * first: otherwise nobody would ever ask for the processor.
 */
#define should_resched should_resched_without_irqs
#include <asm-generic/preempt.h>
#undef should_resched

static __always_inline bool should_resched(int preempt_offset)
{
	if (unlikely(lkl_irq_pending) && lkl_irqs_on)
		lkl_take_kernel_irqs();
	return should_resched_without_irqs(preempt_offset);
}

#endif
