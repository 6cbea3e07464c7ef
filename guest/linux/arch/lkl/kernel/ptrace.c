// SPDX-License-Identifier: GPL-2.0
/* Generic ptrace only: attach, wait, signals, memory. There are no registers to show. */
#include <linux/ptrace.h>

long arch_ptrace(struct task_struct *child, long request, unsigned long addr, unsigned long data)
{
	return ptrace_request(child, request, addr, data);
}

void ptrace_disable(struct task_struct *child)
{
}
