// SPDX-License-Identifier: GPL-2.0
/*
 * Calls about pages that have no pages to talk about: protection does not exist in wasm,
 * and everything is always resident. They check what they are asked, keep what maps(5) and
 * limits show, and succeed. Without an MMU, kernel/sys_ni.c has weak stand-ins for them, which
 * these replace.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include <asm/area.h>
#include <asm/host.h>
#include <asm/mapping.h>

static int check_range(unsigned long addr, unsigned long len)
{
	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	return len > TASK_SIZE || addr > TASK_SIZE - len ? -ENOMEM : 0;
}

/* Visits the areas of a range, cut at its ends; -ENOMEM after all of them if there are gaps. */
static int for_each_area(unsigned long start, unsigned long end, long arg,
			 int (*visit)(struct vm_area_struct *vma, long arg))
{
	struct mm_struct *mm = current->mm;
	VMA_ITERATOR(vmi, mm, start);
	struct vm_area_struct *vma;
	unsigned long next = start;
	bool gap = false;
	int err = lkl_area_split(mm, start) ?: lkl_area_split(mm, end);

	if (err)
		return err;
	for_each_vma_range(vmi, vma, end) {
		gap |= vma->vm_start > next;
		next = vma->vm_end;
		err = visit(vma, arg);
		if (err)
			return err;
	}
	return gap || next < end ? -ENOMEM : 0;
}

static int locked(unsigned long start, unsigned long len, long arg,
		  int (*visit)(struct vm_area_struct *vma, long arg))
{
	int err;

	mmap_write_lock(current->mm);
	err = for_each_area(start, start + PAGE_ALIGN(len), arg, visit);
	lkl_area_merge(current->mm, start, start + PAGE_ALIGN(len));
	mmap_write_unlock(current->mm);
	return err;
}

static int set_protection(struct vm_area_struct *vma, long prot)
{
	unsigned long flags = lkl_area_flags(prot, false) & (VM_READ | VM_WRITE | VM_EXEC);

	if ((flags & VM_WRITE) && !(vma->vm_flags & VM_MAYWRITE))
		return -EACCES;
	vm_flags_reset(vma, (vma->vm_flags & ~(VM_READ | VM_WRITE | VM_EXEC)) | flags);
	return 0;
}

SYSCALL_DEFINE3(mprotect, unsigned long, addr, size_t, len, unsigned long, prot)
{
	int err = check_range(addr, len);

	if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM))
		return -EINVAL;
	return err || !len ? err : locked(addr, len, prot, set_protection);
}

/* Anonymous pages become zeros, a file's pages what the file has; what is shared stays. */
static int drop(struct vm_area_struct *vma, long advice)
{
	unsigned long start = vma->vm_start, len = vma->vm_end - start;
	int err;

	if (vma->vm_flags & VM_LOCKED)
		return -EINVAL;
	/* The program's own data: its file holds it in another form. */
	if (vma->vm_private_data || start < vma->vm_mm->start_brk)
		return 0;
	err = host_mm_advise(vma->vm_mm->context.id, start, len, advice);
	if (err || !vma->vm_file)
		return err;
	return lkl_read_into(vma->vm_file, start, len, (loff_t)vma->vm_pgoff << PAGE_SHIFT);
}

static int nothing(struct vm_area_struct *vma, long arg)
{
	return 0;
}

SYSCALL_DEFINE3(madvise, unsigned long, addr, size_t, len, int, advice)
{
	int err = check_range(addr, len);

	if (err || PAGE_ALIGN(len) < len)
		return -EINVAL;
	switch (advice) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_FREE:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
	case MADV_COLD:
	case MADV_PAGEOUT:
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		return len ? locked(addr, len, advice, nothing) : 0;
	case MADV_DONTNEED:
		return len ? locked(addr, len, advice, drop) : 0;
	}
	return -EINVAL;
}

static int write_back(struct vm_area_struct *vma, long flags)
{
	if ((flags & MS_INVALIDATE) && (vma->vm_flags & VM_LOCKED))
		return -EBUSY;
	return flags & MS_SYNC ? lkl_write_back(vma, vma->vm_start, vma->vm_end) : 0;
}

SYSCALL_DEFINE3(msync, unsigned long, addr, size_t, len, int, flags)
{
	int err = check_range(addr, PAGE_ALIGN(len));

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC))
		return -EINVAL;
	if ((flags & MS_ASYNC) && (flags & MS_SYNC))
		return -EINVAL;
	return err || !len ? err : locked(addr, len, flags, write_back);
}

SYSCALL_DEFINE3(mincore, unsigned long, addr, size_t, len, unsigned char __user *, vec)
{
	unsigned long pages = PFN_UP(len);
	bool mapped;
	int err = check_range(addr, len);

	if (err)
		return err;
	mmap_read_lock(current->mm);
	mapped = lkl_area_covers(current->mm, addr, addr + (pages << PAGE_SHIFT));
	mmap_read_unlock(current->mm);
	if (!mapped)
		return -ENOMEM;
	while (!err && pages--)
		err = put_user(1, vec++);
	return err;
}
