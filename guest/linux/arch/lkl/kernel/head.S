/* SPDX-License-Identifier: GPL-2.0 */
#include <generated/asm-offsets.h>

/*
 * boot(cmdline, mem_size, initrd, initrd_len, console): task 0 begins on the stack of
 * init_task, as every other task does on its own, and not on one of wasm-ld's.
 */
	.globaltype	__stack_pointer, i32
	.functype	lkl_boot (i32, i32, i32, i32, i32) -> ()

	.section	.text.boot,"",@
	.globl		boot
	.export_name	boot, boot
	.type		boot,@function
boot:
	.functype	boot (i32, i32, i32, i32, i32) -> ()
	i32.const	init_stack+LKL_THREAD_SIZE
	global.set	__stack_pointer
	local.get	0
	local.get	1
	local.get	2
	local.get	3
	local.get	4
	call		lkl_boot
	end_function
