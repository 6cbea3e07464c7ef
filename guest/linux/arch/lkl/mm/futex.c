// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/sched.h>

#include <asm/area.h>
#include <asm/futex.h>

/* A futex in shared memory is one for all who share it: named by the object and the place in it. */
bool lkl_futex_key(struct mm_struct **mm, unsigned long *address)
{
	struct vm_area_struct *vma;
	struct lkl_object *object = NULL;

	mmap_read_lock(*mm);
	vma = find_vma(*mm, *address);
	if (vma)
		object = vma->vm_private_data;
	if (object) {
		*address += ((vma->vm_pgoff - object->pgoff) << PAGE_SHIFT) - vma->vm_start;
		*mm = (struct mm_struct *)object;
	}
	mmap_read_unlock(current->mm);
	return true;
}
