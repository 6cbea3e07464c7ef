// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts. The host sets bits in lkl_irq_pending at any time, from any thread; the
 * kernel looks at the word when it enables interrupts, when a program enters it, and
 * when idle returns. Each bit is one line of the generic interrupt layer.
 */
#include <linux/bitops.h>
#include <linux/hardirq.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/ptrace.h>

#include <asm/host.h>
#include <asm/irq_regs.h>

unsigned long lkl_irqs_on;
volatile unsigned int lkl_irq_pending;

/* "Interrupted in the kernel", for those who ask (tick accounting). */
static struct pt_regs kernel_regs = { .nr = NO_SYSCALL };

void __init init_IRQ(void)
{
	int line;

	for (line = 0; line < NR_IRQS; line++)
		irq_set_chip_and_handler(line, &dummy_irq_chip, handle_simple_irq);
}

static void dispatch(unsigned long bits)
{
	int line;

	for_each_set_bit(line, &bits, 32)
		generic_handle_irq(line);
}

/* Called with interrupts enabled, or about to be. */
void lkl_take_irqs(struct pt_regs *regs)
{
	struct pt_regs *old_regs = set_irq_regs(regs);

	while (lkl_irq_pending) {
		WRITE_ONCE(lkl_irqs_on, ARCH_IRQ_DISABLED);
		irq_enter();
		dispatch(host_irq_take());
		irq_exit();
		WRITE_ONCE(lkl_irqs_on, ARCH_IRQ_ENABLED);
	}
	set_irq_regs(old_regs);
}

void lkl_take_kernel_irqs(void)
{
	lkl_take_irqs(&kernel_regs);
}
