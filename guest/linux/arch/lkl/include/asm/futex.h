/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_FUTEX_H
#define _ASM_LKL_FUTEX_H

/* One processor, no pre-emption: get_user() and put_user() in a row are atomic. */
#include <asm-generic/futex.h>

/*
 * kernel/futex/core.c drops the mm from the key of a private futex when there is no
 * MMU, because then all processes share one address space. Ours do not: without the
 * mm, a wake-up in one process could go to a waiter at the same address in another.
 * In that one file IS_ENABLED(CONFIG_MMU) has to be true. CONFIG_MMU itself must stay
 * off, or FLAGS_SHARED would send kernel/futex/ to get_user_pages(). Files outside
 * kernel/futex/ may use IS_ENABLED() in #if, hence the guard.
 */
#ifdef _FUTEX_H
#undef IS_ENABLED
#define IS_ENABLED(option) \
	(__is_mmu_of_futex_core(#option) || IS_BUILTIN(option) || IS_MODULE(option))
#define __is_mmu_of_futex_core(name) \
	(!__builtin_strcmp(name, "CONFIG_MMU") && \
	 !__builtin_strcmp(KBUILD_MODFILE, "kernel/futex/core"))
#endif

#endif
