/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_CACHEFLUSH_H
#define _ASM_LKL_CACHEFLUSH_H

#include <linux/types.h>

struct vm_area_struct;

/*
 * mm/nommu.c's __access_remote_vm() reaches another process's memory through these
 * two hooks, and through nothing else: they go to that process's memory by its mm.
 */
void lkl_vma_write(struct vm_area_struct *vma, unsigned long uaddr, const void *src, size_t n);
void lkl_vma_read(struct vm_area_struct *vma, void *dst, unsigned long uaddr, size_t n);

#define copy_to_user_page(vma, page, vaddr, dst, src, len) lkl_vma_write(vma, vaddr, src, len)
#define copy_from_user_page(vma, page, vaddr, dst, src, len) lkl_vma_read(vma, dst, vaddr, len)

#include <asm-generic/cacheflush.h>

#endif
