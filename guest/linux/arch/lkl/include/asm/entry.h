/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_ENTRY_H
#define _ASM_LKL_ENTRY_H

#include <linux/types.h>

#include <asm/host.h>

struct pt_regs;

/* What became of a pending signal on the way to the program. */
enum lkl_signal {
	LKL_SIGNAL_NONE,	/* nothing to do for the program */
	LKL_SIGNAL_FRAME,	/* a handler's frame waits for it */
	LKL_SIGNAL_RESTART,	/* the system call is to be made again, here */
};

enum lkl_signal lkl_do_signal(struct pt_regs *regs);

/* All work before a program runs (again); true if the system call in `regs` is to be made again. */
bool lkl_exit_to_user(struct pt_regs *regs);

/* The first steps of the child of a fork: what its memory counts, and death if it was killed already. */
void lkl_fork_child(void);

/* Takes the stack pointer of the program that execve() prepared, 0 if there is none. */
unsigned long lkl_take_start_sp(void);

/* Called by the host and by programs: docs/abi.md, section 3. */
HOST_ENTRY(stack_probe) void stack_probe(void);
HOST_ENTRY(task_start) unsigned long task_start(void);
HOST_ENTRY(syscall) long lkl_syscall(unsigned long nr, unsigned long a, unsigned long b, unsigned long c,
				     unsigned long d, unsigned long e, unsigned long f);
HOST_ENTRY(user_fork) long user_fork(unsigned long flags);
HOST_ENTRY(user_trap) void user_trap(int sig, int code, unsigned long addr);
HOST_ENTRY(user_exit) void user_exit(int code);
HOST_ENTRY(user_poll) void user_poll(void);

#endif
