// SPDX-License-Identifier: GPL-2.0
/*
 * brk, mmap and friends over the host's memory of the process. mm/nommu.c has its own
 * versions of three of them, which would return kernel addresses: kernel/syscall_table.c
 * puts these into their places.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include <asm/area.h>
#include <asm/host.h>
#include <asm/mapping.h>

#define PIECE (64 * 1024)

/* A range of whole pages below the errno values, or 0 bytes. */
static bool range_ok(unsigned long addr, unsigned long len)
{
	return PAGE_ALIGNED(addr) && len && len <= TASK_SIZE && addr <= TASK_SIZE - len;
}

/* The rest of the last page is zero already: the area is new. */
int lkl_read_into(struct file *file, unsigned long dst, unsigned long len, loff_t pos)
{
	void *piece = kmalloc(PIECE, GFP_KERNEL);
	ssize_t n = 0;

	if (!piece)
		return -ENOMEM;
	while (len && (n = kernel_read(file, piece, min(len, (unsigned long)PIECE), &pos)) > 0) {
		if (copy_to_user((void __user *)dst, piece, n)) {
			n = -EFAULT;
			break;
		}
		dst += n;
		len -= n;
	}
	kfree(piece);
	return n < 0 ? n : 0;
}

static bool is_dev_zero(struct file *file)
{
	struct inode *inode = file_inode(file);

	return S_ISCHR(inode->i_mode) && inode->i_rdev == MKDEV(1, 5);
}

/* What do_mmap() of a machine with an MMU asks, in its order. */
static int file_mappable(struct file *file, unsigned long prot, bool shared)
{
	if (shared && (prot & PROT_WRITE) && !(file->f_mode & FMODE_WRITE))
		return -EACCES;
	if (!(file->f_mode & FMODE_READ))
		return -EACCES;
	if ((prot & PROT_EXEC) && path_noexec(&file->f_path))
		return -EPERM;
	if (!file->f_op->mmap || !(S_ISREG(file_inode(file)->i_mode) || is_dev_zero(file)))
		return -ENODEV;
	return 0;
}

/* What an area takes of the machine, before the host is asked for it. */
static int charge(struct mm_struct *mm, struct mapping *map)
{
	unsigned long pages = map->len >> PAGE_SHIFT;

	if (!lkl_may_expand(mm, pages))
		return -ENOMEM;
	if (!map->shared)
		return lkl_charge(&mm->context.charge, pages);
	map->object = lkl_object_new(map->file, pages, map->pgoff);
	return map->object ? 0 : -ENOMEM;
}

static void uncharge(struct mm_struct *mm, struct mapping *map)
{
	if (map->object)
		lkl_object_put(map->object);
	else
		lkl_uncharge(&mm->context.charge, map->len >> PAGE_SHIFT);
}

static int enter(struct mm_struct *mm, struct mapping *map, unsigned long addr)
{
	unsigned long flags = lkl_area_flags(map->prot, map->shared);

	if (map->file && map->shared && !(map->file->f_mode & FMODE_WRITE))
		flags &= ~VM_MAYWRITE;
	return lkl_area_add(mm, addr, map->len, flags, map->file, map->pgoff, map->object);
}

/* Takes down again what could not be finished. */
static unsigned long give_up(struct mm_struct *mm, unsigned long addr, unsigned long len, int err)
{
	lkl_area_remove(mm, addr, addr + len);
	host_mm_unmap(mm->context.id, addr, len);
	return err;
}

static int fill(struct mm_struct *mm, struct mapping *map, unsigned long addr)
{
	int err = lkl_read_into(map->file, addr, map->len, (loff_t)map->pgoff << PAGE_SHIFT);

	return err ?: map->object ? lkl_object_filled(find_vma(mm, addr)) : 0;
}

static unsigned long map_locked(struct mm_struct *mm, struct mapping *map)
{
	unsigned long addr;
	bool replaces = (map->flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) == MAP_FIXED;
	int err = charge(mm, map);

	if (err)
		return err;
	/* What a file has of its areas is written back before they are something else. */
	if (replaces)
		err = lkl_area_remove(mm, map->addr, map->addr + map->len);
	addr = err ?: host_mm_map(mm->context.id, map->addr, map->len, map->prot, map->flags);
	if (IS_ERR_VALUE(addr)) {
		uncharge(mm, map);
		return replaces ? give_up(mm, map->addr, map->len, addr) : addr;
	}
	err = enter(mm, map, addr);
	if (err) {
		uncharge(mm, map);
		return give_up(mm, addr, map->len, err);
	}
	err = map->file ? fill(mm, map, addr) : 0;
	if (err)
		return give_up(mm, addr, map->len, err);
	lkl_area_merge(mm, addr, addr + map->len);
	return addr;
}

static unsigned long map(struct mapping *map)
{
	struct mm_struct *mm = current->mm;
	unsigned long addr;
	int err = map->file ? file_mappable(map->file, map->prot, map->shared) : 0;

	if (err)
		return err;
	if (map->file && is_dev_zero(map->file))
		map->file = NULL;
	if (map->file && map->pgoff + (map->len >> PAGE_SHIFT) < map->pgoff)
		return -EOVERFLOW;
	mmap_write_lock(mm);
	addr = map_locked(mm, map);
	lkl_count_resident(mm);
	mmap_write_unlock(mm);
	return addr;
}

SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len, unsigned long, prot,
		unsigned long, flags, unsigned long, fd, unsigned long, pgoff)
{
	unsigned long type = flags & MAP_TYPE;
	struct mapping mapping = {
		.addr = addr,
		.len = PAGE_ALIGN(len),
		.prot = prot,
		.flags = flags,
		.shared = type != MAP_PRIVATE,
	};
	unsigned long ret;
	struct fd f;

	if (!len || !(type == MAP_PRIVATE || type == MAP_SHARED || type == MAP_SHARED_VALIDATE))
		return -EINVAL;
	if (type == MAP_SHARED_VALIDATE && (flags & ~LEGACY_MAP_MASK))
		return -EOPNOTSUPP;
	if (len > TASK_SIZE - PAGE_SIZE)
		return -ENOMEM;
	if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) && !range_ok(addr, PAGE_ALIGN(len)))
		return PAGE_ALIGNED(addr) ? -ENOMEM : -EINVAL;
	if (flags & MAP_ANONYMOUS)
		return map(&mapping);

	f = fdget(fd);
	if (!fd_file(f))
		return -EBADF;
	mapping.file = fd_file(f);
	mapping.pgoff = pgoff;
	ret = map(&mapping);
	fdput(f);
	return ret;
}

/* The heap is one area, from start_brk to the page of the break. */
static int resize_heap(struct mm_struct *mm, unsigned long old, unsigned long new)
{
	unsigned long flags = lkl_area_flags(PROT_READ | PROT_WRITE, false);
	struct vm_area_struct *heap = old > mm->start_brk ? find_vma(mm, old - 1) : NULL;

	if (new < old)
		return lkl_area_remove(mm, new, old);
	if (heap && heap->vm_end == old && !heap->vm_file)
		return lkl_area_move(heap, heap->vm_start, new - heap->vm_start);
	return lkl_area_add(mm, old, new - old, flags, NULL, 0, NULL);
}

static unsigned long move_break(struct mm_struct *mm, unsigned long addr)
{
	unsigned long old = PAGE_ALIGN(mm->brk), new = PAGE_ALIGN(addr), more, got;

	if (addr < mm->start_brk || addr > TASK_SIZE - PAGE_SIZE)
		return mm->brk;
	more = new > old ? (new - old) >> PAGE_SHIFT : 0;
	if (more && (!lkl_may_expand(mm, more) || find_vma_intersection(mm, old, new)))
		return mm->brk;
	if (more && lkl_charge(&mm->context.charge, more))
		return mm->brk;
	got = host_mm_brk(mm->context.id, addr);
	if (got == addr && !resize_heap(mm, old, new))
		return addr;
	lkl_uncharge(&mm->context.charge, more);
	return got == addr ? host_mm_brk(mm->context.id, mm->brk) : got;
}

SYSCALL_DEFINE1(lkl_brk, unsigned long, addr)
{
	struct mm_struct *mm = current->mm;

	mmap_write_lock(mm);
	mm->brk = move_break(mm, addr);
	lkl_count_resident(mm);
	mmap_write_unlock(mm);
	return mm->brk;
}

SYSCALL_DEFINE2(lkl_munmap, unsigned long, addr, unsigned long, len)
{
	struct mm_struct *mm = current->mm;
	unsigned long end;
	int err = 0;

	if (!range_ok(addr, len))
		return -EINVAL;
	mmap_write_lock(mm);
	/* The program's image and its heap stay, and so does what they take of the budget. */
	end = addr + PAGE_ALIGN(len);
	addr = max(addr, PAGE_ALIGN(mm->brk));
	/* First what is shared is written back, then its memory goes. */
	if (addr < end)
		err = lkl_area_remove(mm, addr, end) ?: host_mm_unmap(mm->context.id, addr, end - addr);
	lkl_count_resident(mm);
	mmap_write_unlock(mm);
	return err;
}
