/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_ASMFIX_H
#define _ASM_LKL_ASMFIX_H

/*
 * Included before every .S file. usr/initramfs_data.S writes ELF's `.section x,"a"`,
 * which wasm's assembler refuses ("unknown flag"), and gives its symbols no size
 * ("data symbols must have a size set"). cpp splits `.section` into `.` and
 * `section`, so the word can be replaced by a macro of ours that drops the flags.
 */
#ifdef __ASSEMBLY__
.macro	.wsection name, rest:vararg
	.section	\name,"",@
.endm
.size	__irf_start, 1
.size	__irf_end, 0
.size	__initramfs_size, 4
#define section wsection
#endif

#endif
