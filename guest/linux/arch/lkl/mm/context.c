// SPDX-License-Identifier: GPL-2.0
/* The memory of a process, from init_new_context() to destroy_context() (asm/mmu_context.h). */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include <asm/area.h>
#include <asm/host.h>
#include <asm/mmu_context.h>

/* The parent's number is still there where dup_mm() has copied its mm_struct. */
int init_new_context(struct task_struct *tsk, struct mm_struct *mm)
{
	int from = mm->context.id, id, err;

	mm->context.id = 0;
	err = from ? lkl_area_fork(mm, current->mm) : 0;
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
	if (mm->context.resident)
		lkl_set_resident(mm, 0);
	if (mm->context.id)
		host_mm_drop(mm->context.id);
	mm->context.id = 0;
}
