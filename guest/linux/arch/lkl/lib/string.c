// SPDX-License-Identifier: GPL-2.0
/*
 * lib/string.c copies byte by byte, because the kernel is built freestanding. The
 * builtins become memory.copy and memory.fill, one instruction each.
 */
#include <linux/export.h>
#include <linux/string.h>

#undef memcpy
#undef memmove
#undef memset

void *memcpy(void *dst, const void *src, size_t n)
{
	return __builtin_memcpy(dst, src, n);
}

void *memmove(void *dst, const void *src, size_t n)
{
	return __builtin_memmove(dst, src, n);
}

void *memset(void *dst, int c, size_t n)
{
	return __builtin_memset(dst, c, n);
}
