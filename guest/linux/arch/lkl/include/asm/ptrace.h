/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_PTRACE_H
#define _ASM_LKL_PTRACE_H

#include <uapi/asm/ptrace.h>

#ifndef __ASSEMBLY__
/* The state at an entry from a program, as far as the kernel can know it. */
struct pt_regs {
	unsigned long args[6];
	unsigned long nr;	/* NO_SYSCALL outside of system calls */
	unsigned long ret;
	unsigned long sp;
	unsigned long user;	/* 1: interrupted or called by a program */
};

#define NO_SYSCALL		(~0UL)

#define user_mode(regs)			((regs)->user)
#define instruction_pointer(regs)	(0UL)
#define profile_pc(regs)		instruction_pointer(regs)
#define user_stack_pointer(regs)	((regs)->sp)
#define kernel_stack_pointer(regs)	(0UL)
#define regs_return_value(regs)		((regs)->ret)
#define is_syscall_success(regs)	(!IS_ERR_VALUE((regs)->ret))
#define current_user_stack_pointer()	(task_pt_regs(current)->sp)
#define signal_pt_regs()		task_pt_regs(current)
#define current_pt_regs()		task_pt_regs(current)
#endif

#endif
