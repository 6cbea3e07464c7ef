// SPDX-License-Identifier: GPL-2.0
/* The memory of a process, from init_new_context() to destroy_context() (asm/mmu_context.h). */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

#include <asm/area.h>
#include <asm/host.h>
#include <asm/image.h>
#include <asm/mmu_context.h>

/* Copies of the parent's areas. The host copies what is private, and lets both see what is shared. */
static int copy_areas(struct mm_struct *mm, struct mm_struct *from)
{
	VMA_ITERATOR(vmi, from, 0);
	struct vm_area_struct *vma;
	int err = 0;

	mm->context.charge = (struct lkl_charge){ };
	mm->context.resident = 0;
	mm->total_vm = 0;
	mmap_read_lock(from);
	for_each_vma(vmi, vma) {
		struct lkl_object *object = vma->vm_private_data;

		if (!object)
			err = lkl_charge(&mm->context.charge, vma_pages(vma));
		err = err ?: lkl_area_add(mm, vma->vm_start, vma->vm_end - vma->vm_start,
					  vma->vm_flags & ~VM_LOCKED, vma->vm_file, vma->vm_pgoff,
					  object);
		if (err)
			break;
		if (object)
			refcount_inc(&object->users);
	}
	mmap_read_unlock(from);
	return err;
}

/* The parent's number is still there where dup_mm() has copied its mm_struct. */
int init_new_context(struct task_struct *tsk, struct mm_struct *mm)
{
	int from = mm->context.id, id, err;

	mm->context.id = 0;
	err = from ? copy_areas(mm, current->mm) : 0;
	id = err ?: from ? host_mm_fork(from) : host_mm_new();
	if (id > 0) {
		mm->context.id = id;
		return 0;
	}
	if (from)
		lkl_area_forget(mm);
	return -ENOMEM;
}

/* exit_mmap() has emptied the tree, unless there was no fork in the end. */
void destroy_context(struct mm_struct *mm)
{
	if (mm->map_count)
		lkl_area_forget(mm);
	lkl_uncharge(&mm->context.charge, mm->context.charge.pages);
	if (mm->context.resident)
		lkl_set_resident(mm, 0);
	if (mm->context.id)
		host_mm_drop(mm->context.id);
	mm->context.id = 0;
}

/* The areas of a program that was just loaded: its stack and its data. */
int lkl_area_image(struct mm_struct *mm, const struct image_info *info, struct file *file)
{
	unsigned long flags = lkl_area_flags(PROT_READ | PROT_WRITE, false);
	unsigned long stack = info->stack_low ? 0 : info->sp & PAGE_MASK;
	int err = lkl_charge(&mm->context.charge, info->end >> PAGE_SHIFT);

	if (err)
		return err;
	mmap_write_lock(mm);
	if (stack)
		err = lkl_area_add(mm, 0, stack, flags, NULL, 0, NULL);
	if (!err && stack < info->end)
		err = lkl_area_add(mm, stack, info->end - stack, flags, file, 0, NULL);
	lkl_count_resident(mm);
	mmap_write_unlock(mm);
	return err;
}
