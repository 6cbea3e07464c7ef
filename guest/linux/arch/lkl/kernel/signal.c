// SPDX-License-Identifier: GPL-2.0
/*
 * Signals. Linux decides what happens; when a handler is to run, the host writes the frame
 * and libc calls the handler (docs/abi.md, "Signals").
 */
#include <linux/build_bug.h>
#include <linux/resume_user_mode.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/syscalls.h>

#include <asm/entry.h>
#include <asm/host.h>
#include <asm/ptrace.h>

struct sig_record {
	u32 sig;
	u32 handler;
	u32 flags;
	u32 restart;
	u64 mask;
	u32 altstack_sp;
	u32 altstack_size;
	u32 altstack_flags;
	u32 pad;
	u8 siginfo[LKL_SIGFRAME_SIGINFO_SIZE];
};
static_assert(offsetof(struct sig_record, mask) == LKL_SIG_RECORD_MASK);
static_assert(offsetof(struct sig_record, altstack_flags) == LKL_SIG_RECORD_ALTSTACK_FLAGS);
static_assert(offsetof(struct sig_record, siginfo) == LKL_SIG_RECORD_SIGINFO);
static_assert(sizeof(struct sig_record) == LKL_SIG_RECORD_SIZE);
static_assert(sizeof(kernel_siginfo_t) <= LKL_SIGFRAME_SIGINFO_SIZE);

/* A handler runs first: is the program to repeat the system call? If not, it sees EINTR. */
static bool restart_after_handler(struct pt_regs *regs, const struct k_sigaction *ka)
{
	bool restart = false;

	if (regs->nr == NO_SYSCALL)
		return false;
	switch ((long)regs->ret) {
	case -ERESTARTNOINTR:
		restart = true;
		break;
	case -ERESTARTSYS:
		restart = ka->sa.sa_flags & SA_RESTART;
		break;
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		break;
	default:
		return false;
	}
	regs->ret = -EINTR;
	return restart;
}

static int deliver(struct ksignal *ksig, bool restart)
{
	struct sig_record record = {
		.sig = ksig->sig,
		.handler = (unsigned long)ksig->ka.sa.sa_handler,
		.flags = ksig->ka.sa.sa_flags,
		.restart = restart,
		.altstack_sp = current->sas_ss_sp,
		.altstack_size = current->sas_ss_size,
		.altstack_flags = current->sas_ss_flags,
	};

	memcpy(&record.mask, sigmask_to_save(), sizeof(record.mask));
	memcpy(record.siginfo, &ksig->info, sizeof(ksig->info));
	return host_sig_deliver(&record);
}

/* No handler: the call is made again without the program noticing. */
static bool restart_now(struct pt_regs *regs)
{
	if (regs->nr == NO_SYSCALL)
		return false;
	switch ((long)regs->ret) {
	case -ERESTART_RESTARTBLOCK:
		regs->nr = __NR_restart_syscall;
		return true;
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
		return true;
	}
	return false;
}

enum lkl_signal lkl_do_signal(struct pt_regs *regs)
{
	struct ksignal ksig;

	if (get_signal(&ksig)) {
		int failed = deliver(&ksig, restart_after_handler(regs, &ksig.ka));

		signal_setup_done(failed, &ksig, 0);
		return failed ? LKL_SIGNAL_NONE : LKL_SIGNAL_FRAME;
	}
	restore_saved_sigmask();
	return restart_now(regs) ? LKL_SIGNAL_RESTART : LKL_SIGNAL_NONE;
}

asmlinkage long __lkl_sys_sigaltstack(const unsigned long *args);

/* kernel/signal.c asks for the caller's stack pointer, which only libc knows: its third argument. */
SYSCALL_DEFINE3(lkl_sigaltstack, unsigned long, new, unsigned long, old, unsigned long, sp)
{
	const unsigned long args[] = { new, old };

	current_pt_regs()->sp = sp;
	return __lkl_sys_sigaltstack(args);
}

/* The handler has returned; libc keeps the interrupted call's result, we the mask and the stack. */
SYSCALL_DEFINE1(lkl_rt_sigreturn, unsigned long, frame)
{
	sigset_t mask;

	current->restart_block.fn = do_no_restart_syscall;
	if (copy_from_user(&mask, (void __user *)(frame + LKL_SIGFRAME_UC_SIGMASK), sizeof(mask)))
		goto bad;
	set_current_blocked(&mask);
	if (restore_altstack((void __user *)(frame + LKL_SIGFRAME_UC_STACK)))
		goto bad;
	return 0;
bad:
	force_sig(SIGSEGV);
	return 0;
}
