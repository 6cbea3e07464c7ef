// SPDX-License-Identifier: GPL-2.0
/* ttyH0: the terminal on host port 0. Also /dev/console, which needs no more than its device(). */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kfifo.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <linux/tty_flip.h>
#include <linux/workqueue.h>

#include <asm/console.h>
#include <asm/host.h>
#include <asm/hostport.h>
#include <asm/irq.h>

static struct tty_driver *driver;
static struct tty_port port;
static bool throttled;
static bool ended;	/* the host will send nothing more */

/* Output waits in the port's fifo, because the line discipline relies on the room it was told. */
static void push_output(void)
{
	unsigned char piece[256];
	unsigned int n;
	int taken = 1;

	while (taken > 0 && (n = kfifo_out_peek(&port.xmit_fifo, piece, sizeof(piece)))) {
		taken = host_port_write(LKL_PORT_CONSOLE, piece, n);
		/* Nobody listens any more: output goes nowhere, as on a hung-up line. */
		if (taken < 0)
			taken = n;
		n = kfifo_out(&port.xmit_fifo, piece, taken);
	}
}

static void pull_input(void)
{
	unsigned char piece[256];
	int n, room;

	while (!throttled && !ended && tty_port_initialized(&port)) {
		room = min_t(int, tty_buffer_space_avail(&port), sizeof(piece));
		n = room > 0 ? host_port_read(LKL_PORT_CONSOLE, piece, room) : -EAGAIN;
		if (n < 0)
			break;
		if (n == 0) {
			ended = true;
			tty_port_tty_hangup(&port, false);
			break;
		}
		tty_insert_flip_string(&port, piece, n);
		tty_flip_buffer_push(&port);
	}
}

/* In interrupt context, or with interrupts off. */
void lkl_tty_ready(void)
{
	if (!driver)
		return;
	push_output();
	tty_port_tty_wakeup(&port);
	pull_input();
}

static struct winsize host_winsize(void)
{
	u32 size = host_port_winsize(LKL_PORT_CONSOLE);

	return (struct winsize){ .ws_row = size >> 16, .ws_col = size & 0xffff };
}

static void resize(struct work_struct *work)
{
	struct tty_struct *tty = tty_port_tty_get(&port);
	struct winsize size = host_winsize();

	if (tty)
		tty_do_resize(tty, &size);
	tty_kref_put(tty);
}

static DECLARE_WORK(resize_work, resize);

static irqreturn_t winsize_irq(int line, void *dev)
{
	schedule_work(&resize_work);
	return IRQ_HANDLED;
}

static int ttyh_install(struct tty_driver *drv, struct tty_struct *tty)
{
	int err = tty_port_install(&port, drv, tty);

	if (!err)
		tty->winsize = host_winsize();
	return err;
}

static int ttyh_open(struct tty_struct *tty, struct file *file)
{
	int err = tty_port_open(&port, tty, file);
	unsigned long flags;

	local_irq_save(flags);
	if (!err)
		pull_input();
	local_irq_restore(flags);
	return err;
}

static void ttyh_close(struct tty_struct *tty, struct file *file)
{
	tty_port_close(&port, tty, file);
}

static void ttyh_hangup(struct tty_struct *tty)
{
	tty_port_hangup(&port);
}

static ssize_t ttyh_write(struct tty_struct *tty, const u8 *bytes, size_t n)
{
	unsigned long flags;

	local_irq_save(flags);
	n = kfifo_in(&port.xmit_fifo, bytes, n);
	push_output();
	local_irq_restore(flags);
	return n;
}

static unsigned int ttyh_write_room(struct tty_struct *tty)
{
	return kfifo_avail(&port.xmit_fifo);
}

static unsigned int ttyh_chars_in_buffer(struct tty_struct *tty)
{
	return kfifo_len(&port.xmit_fifo);
}

static void ttyh_flush_buffer(struct tty_struct *tty)
{
	unsigned long flags;

	local_irq_save(flags);
	kfifo_reset(&port.xmit_fifo);
	local_irq_restore(flags);
	tty_wakeup(tty);
}

static void ttyh_throttle(struct tty_struct *tty)
{
	throttled = true;
}

static void ttyh_unthrottle(struct tty_struct *tty)
{
	unsigned long flags;

	local_irq_save(flags);
	throttled = false;
	pull_input();
	local_irq_restore(flags);
}

static const struct tty_operations ttyh_ops = {
	.install = ttyh_install,
	.open = ttyh_open,
	.close = ttyh_close,
	.hangup = ttyh_hangup,
	.write = ttyh_write,
	.write_room = ttyh_write_room,
	.chars_in_buffer = ttyh_chars_in_buffer,
	.flush_buffer = ttyh_flush_buffer,
	.throttle = ttyh_throttle,
	.unthrottle = ttyh_unthrottle,
};

static const struct tty_port_operations port_ops = { };

static struct tty_driver *console_driver(struct console *con, int *index)
{
	*index = 0;
	return driver;
}

/* No write(): programs print through /dev/console, the kernel's log does not. */
static struct console tty_console = {
	.name = "ttyH",
	.device = console_driver,
	.flags = CON_ENABLED,
	.index = 0,
};

static int __init setup_driver(struct tty_driver *drv)
{
	drv->driver_name = "hosttty";
	drv->name = "ttyH";
	drv->type = TTY_DRIVER_TYPE_SERIAL;
	drv->subtype = SERIAL_TYPE_NORMAL;
	drv->init_termios = tty_std_termios;
	drv->init_termios.c_cflag = B38400 | CS8 | CREAD | HUPCL | CLOCAL;
	tty_set_operations(drv, &ttyh_ops);
	tty_port_link_device(&port, drv, 0);
	return tty_register_driver(drv);
}

static int __init ttyh_init(void)
{
	struct tty_driver *drv;
	int err;

	if (!lkl_has_console)
		return 0;
	drv = tty_alloc_driver(1, TTY_DRIVER_REAL_RAW);
	if (IS_ERR(drv))
		return PTR_ERR(drv);
	tty_port_init(&port);
	port.ops = &port_ops;
	err = tty_port_alloc_xmit_buf(&port) ?: setup_driver(drv);
	if (err)
		return err;
	driver = drv;
	register_console(&tty_console);
	return request_irq(LKL_LINE(LKL_IRQ_WINSIZE), winsize_irq, 0, "winsize", NULL);
}
device_initcall(ttyh_init);
