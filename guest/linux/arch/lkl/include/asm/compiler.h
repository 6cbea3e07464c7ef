/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_COMPILER_H
#define _ASM_LKL_COMPILER_H

/* clang refuses this builtin on wasm: a return address is not in memory. */
#define __builtin_return_address(level) ((void *)0)

/*
 * linux/export.h writes ELF section flags in inline assembly even without modules.
 * This is its own switch to have none of that.
 */
#define __DISABLE_EXPORTS

#endif
