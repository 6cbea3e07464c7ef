/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_IRQ_H
#define _ASM_LKL_IRQ_H

/* One line per bit of the interrupt word: see host_abi.h, LKL_IRQ_*. */
#define NR_IRQS	32

#include <asm-generic/irq.h>

/* The line of an LKL_IRQ_ bit. */
#define LKL_LINE(bit)	__builtin_ctz(bit)

struct pt_regs;

void lkl_take_irqs(struct pt_regs *regs);

#endif
