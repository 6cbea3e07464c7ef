// SPDX-License-Identifier: GPL-2.0
/*
 * Areas that are shared. The host lets the members of a family see the same bytes after a
 * fork. A file's pages are another copy: they are written back by msync(), munmap() and
 * exit. So that nothing is written that this family has not changed, each page's sum is kept
 * as it was when memory and file were last the same.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/once.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include <asm/area.h>
#include <asm/host.h>

/* Its pages are charged to it, not to one of its sharers. */
struct lkl_object *lkl_object_new(struct file *file, unsigned long pages, unsigned long pgoff)
{
	struct lkl_object *object = kvzalloc(struct_size(object, sums, file ? pages : 0),
					     GFP_KERNEL_ACCOUNT);

	if (!object)
		return NULL;
	refcount_set(&object->users, 1);
	object->pgoff = pgoff;
	if (!lkl_charge(&object->charge, pages))
		return object;
	kvfree(object);
	return NULL;
}

void lkl_object_put(struct lkl_object *object)
{
	if (!refcount_dec_and_test(&object->users))
		return;
	lkl_uncharge(&object->charge, object->charge.pages);
	kvfree(object);
}

/* One page of an area, and what it is in the file. */
struct page_copy {
	u8 bytes[PAGE_SIZE];
	u64 *sum;
	loff_t pos;
	size_t len;	/* that the file has of it */
};

static u64 sum_of(const void *bytes)
{
	static siphash_key_t key;

	get_random_once(&key, sizeof(key));
	return siphash(bytes, PAGE_SIZE, &key);
}

/* False beyond the end of the file. */
static bool get_page_copy(struct page_copy *copy, struct vm_area_struct *vma, unsigned long addr)
{
	struct lkl_object *object = vma->vm_private_data;
	unsigned long pgoff = vma->vm_pgoff + ((addr - vma->vm_start) >> PAGE_SHIFT);
	loff_t size = i_size_read(file_inode(vma->vm_file));

	copy->pos = (loff_t)pgoff << PAGE_SHIFT;
	if (copy->pos >= size)
		return false;
	copy->len = min_t(loff_t, PAGE_SIZE, size - copy->pos);
	copy->sum = &object->sums[pgoff - object->pgoff];
	return !host_mm_read(vma->vm_mm->context.id, copy->bytes, addr, PAGE_SIZE);
}

/* At its place, also in a file that was opened for appending. */
static ssize_t write_page(struct file *file, struct page_copy *copy)
{
	struct kvec vec = { .iov_base = copy->bytes, .iov_len = copy->len };
	struct iov_iter iter;
	struct kiocb iocb;
	ssize_t n;

	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = copy->pos;
	iocb.ki_flags &= ~IOCB_APPEND;
	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, copy->len);
	file_start_write(file);
	n = file->f_op->write_iter ? file->f_op->write_iter(&iocb, &iter) : -EIO;
	file_end_write(file);
	return n;
}

static int for_each_page(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			 int (*visit)(struct vm_area_struct *vma, struct page_copy *copy))
{
	struct page_copy *copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	int err = copy ? 0 : -ENOMEM;

	for (; !err && start < end && get_page_copy(copy, vma, start); start += PAGE_SIZE)
		err = visit(vma, copy);
	kfree(copy);
	return err;
}

static int remember(struct vm_area_struct *vma, struct page_copy *copy)
{
	*copy->sum = sum_of(copy->bytes);
	return 0;
}

static int write_if_changed(struct vm_area_struct *vma, struct page_copy *copy)
{
	u64 sum = sum_of(copy->bytes);
	ssize_t n;

	if (sum == *copy->sum)
		return 0;
	n = write_page(vma->vm_file, copy);
	if (n < 0)
		return n;
	*copy->sum = sum;
	return 0;
}

/* Memory and file are the same now. */
int lkl_object_filled(struct vm_area_struct *vma)
{
	return for_each_page(vma, vma->vm_start, vma->vm_end, remember);
}

int lkl_write_back(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	if (!vma->vm_file || !(vma->vm_flags & VM_MAYSHARE) || !(vma->vm_flags & VM_MAYWRITE))
		return 0;
	return for_each_page(vma, start, end, write_if_changed);
}
