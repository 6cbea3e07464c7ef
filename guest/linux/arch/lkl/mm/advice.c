// SPDX-License-Identifier: GPL-2.0
/*
 * Calls about pages that have no pages to talk about: protection does not exist in wasm,
 * and everything is always resident. They check their range and succeed. Without an MMU,
 * kernel/sys_ni.c has weak stand-ins for them, which these replace.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include <asm/host.h>

static int check_range(unsigned long addr, unsigned long len)
{
	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	return len > TASK_SIZE || addr > TASK_SIZE - len ? -ENOMEM : 0;
}

SYSCALL_DEFINE3(mprotect, unsigned long, addr, size_t, len, unsigned long, prot)
{
	if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM))
		return -EINVAL;
	return check_range(addr, len);
}

SYSCALL_DEFINE3(madvise, unsigned long, addr, size_t, len, int, advice)
{
	int err = check_range(addr, len);

	if (err)
		return err == -ENOMEM ? -EINVAL : err;
	return len ? host_mm_advise(current->mm->context.id, addr, PAGE_ALIGN(len), advice) : 0;
}

SYSCALL_DEFINE3(msync, unsigned long, addr, size_t, len, int, flags)
{
	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC))
		return -EINVAL;
	if ((flags & MS_ASYNC) && (flags & MS_SYNC))
		return -EINVAL;
	return check_range(addr, len);
}

SYSCALL_DEFINE3(mincore, unsigned long, addr, size_t, len, unsigned char __user *, vec)
{
	unsigned long pages = PFN_UP(len);
	int err = check_range(addr, len);

	while (!err && pages--)
		err = put_user(1, vec++);
	return err;
}

SYSCALL_DEFINE2(mlock, unsigned long, addr, size_t, len)
{
	return check_range(addr & PAGE_MASK, len);
}

SYSCALL_DEFINE3(mlock2, unsigned long, addr, size_t, len, int, flags)
{
	if (flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return check_range(addr & PAGE_MASK, len);
}

SYSCALL_DEFINE2(munlock, unsigned long, addr, size_t, len)
{
	return check_range(addr & PAGE_MASK, len);
}

SYSCALL_DEFINE1(mlockall, int, flags)
{
	return !flags || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) ? -EINVAL : 0;
}

SYSCALL_DEFINE0(munlockall)
{
	return 0;
}
