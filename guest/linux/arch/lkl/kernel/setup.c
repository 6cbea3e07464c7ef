// SPDX-License-Identifier: GPL-2.0
/* From the host's boot() call to start_kernel(), and what setup_arch() owes generic code. */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/screen_info.h>
#include <linux/seq_file.h>
#include <linux/start_kernel.h>
#include <linux/string.h>
#include <linux/utsname.h>

#include <asm/console.h>
#include <asm/host.h>
#include <asm/setup.h>

unsigned long lkl_mem_size;
EXPORT_SYMBOL(lkl_mem_size);

static unsigned long boot_initrd, boot_initrd_len;

/* First address after everything that wasm-ld placed. */
extern char __heap_base[];

asmlinkage void lkl_boot(const char *cmdline, unsigned long mem_size, unsigned long initrd,
			 unsigned long initrd_len, int console);

asmlinkage void __init lkl_boot(const char *cmdline, unsigned long mem_size, unsigned long initrd,
				unsigned long initrd_len, int console)
{
	strscpy(boot_command_line, cmdline, COMMAND_LINE_SIZE);
	lkl_mem_size = mem_size & PAGE_MASK;
	boot_initrd = initrd;
	boot_initrd_len = initrd_len;
	lkl_has_console = console;
	start_kernel();
}

static void __init setup_initrd(void)
{
#ifdef CONFIG_BLK_DEV_INITRD
	if (!boot_initrd_len)
		return;
	memblock_reserve(boot_initrd, boot_initrd_len);
	initrd_start = boot_initrd;
	initrd_end = boot_initrd + boot_initrd_len;
	/* Above the kernel's part of the range it is ordinary memory, freed after unpacking. */
	initrd_below_start_ok = 1;
#endif
}

static void __init setup_memory(void)
{
	unsigned long max_zone_pfn[MAX_NR_ZONES] = { };

	memblock_add(0, lkl_mem_size);
	/* Page 0 included: nothing may be allocated at NULL. */
	memblock_reserve(0, PAGE_ALIGN((unsigned long)__heap_base));
	setup_initrd();

	min_low_pfn = 0;
	max_low_pfn = max_pfn = PFN_DOWN(lkl_mem_size);
	set_max_mapnr(max_low_pfn);
	high_memory = __va(lkl_mem_size);
	max_zone_pfn[ZONE_NORMAL] = max_low_pfn;
	free_area_init(max_zone_pfn);
}

void __init setup_arch(char **cmdline_p)
{
	static char command_line[COMMAND_LINE_SIZE] __initdata;

	strscpy(command_line, boot_command_line, COMMAND_LINE_SIZE);
	*cmdline_p = command_line;
	setup_initial_init_mm(NULL, NULL, NULL, __heap_base);
	parse_early_param();
	lkl_early_console();
	lkl_power_setup();
	setup_memory();
}

/* udelay() asks the host for the time; the number is only printed. */
void calibrate_delay(void)
{
	loops_per_jiffy = NSEC_PER_SEC / HZ;
}

static int cpuinfo_show(struct seq_file *m, void *v)
{
	seq_printf(m, "processor\t: 0\nmodel name\t: WebAssembly\nbits\t\t: 32\nbogomips\t: %lu.00\n\n",
		   loops_per_jiffy / (500000 / HZ));
	return 0;
}

static void *cpuinfo_start(struct seq_file *m, loff_t *pos)
{
	return *pos ? NULL : SEQ_START_TOKEN;
}

static void *cpuinfo_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return NULL;
}

static void cpuinfo_stop(struct seq_file *m, void *v)
{
}

const struct seq_operations cpuinfo_op = {
	.start = cpuinfo_start,
	.next = cpuinfo_next,
	.stop = cpuinfo_stop,
	.show = cpuinfo_show,
};
