// SPDX-License-Identifier: GPL-2.0
/* Tasks: each is a coroutine of the host, named by thread.id; task 0 is init_task. */
#include <linux/cpu.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/start_kernel.h>

#include <asm/entry.h>
#include <asm/host.h>
#include <asm/mmu_context.h>
#include <asm/switch_to.h>

struct task_struct *lkl_current = &init_task;
EXPORT_SYMBOL(lkl_current);

/* Who called __switch_to() last; written before every switch, read after it. */
static struct task_struct *switched_from;

struct task_struct *__switch_to(struct task_struct *prev, struct task_struct *next)
{
	bool dead = READ_ONCE(prev->__state) == TASK_DEAD;

	switched_from = prev;
	lkl_current = next;
	host_park(dead ? LKL_PARK_SWITCH_DEAD : LKL_PARK_SWITCH, next->thread.id);
	return switched_from;
}

/* kernel/fork.c may drop the copy before copy_thread(): it must not own the parent's id. */
int arch_dup_task_struct(struct task_struct *dst, struct task_struct *src)
{
	*dst = *src;
	dst->thread.id = 0;
	return 0;
}

int copy_thread(struct task_struct *p, const struct kernel_clone_args *args)
{
	unsigned long stack_top = (unsigned long)task_stack_page(p) + THREAD_SIZE;
	unsigned long user_sp = args->fn ? 0 : args->stack;
	int id = host_task_new(p, stack_top, p->mm ? p->mm->context.id : 0, user_sp);

	if (id <= 0)
		return -ENOMEM;
	p->thread.id = id;
	p->thread.fn = args->fn;
	p->thread.arg = args->fn_arg;
	p->thread.start_sp = 0;
	p->thread.regs.nr = NO_SYSCALL;
	return 0;
}

void arch_release_task_struct(struct task_struct *p)
{
	if (p->thread.id)
		host_task_free(p->thread.id);
}

/*
 * The first activation of every task but 0. Kernel threads come back from their function
 * only if it has prepared a program by kernel_execve(). The result is that program's stack
 * pointer, or 0: the host goes on with what it was told when the task was made, a captured
 * stack (fork) or the function that begins a thread.
 */
unsigned long task_start(void)
{
	struct thread_struct *thread = &current->thread;

	schedule_tail(switched_from);
	if (thread->fn) {
		int (*fn)(void *) = thread->fn;

		thread->fn = NULL;
		fn(thread->arg);
		lkl_exit_to_user(task_pt_regs(current));
	} else {
		lkl_fork_child();
	}
	return lkl_take_start_sp();
}

void start_thread(struct pt_regs *regs, unsigned long pc, unsigned long sp)
{
	memset(regs, 0, sizeof(*regs));
	regs->nr = NO_SYSCALL;
	regs->user = 1;
	regs->sp = sp;
	current->thread.start_sp = sp;
}

void flush_thread(void)
{
}

/* Called with interrupts off; default_idle_call() enables them, which takes the one that woke us. */
void arch_cpu_idle(void)
{
	if (!lkl_irq_pending)
		host_park(LKL_PARK_IDLE, 0);
}

/* There is no stack to look at: the host prints a backtrace when the kernel traps. */
void show_stack(struct task_struct *task, unsigned long *sp, const char *loglvl)
{
}

void show_regs(struct pt_regs *regs)
{
	pr_info("system call %ld (%lx %lx %lx %lx %lx %lx) = %ld\n", regs->nr, regs->args[0],
		regs->args[1], regs->args[2], regs->args[3], regs->args[4], regs->args[5], regs->ret);
}
