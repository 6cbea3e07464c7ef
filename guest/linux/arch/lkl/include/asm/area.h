/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_AREA_H
#define _ASM_LKL_AREA_H

#include <linux/refcount.h>
#include <linux/types.h>

#include <asm/mmu.h>

struct file;
struct image_info;
struct mm_struct;
struct vm_area_struct;

/* What a MAP_SHARED area shows: all of its sharers are relatives, by fork(). */
struct lkl_object {
	refcount_t users;
	struct lkl_charge charge;
	unsigned long pgoff;	/* of its first page in the file */
	u64 sums[];		/* of the pages as the file has them; only of files */
};

/* mm/charge.c: pages of the machine's own memory, which stand for those of processes */
bool lkl_may_expand(struct mm_struct *mm, unsigned long pages);
int lkl_charge(struct lkl_charge *charge, unsigned long pages);
void lkl_uncharge(struct lkl_charge *charge, unsigned long pages);
void lkl_set_resident(struct mm_struct *mm, unsigned long pages);
void lkl_count_resident(struct mm_struct *mm);

/* mm/area.c; all but the last with the mmap_lock held */
int lkl_area_add(struct mm_struct *mm, unsigned long start, unsigned long len,
		 unsigned long flags, struct file *file, unsigned long pgoff,
		 struct lkl_object *object);
int lkl_area_remove(struct mm_struct *mm, unsigned long start, unsigned long end);
int lkl_area_split(struct mm_struct *mm, unsigned long addr);
void lkl_area_merge(struct mm_struct *mm, unsigned long start, unsigned long end);
int lkl_area_move(struct vm_area_struct *vma, unsigned long start, unsigned long len);
bool lkl_area_covers(struct mm_struct *mm, unsigned long start, unsigned long end);
unsigned long lkl_area_flags(int prot, bool shared);
void lkl_area_forget(struct mm_struct *mm);

/* mm/context.c */
int lkl_area_image(struct mm_struct *mm, const struct image_info *info, struct file *file);

/* mm/shared.c */
struct lkl_object *lkl_object_new(struct file *file, unsigned long pages, unsigned long pgoff);
void lkl_object_put(struct lkl_object *object);
int lkl_object_filled(struct vm_area_struct *vma);
int lkl_write_back(struct vm_area_struct *vma, unsigned long start, unsigned long end);

#endif
