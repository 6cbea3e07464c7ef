/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_ASM_LKL_PTRACE_H
#define _UAPI_ASM_LKL_PTRACE_H

/*
 * What a tracer may see of a program: there are no registers, only the system
 * call it is in. Programs keep their state where no other program can look.
 */
struct user_regs_struct {
	unsigned long args[6];
	unsigned long nr;
	unsigned long ret;
	unsigned long sp;
};

#endif
