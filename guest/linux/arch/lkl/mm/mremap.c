// SPDX-License-Identifier: GPL-2.0
/* mremap() over the host's memory of the process, instead of mm/nommu.c's. */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

#include <asm/area.h>
#include <asm/host.h>
#include <asm/mapping.h>

struct remap {
	unsigned long old, old_len, new_len, flags, new;
};

static int check(struct remap *re)
{
	if (re->flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED))
		return -EINVAL;
	if ((re->flags & MREMAP_FIXED) && !(re->flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if (!PAGE_ALIGNED(re->old) || !re->new_len)
		return -EINVAL;
	re->old_len = PAGE_ALIGN(re->old_len);
	re->new_len = PAGE_ALIGN(re->new_len);
	if (!re->old_len || re->old_len > TASK_SIZE || re->old > TASK_SIZE - re->old_len)
		return -EINVAL;
	if (!re->new_len || re->new_len > TASK_SIZE - PAGE_SIZE)
		return re->flags & MREMAP_FIXED ? -EINVAL : -ENOMEM;
	if (!(re->flags & MREMAP_FIXED))
		return 0;
	if (!PAGE_ALIGNED(re->new) || re->new > TASK_SIZE - re->new_len)
		return -EINVAL;
	return re->old < re->new + re->new_len && re->new < re->old + re->old_len ? -EINVAL : 0;
}

/* The area that moves, alone. */
static struct vm_area_struct *cut_out(struct mm_struct *mm, const struct remap *re)
{
	int err = lkl_area_split(mm, re->old) ?: lkl_area_split(mm, re->old + re->old_len);

	return err ? ERR_PTR(err) : find_vma(mm, re->old);
}

static int grow(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long more)
{
	struct lkl_object *object = vma->vm_private_data;

	if (!lkl_may_expand(mm, more))
		return -ENOMEM;
	/* Sharers know an object by its size. */
	return object ? -ENOMEM : lkl_charge(&mm->context.charge, more);
}

static int fill_rest(struct vm_area_struct *vma, unsigned long from)
{
	loff_t pos = ((loff_t)vma->vm_pgoff << PAGE_SHIFT) + (from - vma->vm_start);

	return vma->vm_file ? lkl_read_into(vma->vm_file, from, vma->vm_end - from, pos) : 0;
}

static unsigned long remap(struct mm_struct *mm, const struct remap *re)
{
	struct vm_area_struct *vma = find_vma(mm, re->old);
	unsigned long more, addr;
	int err;

	if (!vma || re->old + re->old_len > vma->vm_end)
		return -EFAULT;
	more = re->new_len > re->old_len ? (re->new_len - re->old_len) >> PAGE_SHIFT : 0;
	err = more ? grow(mm, vma, more) : 0;
	if (err)
		return err;
	/* What a file has of the areas there is written back before they are something else. */
	if (re->flags & MREMAP_FIXED)
		err = lkl_area_remove(mm, re->new, re->new + re->new_len);
	addr = err ?: host_mm_remap(mm->context.id, re->old, re->old_len, re->new_len, re->flags,
				   re->new);
	if (IS_ERR_VALUE(addr)) {
		lkl_uncharge(&mm->context.charge, more);
		if (re->flags & MREMAP_FIXED)
			host_mm_unmap(mm->context.id, re->new, re->new_len);
		return addr;
	}
	vma = cut_out(mm, re);
	if (IS_ERR(vma))
		return PTR_ERR(vma);
	if (re->new_len < re->old_len)
		err = lkl_area_remove(mm, re->old + re->new_len, re->old + re->old_len);
	if (!err && (addr != re->old || more))
		err = lkl_area_move(vma, addr, re->new_len);
	if (!err && more)
		err = fill_rest(vma, addr + re->old_len);
	if (err)
		return err;
	lkl_area_merge(mm, addr, addr + re->new_len);
	return addr;
}

SYSCALL_DEFINE5(lkl_mremap, unsigned long, addr, unsigned long, old_len, unsigned long, new_len,
		unsigned long, flags, unsigned long, new_addr)
{
	struct remap re = { addr, old_len, new_len, flags, new_addr };
	struct mm_struct *mm = current->mm;
	unsigned long ret;
	int err = check(&re);

	if (err)
		return err;
	mmap_write_lock(mm);
	ret = remap(mm, &re);
	lkl_count_resident(mm);
	mmap_write_unlock(mm);
	return ret;
}
