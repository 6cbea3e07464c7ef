// SPDX-License-Identifier: GPL-2.0
/* User memory beyond plain copies: strings, and the memory of other processes. */
#include <linux/mm.h>
#include <linux/uaccess.h>

#include <asm/cacheflush.h>
#include <asm/host.h>

/* The generic versions would cost one host call per word. */
long strncpy_from_user(char *dst, const char __user *src, long count)
{
	might_fault();
	return count > 0 ? host_strncpy_in(dst, src, count) : 0;
}

long strnlen_user(const char __user *src, long count)
{
	might_fault();
	return count > 0 ? host_strnlen_user(src, count) : 0;
}

void lkl_vma_write(struct vm_area_struct *vma, unsigned long uaddr, const void *src, size_t n)
{
	host_mm_write(vma->vm_mm->context.id, src, uaddr, n);
}

/* The hook cannot fail: what is not there reads as zeroes, never as old kernel memory. */
void lkl_vma_read(struct vm_area_struct *vma, void *dst, unsigned long uaddr, size_t n)
{
	size_t left = host_mm_read(vma->vm_mm->context.id, dst, uaddr, n);

	memset(dst + n - left, 0, left);
}
