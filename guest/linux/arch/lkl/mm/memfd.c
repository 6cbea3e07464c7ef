// SPDX-License-Identifier: GPL-2.0
/*
 * memfd_create() over the file system in memory that Linux has without an MMU (mm/shmem.c over
 * ramfs). mm/memfd.c depends on TMPFS, which depends on the MMU, for its seals: there are none.
 */
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/linux/memfd.h>

#define PREFIX "memfd:"
#define FLAGS (MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC)

static struct file *open_memfd(const char __user *uname)
{
	char *name = strndup_user(uname, NAME_MAX - sizeof(PREFIX) + 2);
	struct file *file;
	char *full;
	int err;

	if (IS_ERR(name))
		return ERR_CAST(name);
	full = kasprintf(GFP_KERNEL, PREFIX "%s", name);
	kfree(name);
	if (!full)
		return ERR_PTR(-ENOMEM);
	/* ramfs without an MMU cannot begin with no bytes (ramfs_nommu_expand_for_mapping). */
	file = shmem_file_setup(full, PAGE_SIZE, VM_NORESERVE);
	kfree(full);
	if (IS_ERR(file))
		return file;
	err = do_truncate(file_mnt_idmap(file), file_dentry(file), 0, 0, file);
	if (!err)
		return file;
	fput(file);
	return ERR_PTR(err);
}

SYSCALL_DEFINE2(memfd_create, const char __user *, uname, unsigned int, flags)
{
	struct file *file;
	int fd;

	if (flags & ~FLAGS)
		return -EINVAL;
	fd = get_unused_fd_flags(flags & MFD_CLOEXEC ? O_CLOEXEC : 0);
	if (fd < 0)
		return fd;
	file = open_memfd(uname);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	file->f_mode |= FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	file->f_flags |= O_LARGEFILE;
	fd_install(fd, file);
	return fd;
}
