// SPDX-License-Identifier: GPL-2.0
/* The kernel's log goes to the host's log, and nowhere else: the terminal belongs to programs. */
#include <linux/console.h>
#include <linux/init.h>

#include <asm/console.h>
#include <asm/host.h>

int lkl_has_console;

static void log_write(struct console *con, const char *text, unsigned int n)
{
	host_log(text, n);
}

/* CON_ENABLED before registration: a console= on the command line must not silence it. */
static struct console log_console = {
	.name = "hostlog",
	.write = log_write,
	.flags = CON_PRINTBUFFER | CON_ENABLED | CON_ANYTIME,
	.index = -1,
};

/* As early as printk() can work; it stays when real consoles come. */
void __init lkl_early_console(void)
{
	register_console(&log_console);
}
