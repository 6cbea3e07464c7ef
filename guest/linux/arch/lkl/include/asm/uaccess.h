/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_UACCESS_H
#define _ASM_LKL_UACCESS_H

#include <linux/string.h>

#include <asm/host.h>
#include <asm/page.h>

/*
 * A user pointer is an offset into the memory of the current process, which only the
 * host can reach; it checks every bound.
 */
static inline __must_check unsigned long
raw_copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return host_copy_in(to, from, n);
}

static inline __must_check unsigned long
raw_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return host_copy_out(to, from, n);
}

#define __clear_user(to, n)	host_clear_user(to, n)

/* linux/uaccess.h, copy_from_kernel_nofault(): a wild kernel pointer would trap. */
static inline bool lkl_kaddr_ok(const void *addr, size_t size)
{
	unsigned long start = (unsigned long)addr;

	return start >= PAGE_SIZE && start <= lkl_mem_size - size;
}

#define __get_kernel_nofault(dst, src, type, err_label)		\
do {								\
	if (!lkl_kaddr_ok(src, sizeof(type)))			\
		goto err_label;					\
	memcpy(dst, src, sizeof(type));				\
} while (0)

#define __put_kernel_nofault(dst, src, type, err_label)		\
do {								\
	if (!lkl_kaddr_ok(dst, sizeof(type)))			\
		goto err_label;					\
	memcpy(dst, src, sizeof(type));				\
} while (0)

#include <asm-generic/uaccess.h>

#endif
