/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_STRING_H
#define _ASM_LKL_STRING_H

/* Three names that become memory.copy and memory.fill (lib/string.c). */
#define __HAVE_ARCH_MEMCPY
void *memcpy(void *dst, const void *src, __kernel_size_t n);

#define __HAVE_ARCH_MEMMOVE
void *memmove(void *dst, const void *src, __kernel_size_t n);

#define __HAVE_ARCH_MEMSET
void *memset(void *dst, int c, __kernel_size_t n);

#endif
