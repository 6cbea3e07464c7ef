/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_FUTEX_H
#define _ASM_LKL_FUTEX_H

/* One processor, no pre-emption: get_user() and put_user() in a row are atomic. */
#include <asm-generic/futex.h>

struct mm_struct;

bool lkl_futex_key(struct mm_struct **mm, unsigned long *address);

/*
 * kernel/futex/core.c drops the mm from the key of a private futex when there is no
 * MMU, because then all processes share one address space. Ours do not: without the
 * mm, a wake-up in one process could go to a waiter at the same address in another.
 * In that one place IS_ENABLED(CONFIG_MMU) has to be true, and for shared memory the two
 * variables that the key is made of have to name that memory. CONFIG_MMU itself must stay
 * off, or FLAGS_SHARED would send kernel/futex/ to get_user_pages(). Files outside
 * kernel/futex/ may use IS_ENABLED() in #if, hence the guard; the static variables are
 * for its other files, which have none of these names.
 */
#ifdef _FUTEX_H
static struct mm_struct *mm __maybe_unused;
static unsigned long address __maybe_unused;

#undef IS_ENABLED
#define IS_ENABLED(option) __lkl_pick(__lkl_is_##option, (IS_BUILTIN(option) || IS_MODULE(option)))
#define __lkl_pick(mmu_or_junk, other) __take_second_arg(mmu_or_junk __lkl_futex_mmu, other)
#define __lkl_is_CONFIG_MMU	~,
#define __lkl_futex_mmu \
	(!__builtin_strcmp(KBUILD_MODFILE, "kernel/futex/core") && lkl_futex_key(&mm, &address))

/* linux/mm.h has a BUG() for it where there is no MMU; a pointer that is wrong stays wrong. */
#define fixup_user_fault(mm, address, flags, unlocked) (-EFAULT)
#endif

#endif
