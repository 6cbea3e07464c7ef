// SPDX-License-Identifier: GPL-2.0
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/memblock.h>
#include <linux/mm.h>

#include <asm/pgtable.h>

unsigned long empty_zero_page[PAGE_SIZE / sizeof(long)] __page_aligned_bss;

void __init mem_init(void)
{
	memblock_free_all();
}

/*
 * init/initramfs.c's own fills the pages with a poison first: that would touch, and so copy,
 * every page of the archive, which the host has mapped from a file.
 */
void free_initrd_mem(unsigned long start, unsigned long end)
{
	free_reserved_area((void *)start, (void *)end, -1, "initrd");
}

/* Data of all kinds lies in the order that link/order.S chose: there is no range to give back. */
void free_initmem(void)
{
}
