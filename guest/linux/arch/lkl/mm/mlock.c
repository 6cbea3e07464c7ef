// SPDX-License-Identifier: GPL-2.0
/* Everything stays in memory anyway: what is locked is only counted against RLIMIT_MEMLOCK. */
#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

#include <asm/area.h>

static bool may_lock(void)
{
	return rlimit(RLIMIT_MEMLOCK) || capable(CAP_IPC_LOCK);
}

static bool within_limit(unsigned long pages)
{
	return pages <= rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT || capable(CAP_IPC_LOCK);
}

static void set_locked(struct vm_area_struct *vma, bool lock)
{
	bool is = vma->vm_flags & VM_LOCKED;

	if (lock && !is)
		vma->vm_mm->locked_vm += vma_pages(vma);
	if (!lock && is)
		vma->vm_mm->locked_vm -= vma_pages(vma);
	vm_flags_reset(vma, lock ? vma->vm_flags | VM_LOCKED : vma->vm_flags & ~VM_LOCKED);
}

static int apply(unsigned long addr, unsigned long len, bool lock)
{
	unsigned long start = addr & PAGE_MASK, end = PAGE_ALIGN(addr + len);
	struct mm_struct *mm = current->mm;
	VMA_ITERATOR(vmi, mm, start);
	struct vm_area_struct *vma;
	int err;

	if (addr + len < addr || end < start)
		return -EINVAL;
	if (lock && !may_lock())
		return -EPERM;
	mmap_write_lock(mm);
	err = lock && !within_limit(mm->locked_vm + ((end - start) >> PAGE_SHIFT)) ? -ENOMEM : 0;
	err = err ?: lkl_area_covers(mm, start, end) ? 0 : -ENOMEM;
	err = err ?: lkl_area_split(mm, start) ?: lkl_area_split(mm, end);
	if (!err)
		for_each_vma_range(vmi, vma, end)
			set_locked(vma, lock);
	lkl_area_merge(mm, start, end);
	mmap_write_unlock(mm);
	return err;
}

SYSCALL_DEFINE2(mlock, unsigned long, addr, size_t, len)
{
	return apply(addr, len, true);
}

SYSCALL_DEFINE3(mlock2, unsigned long, addr, size_t, len, int, flags)
{
	return flags & ~MLOCK_ONFAULT ? -EINVAL : apply(addr, len, true);
}

SYSCALL_DEFINE2(munlock, unsigned long, addr, size_t, len)
{
	return apply(addr, len, false);
}

static void all(bool lock)
{
	VMA_ITERATOR(vmi, current->mm, 0);
	struct vm_area_struct *vma;

	for_each_vma(vmi, vma)
		set_locked(vma, lock);
}

SYSCALL_DEFINE1(mlockall, int, flags)
{
	struct mm_struct *mm = current->mm;
	int err = 0;

	if (!flags || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) || flags == MCL_ONFAULT)
		return -EINVAL;
	if (!may_lock())
		return -EPERM;
	mmap_write_lock(mm);
	if (!within_limit(flags & MCL_CURRENT ? mm->total_vm : 0))
		err = -ENOMEM;
	else if (flags & MCL_CURRENT)
		all(true);
	mmap_write_unlock(mm);
	return err;
}

SYSCALL_DEFINE0(munlockall)
{
	mmap_write_lock(current->mm);
	all(false);
	mmap_write_unlock(current->mm);
	return 0;
}
