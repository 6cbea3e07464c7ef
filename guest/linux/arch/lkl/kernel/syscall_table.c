// SPDX-License-Identifier: GPL-2.0
/* asm-generic's table for a 32-bit architecture, with the entries that are ours. */
#include <linux/linkage.h>
#include <linux/types.h>

#include <asm/syscall.h>
#include <asm/unistd.h>

/* A new process needs a captured stack: libc reaches user_fork() through the host. */
#define sys_clone	sys_lkl_clone
#define sys_clone3	sys_ni_syscall

#define sys_rt_sigreturn sys_lkl_rt_sigreturn
#define sys_sigaltstack	sys_lkl_sigaltstack

/* mm/nommu.c would hand out kernel addresses: mm/mmap.c serves these from the process's memory. */
#define sys_brk		sys_lkl_brk
#define sys_munmap	sys_lkl_munmap
#define sys_mremap	sys_lkl_mremap

/* A System V segment would be kernel memory as well. */
#define sys_shmat	sys_ni_syscall
#define sys_shmdt	sys_ni_syscall

#define __SYSCALL(nr, call)			__TABLE_ENTRY(nr, call)
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)

#define __TABLE_ENTRY(nr, call) asmlinkage long __lkl_##call(const unsigned long *args);
#include <asm/syscall_table_32.h>
#undef __TABLE_ENTRY

/* The generic one takes no argument, which is another type to wasm. */
asmlinkage long __lkl_sys_ni_syscall(const unsigned long *args)
{
	return -ENOSYS;
}

#define __TABLE_ENTRY(nr, call) [nr] = __lkl_##call,
const syscall_fn sys_call_table[__NR_syscalls] = {
	[0 ... __NR_syscalls - 1] = __lkl_sys_ni_syscall,
#include <asm/syscall_table_32.h>
};
