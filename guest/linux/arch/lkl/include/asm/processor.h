/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_PROCESSOR_H
#define _ASM_LKL_PROCESSOR_H

#ifndef __ASSEMBLY__
#include <asm/irqflags.h>
#include <asm/ptrace.h>

struct task_struct;

/* User addresses end where negative errno values begin (docs/abi.md, mm_map). */
#define TASK_SIZE		0xfffff000UL
#define TASK_UNMAPPED_BASE	0UL
#define STACK_TOP		TASK_SIZE
#define STACK_TOP_MAX		TASK_SIZE

struct thread_struct {
	int id;			/* the host's number of the task */
	int (*fn)(void *);	/* what a kernel thread runs, NULL otherwise */
	void *arg;
	unsigned long start_sp;	/* the program that execve() prepared starts with this */
	struct pt_regs regs;	/* of the latest entry from the program */
};

#define INIT_THREAD	{ }

#define task_pt_regs(task)	(&(task)->thread.regs)
#define KSTK_EIP(task)		(0UL)
#define KSTK_ESP(task)		(task_pt_regs(task)->sp)

void start_thread(struct pt_regs *regs, unsigned long pc, unsigned long sp);
void lkl_power_setup(void);

static inline unsigned long __get_wchan(struct task_struct *task)
{
	return 0;
}

/* Time passes outside: a loop that waits for it must let interrupts in. */
static inline void cpu_relax(void)
{
	barrier();
	if (lkl_irqs_on && unlikely(lkl_irq_pending))
		lkl_take_kernel_irqs();
}
#endif

#endif
