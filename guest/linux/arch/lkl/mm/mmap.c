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

#include <asm/host.h>

#define PIECE (64 * 1024)

/* A range of whole pages below the errno values, or 0 bytes. */
static bool range_ok(unsigned long addr, unsigned long len)
{
	return PAGE_ALIGNED(addr) && len && len <= TASK_SIZE && addr <= TASK_SIZE - len;
}

/* The rest of the last page is zero already: the area is new. */
static int read_into(struct file *file, unsigned long dst, unsigned long len, loff_t pos)
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

/* Memory is private to its process: a shared mapping that is written to cannot be offered. */
static int file_mappable(struct file *file, unsigned long prot, unsigned long flags)
{
	if (!(file->f_mode & FMODE_READ))
		return -EACCES;
	if (!S_ISREG(file_inode(file)->i_mode))
		return -ENODEV;
	if ((flags & MAP_TYPE) != MAP_PRIVATE && (prot & PROT_WRITE))
		return -ENODEV;
	return 0;
}

static unsigned long map(struct file *file, unsigned long addr, unsigned long len,
			 unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	int mm = current->mm->context.id, err = 0;
	unsigned long size = PAGE_ALIGN(len);

	if (file)
		err = file_mappable(file, prot, flags);
	if (err)
		return err;
	addr = host_mm_map(mm, addr, size, prot, flags);
	if (IS_ERR_VALUE(addr) || !file)
		return addr;
	err = read_into(file, addr, size, (loff_t)pgoff << PAGE_SHIFT);
	if (!err)
		return addr;
	host_mm_unmap(mm, addr, size);
	return err;
}

SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len, unsigned long, prot,
		unsigned long, flags, unsigned long, fd, unsigned long, pgoff)
{
	unsigned long type = flags & MAP_TYPE;
	unsigned long ret;
	struct fd f;

	if (!len || !(type == MAP_PRIVATE || type == MAP_SHARED || type == MAP_SHARED_VALIDATE))
		return -EINVAL;
	if (len > TASK_SIZE - PAGE_SIZE)
		return -ENOMEM;
	if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) && !range_ok(addr, PAGE_ALIGN(len)))
		return PAGE_ALIGNED(addr) ? -ENOMEM : -EINVAL;
	if (flags & MAP_ANONYMOUS)
		return map(NULL, addr, len, prot, flags, 0);

	f = fdget(fd);
	if (!fd_file(f))
		return -EBADF;
	ret = map(fd_file(f), addr, len, prot, flags, pgoff);
	fdput(f);
	return ret;
}

SYSCALL_DEFINE1(lkl_brk, unsigned long, addr)
{
	current->mm->brk = host_mm_brk(current->mm->context.id, addr);
	return current->mm->brk;
}

SYSCALL_DEFINE2(lkl_munmap, unsigned long, addr, unsigned long, len)
{
	if (!range_ok(addr, len))
		return -EINVAL;
	return host_mm_unmap(current->mm->context.id, addr, PAGE_ALIGN(len));
}

SYSCALL_DEFINE5(lkl_mremap, unsigned long, addr, unsigned long, old_len, unsigned long, new_len,
		unsigned long, flags, unsigned long, new_addr)
{
	if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP))
		return -EINVAL;
	if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && !(flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if (!range_ok(addr, old_len) || !new_len)
		return -EINVAL;
	if (new_len > TASK_SIZE - PAGE_SIZE)
		return -ENOMEM;
	if ((flags & MREMAP_FIXED) && !range_ok(new_addr, PAGE_ALIGN(new_len)))
		return -EINVAL;
	return host_mm_remap(current->mm->context.id, addr, PAGE_ALIGN(old_len), PAGE_ALIGN(new_len),
			     flags, new_addr);
}
