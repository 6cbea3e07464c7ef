/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_IMAGE_H
#define _ASM_LKL_IMAGE_H

#include <asm/host_abi.h>

struct file;

/* What mm_load() tells about a program in memory: guest/abi, image_info. */
struct image_info {
	u32 sp;
	u32 stack_low;
	u32 end;
	u32 brk;
};

/* The host's image of a program file: its number (> 0) or a negative errno. */
int lkl_image_of(struct file *file);

#endif
