/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_MAPPING_H
#define _ASM_LKL_MAPPING_H

#include <linux/types.h>

struct file;
struct lkl_object;

/* What mmap() was asked for. */
struct mapping {
	unsigned long addr;
	unsigned long len;	/* whole pages */
	unsigned long prot;
	unsigned long flags;
	bool shared;
	struct file *file;
	unsigned long pgoff;
	struct lkl_object *object;
};

int lkl_read_into(struct file *file, unsigned long dst, unsigned long len, loff_t pos);

#endif
