// SPDX-License-Identifier: GPL-2.0
/* Entries from programs, and the way back (docs/abi.md, section 3). */
#include <linux/resume_user_mode.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/syscalls.h>

#include <asm/area.h>
#include <asm/entry.h>
#include <asm/host.h>
#include <asm/irq.h>
#include <asm/syscall.h>

/* Every entry: overflow of the native stack is found before the kernel does anything. */
static __always_inline struct pt_regs *enter(unsigned long nr)
{
	struct pt_regs *regs;

	stack_probe();
	regs = task_pt_regs(current);
	regs->nr = nr;
	regs->user = 1;
	if (unlikely(lkl_irq_pending))
		lkl_take_irqs(regs);
	return regs;
}

/* One handler's frame per exit: the next signal comes when rt_sigreturn() leaves the kernel. */
bool lkl_exit_to_user(struct pt_regs *regs)
{
	unsigned long mask = _TIF_WORK_MASK, work;

	while ((work = read_thread_flags() & mask)) {
		if (work & _TIF_NEED_RESCHED)
			schedule();
		if (work & (_TIF_SIGPENDING | _TIF_NOTIFY_SIGNAL)) {
			enum lkl_signal done = lkl_do_signal(regs);

			if (done == LKL_SIGNAL_RESTART)
				return true;
			if (done == LKL_SIGNAL_FRAME)
				mask &= ~(_TIF_SIGPENDING | _TIF_NOTIFY_SIGNAL);
		}
		if (work & _TIF_NOTIFY_RESUME)
			resume_user_mode_work(regs);
	}
	return false;
}

unsigned long lkl_take_start_sp(void)
{
	unsigned long sp = current->thread.start_sp;

	current->thread.start_sp = 0;
	return sp;
}

static long call(struct pt_regs *regs)
{
	if (regs->nr >= __NR_syscalls)
		return -ENOSYS;
	return sys_call_table[regs->nr](regs->args);
}

long lkl_syscall(unsigned long nr, unsigned long a, unsigned long b, unsigned long c,
		 unsigned long d, unsigned long e, unsigned long f)
{
	struct pt_regs *regs = enter(nr);
	unsigned long sp;

	regs->args[0] = a;
	regs->args[1] = b;
	regs->args[2] = c;
	regs->args[3] = d;
	regs->args[4] = e;
	regs->args[5] = f;
	do
		regs->ret = call(regs);
	while (lkl_exit_to_user(regs));

	sp = lkl_take_start_sp();
	if (unlikely(sp))
		host_park(LKL_PARK_EXEC, sp);
	return regs->ret;
}

/*
 * A task that runs beside its parent in one memory brings a stack, and begins with a function
 * of libc. Any other needs a captured stack: libc reaches user_fork() through the host.
 */
SYSCALL_DEFINE5(lkl_clone, unsigned long, flags, unsigned long, sp, int __user *, parent_tid,
		int __user *, child_tid, unsigned long, tls)
{
	struct kernel_clone_args args = {
		.flags = flags & ~CSIGNAL,
		.pidfd = parent_tid,
		.parent_tid = parent_tid,
		.child_tid = child_tid,
		.exit_signal = flags & CSIGNAL,
		.stack = sp,
		.tls = tls,
	};

	if (!(flags & CLONE_VM) || (flags & CLONE_VFORK))
		return -ENOSYS;
	return sp ? kernel_clone(&args) : -EINVAL;
}

/* What a captured stack can be copied for. */
#define FORK_FLAGS (CSIGNAL | CLONE_VM | CLONE_VFORK | CLONE_FS | CLONE_FILES | CLONE_PARENT | CLONE_IO | \
		    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | \
		    CLONE_NEWPID | CLONE_NEWNET)

long user_fork(unsigned long flags)
{
	struct pt_regs *regs = enter(__NR_clone);
	struct kernel_clone_args args = {
		.flags = flags & ~CSIGNAL,
		.exit_signal = flags & CSIGNAL,
	};
	bool shared = (flags & CLONE_VM) && !(flags & CLONE_VFORK);

	do
		regs->ret = shared || (flags & ~FORK_FLAGS) ? -ENOSYS : kernel_clone(&args);
	while (lkl_exit_to_user(regs));
	return regs->ret;
}

/* The child has not run yet: no frame can be laid on its stack before the host resumes it. */
void lkl_fork_child(void)
{
	/* Of a copy: mm_init() in kernel/fork.c makes the counters after the areas. */
	lkl_count_resident(current->mm);
	if (fatal_signal_pending(current))
		lkl_do_signal(task_pt_regs(current));
}

void user_trap(int sig, int code, unsigned long addr)
{
	struct pt_regs *regs = enter(NO_SYSCALL);

	force_sig_fault(sig, code, (void __user *)addr);
	lkl_exit_to_user(regs);
}

void user_exit(int code)
{
	enter(NO_SYSCALL);
	do_group_exit((code & 0xff) << 8);
}

void user_poll(void)
{
	lkl_exit_to_user(enter(NO_SYSCALL));
}
