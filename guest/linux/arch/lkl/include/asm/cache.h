/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_CACHE_H
#define _ASM_LKL_CACHE_H

#define L1_CACHE_SHIFT	6
#define L1_CACHE_BYTES	(1 << L1_CACHE_SHIFT)

#define ARCH_SLAB_MINALIGN	8

/*
 * vmlinux.lds makes `jiffies` the low half of jiffies_64, and wasm-ld has no linker
 * scripts. linux/jiffies.h puts __jiffy_arch_data in the middle of its declaration:
 * ours ends that declaration under another name and begins one with the right symbol.
 */
#define __jiffy_arch_data \
	__lkl_jiffies_unused; \
	extern unsigned long volatile jiffies __asm__("jiffies_64"); \
	extern unsigned long volatile

#endif
