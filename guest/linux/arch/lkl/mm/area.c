// SPDX-License-Identifier: GPL-2.0
/*
 * The areas of processes as VMAs. The memory behind them is the host's, yet generic code
 * wants VMAs for it: /proc/PID/{maps,mem,cmdline,environ} and ptrace look addresses up
 * (__access_remote_vm() in mm/nommu.c), the resident size is made of them, and exit_mmap()
 * takes them down. mm/nommu.c would allocate kernel pages for each; these have none.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/rbtree.h>
#include <linux/rmap.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include <asm/area.h>

/*
 * delete_vma() in mm/nommu.c puts the region of a VMA, and would free the last one into a
 * cache that only it knows. So a VMA that closes gives up its own region for this one,
 * which never becomes free; it is in the tree because put_nommu_region() wants a tree.
 */
static struct vm_region no_region = { .vm_usage = 1 << 30 };
extern struct rb_root nommu_region_tree;

static void area_close(struct vm_area_struct *vma)
{
	struct lkl_object *object = vma->vm_private_data;

	if (object) {
		lkl_write_back(vma, vma->vm_start, vma->vm_end);
		lkl_object_put(object);
	} else {
		lkl_uncharge(&vma->vm_mm->context.charge, vma_pages(vma));
	}
	kfree(vma->vm_region);
	vma->vm_region = &no_region;
	no_region.vm_usage++;
}

static const struct vm_operations_struct area_ops = { .close = area_close };

/* VM_IO: get_user_pages() must refuse, or it would hand out kernel pages at user addresses. */
unsigned long lkl_area_flags(int prot, bool shared)
{
	unsigned long flags = VM_IO | VM_PFNMAP | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;

	flags |= prot & PROT_READ ? VM_READ : 0;
	flags |= prot & PROT_WRITE ? VM_WRITE : 0;
	flags |= prot & PROT_EXEC ? VM_EXEC : 0;
	return shared ? flags | VM_MAYSHARE : flags;
}

static void enter_file(struct vm_area_struct *vma)
{
	struct address_space *mapping = vma->vm_file ? vma->vm_file->f_mapping : NULL;

	if (!mapping)
		return;
	i_mmap_lock_write(mapping);
	vma_interval_tree_insert(vma, &mapping->i_mmap);
	i_mmap_unlock_write(mapping);
}

static void leave_file(struct vm_area_struct *vma)
{
	struct address_space *mapping = vma->vm_file ? vma->vm_file->f_mapping : NULL;

	if (!mapping)
		return;
	i_mmap_lock_write(mapping);
	vma_interval_tree_remove(vma, &mapping->i_mmap);
	i_mmap_unlock_write(mapping);
}

static int store(struct mm_struct *mm, unsigned long start, unsigned long end, void *entry)
{
	MA_STATE(mas, &mm->mm_mt, start, end - 1);

	return mas_store_gfp(&mas, entry, GFP_KERNEL);
}

static void bounds(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	vma->vm_start = start;
	vma->vm_end = end;
	vma->vm_region->vm_start = start;
	vma->vm_region->vm_end = vma->vm_region->vm_top = end;
}

/* A VMA with a region of its own, in no tree. It holds its file; its object is the caller's. */
static struct vm_area_struct *area_new(struct mm_struct *mm, const struct vm_area_struct *like)
{
	struct vm_area_struct *vma = vm_area_alloc(mm);

	if (!vma)
		return NULL;
	vma->vm_region = kzalloc(sizeof(*vma->vm_region), GFP_KERNEL_ACCOUNT);
	if (!vma->vm_region) {
		vm_area_free(vma);
		return NULL;
	}
	vma->vm_region->vm_usage = 1;
	vm_flags_init(vma, like->vm_flags);
	vma->vm_pgoff = like->vm_pgoff;
	vma->vm_private_data = like->vm_private_data;
	vma->vm_ops = &area_ops;
	if (like->vm_file)
		vma->vm_file = get_file(like->vm_file);
	bounds(vma, like->vm_start, like->vm_end);
	return vma;
}

static void area_free(struct vm_area_struct *vma)
{
	if (vma->vm_file)
		fput(vma->vm_file);
	kfree(vma->vm_region);
	vm_area_free(vma);
}

/* Nothing may be there. What it takes of the budget is the caller's to charge. */
int lkl_area_add(struct mm_struct *mm, unsigned long start, unsigned long len,
		 unsigned long flags, struct file *file, unsigned long pgoff,
		 struct lkl_object *object)
{
	const struct vm_area_struct like = {
		.vm_start = start,
		.vm_end = start + len,
		.vm_flags = flags,
		.vm_file = file,
		.vm_pgoff = pgoff,
		.vm_private_data = object,
	};
	struct vm_area_struct *vma = area_new(mm, &like);
	int err = vma ? store(mm, vma->vm_start, vma->vm_end, vma) : -ENOMEM;

	if (err) {
		if (vma)
			area_free(vma);
		return err;
	}
	enter_file(vma);
	mm->map_count++;
	mm->total_vm += vma_pages(vma);
	return 0;
}

/* Makes `addr` a border between two areas, where it lies inside one. */
int lkl_area_split(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *low = find_vma(mm, addr), *high;
	unsigned long end;
	int err;

	if (!low || low->vm_start >= addr)
		return 0;
	high = area_new(mm, low);
	if (!high)
		return -ENOMEM;
	end = low->vm_end;
	bounds(high, addr, end);
	high->vm_pgoff += (addr - low->vm_start) >> PAGE_SHIFT;
	/* Overwrites the upper part of the lower one's entry. */
	err = store(mm, addr, end, high);
	if (err) {
		area_free(high);
		return err;
	}
	if (high->vm_private_data)
		refcount_inc(&((struct lkl_object *)high->vm_private_data)->users);
	leave_file(low);
	bounds(low, low->vm_start, addr);
	enter_file(low);
	enter_file(high);
	mm->map_count++;
	return 0;
}

static bool alike(const struct vm_area_struct *low, const struct vm_area_struct *high)
{
	return low->vm_end == high->vm_start && low->vm_flags == high->vm_flags &&
	       !low->vm_file && !high->vm_file && !low->vm_private_data && !high->vm_private_data;
}

/* Anonymous neighbours of one kind become one area again: mremap() takes no more than one. */
void lkl_area_merge(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	struct vm_area_struct *low = find_vma(mm, start ? start - 1 : 0), *high;

	if (!low)
		low = find_vma(mm, start);
	while (low && low->vm_end <= end && (high = find_vma(mm, low->vm_end))) {
		if (!alike(low, high) || low->vm_end == mm->start_brk) {
			low = high;
			continue;
		}
		if (store(mm, low->vm_start, high->vm_end, low))
			return;
		bounds(low, low->vm_start, high->vm_end);
		mm->map_count--;
		area_free(high);
	}
}

/* What exit_mmap() does for one. */
static void take_down(struct mm_struct *mm, struct vm_area_struct *vma)
{
	mm->map_count--;
	leave_file(vma);
	area_close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	no_region.vm_usage--;
	vm_area_free(vma);
}

int lkl_area_remove(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	VMA_ITERATOR(vmi, mm, start);
	struct vm_area_struct *vma;
	int err = lkl_area_split(mm, start) ?: lkl_area_split(mm, end);

	if (err)
		return err;
	for_each_vma_range(vmi, vma, end) {
		err = store(mm, vma->vm_start, vma->vm_end, NULL);
		if (err)
			return err;
		mm->total_vm -= vma_pages(vma);
		if (vma->vm_flags & VM_LOCKED)
			mm->locked_vm -= vma_pages(vma);
		take_down(mm, vma);
		/* The tree has changed under the iterator. */
		vma_iter_set(&vmi, start);
	}
	return 0;
}

/* To a place apart, or to more at the same one. The new range holds nothing else. */
int lkl_area_move(struct vm_area_struct *vma, unsigned long start, unsigned long len)
{
	struct mm_struct *mm = vma->vm_mm;
	int err = store(mm, start, start + len, vma);

	if (!err && start != vma->vm_start)
		err = store(mm, vma->vm_start, vma->vm_end, NULL);
	if (err)
		return err;
	leave_file(vma);
	mm->total_vm += (len >> PAGE_SHIFT) - vma_pages(vma);
	bounds(vma, start, start + len);
	enter_file(vma);
	return 0;
}

bool lkl_area_covers(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	while (start < end) {
		struct vm_area_struct *vma = find_vma(mm, start);

		if (!vma)
			return false;
		start = vma->vm_end;
	}
	return true;
}

/* Of a fork that failed: exit_mmap() has never seen it. */
void lkl_area_forget(struct mm_struct *mm)
{
	VMA_ITERATOR(vmi, mm, 0);
	struct vm_area_struct *vma;

	for_each_vma(vmi, vma)
		take_down(mm, vma);
	__mt_destroy(&mm->mm_mt);
	lkl_uncharge(&mm->context.charge, mm->context.charge.pages);
}

static int __init area_init(void)
{
	rb_link_node(&no_region.vm_rb, NULL, &nommu_region_tree.rb_node);
	rb_insert_color(&no_region.vm_rb, &nommu_region_tree);
	return 0;
}
early_initcall(area_init);
