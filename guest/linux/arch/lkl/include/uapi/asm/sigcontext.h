/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_ASM_LKL_SIGCONTEXT_H
#define _UAPI_ASM_LKL_SIGCONTEXT_H

/* Four words: guest/abi, sigframe::UC_MCONTEXT. */
struct sigcontext {
	unsigned long pc;
	unsigned long sp;
	unsigned long reserved[2];
};

#endif
