/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_IRQFLAGS_H
#define _ASM_LKL_IRQFLAGS_H

#include <linux/compiler.h>

/*
 * The interrupt enable flag is a variable, and an interrupt is a bit that the host
 * set in lkl_irq_pending. They are taken where a machine would take them at the
 * earliest: when the flag goes up, and on entry from a program.
 */
extern unsigned long lkl_irqs_on;
extern volatile unsigned int lkl_irq_pending;

void lkl_take_kernel_irqs(void);

#define ARCH_IRQ_DISABLED	0
#define ARCH_IRQ_ENABLED	1

static __always_inline unsigned long arch_local_save_flags(void)
{
	return READ_ONCE(lkl_irqs_on);
}
#define arch_local_save_flags arch_local_save_flags

static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	barrier();
	WRITE_ONCE(lkl_irqs_on, flags);
	if (flags && unlikely(lkl_irq_pending))
		lkl_take_kernel_irqs();
}
#define arch_local_irq_restore arch_local_irq_restore

#include <asm-generic/irqflags.h>

#endif
