// SPDX-License-Identifier: GPL-2.0
/*
 * Host ports: byte streams between the host and programs that it started. A port is a
 * character device, /dev/hostport/N, from its first announcement to its last close.
 */
#include <linux/anon_inodes.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/wait.h>

#include <asm/host.h>
#include <asm/hostport.h>
#include <asm/irq.h>

#define PIECE 16384

struct hostport {
	wait_queue_head_t wait;
	unsigned int users;	/* open files; 0: the port does not exist */
};

static struct hostport ports[LKL_PORTS_MAX];
static DEFINE_MUTEX(ports_lock);	/* users, and the nodes */
static dev_t first_node;

static const struct class port_class = { .name = "hostport" };

static u32 port_number(struct file *file)
{
	return (struct hostport *)file->private_data - ports;
}

static bool may_block(struct kiocb *iocb)
{
	return !(iocb->ki_filp->f_flags & O_NONBLOCK) && !(iocb->ki_flags & IOCB_NOWAIT);
}

/* Waits until the host reports one of `events`, or returns why not. */
static int wait_for(struct kiocb *iocb, int events)
{
	struct hostport *port = iocb->ki_filp->private_data;
	u32 number = port_number(iocb->ki_filp);

	if (!may_block(iocb))
		return -EAGAIN;
	return wait_event_interruptible(port->wait,
					host_port_poll(number) & (events | LKL_PORT_POLLHUP));
}

static ssize_t port_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	u32 number = port_number(iocb->ki_filp);
	size_t size = min_t(size_t, iov_iter_count(to), PIECE);
	void *piece = kmalloc(size, GFP_KERNEL);
	int n;

	if (!piece)
		return -ENOMEM;
	while ((n = host_port_read(number, piece, size)) == -EAGAIN) {
		n = wait_for(iocb, LKL_PORT_POLLIN);
		if (n)
			break;
	}
	if (n > 0 && copy_to_iter(piece, n, to) != n)
		n = -EFAULT;
	kfree(piece);
	return n;
}

/* All of `piece`, unless the host side is gone or waiting is not possible. */
static ssize_t write_piece(struct kiocb *iocb, const char *piece, size_t size)
{
	u32 number = port_number(iocb->ki_filp);
	size_t done = 0;
	int n;

	while (done < size) {
		n = host_port_write(number, piece + done, size - done);
		if (n == 0)
			n = wait_for(iocb, LKL_PORT_POLLOUT);
		if (n < 0)
			return done ?: n;
		done += n;
	}
	return done;
}

static ssize_t port_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	void *piece = kmalloc(PIECE, GFP_KERNEL);
	ssize_t done = 0, n = 0;

	if (!piece)
		return -ENOMEM;
	while (iov_iter_count(from)) {
		size_t size = copy_from_iter(piece, PIECE, from);

		n = size ? write_piece(iocb, piece, size) : -EFAULT;
		if (n > 0)
			done += n;
		if (n != size)
			break;
	}
	kfree(piece);
	if (n == -EPIPE)
		send_sig(SIGPIPE, current, 0);
	return done ?: n;
}

static __poll_t port_poll(struct file *file, poll_table *table)
{
	struct hostport *port = file->private_data;
	int ready;
	__poll_t events = 0;

	poll_wait(file, &port->wait, table);
	ready = host_port_poll(port_number(file));
	if (ready & LKL_PORT_POLLIN)
		events |= EPOLLIN | EPOLLRDNORM;
	if (ready & LKL_PORT_POLLOUT)
		events |= EPOLLOUT | EPOLLWRNORM;
	if (ready & LKL_PORT_POLLHUP)
		events |= EPOLLHUP;
	return events;
}

/* By a program, through the node: only while somebody has the port open already. */
static int port_open(struct inode *inode, struct file *file)
{
	struct hostport *port = &ports[iminor(inode)];
	int err = -ENXIO;

	mutex_lock(&ports_lock);
	if (port->users) {
		port->users++;
		file->private_data = port;
		err = stream_open(inode, file);
	}
	mutex_unlock(&ports_lock);
	return err;
}

static void put_port(u32 number)
{
	mutex_lock(&ports_lock);
	if (!--ports[number].users) {
		device_destroy(&port_class, first_node + number);
		host_port_close(number);
	}
	mutex_unlock(&ports_lock);
}

static int port_release(struct inode *inode, struct file *file)
{
	put_port(port_number(file));
	return 0;
}

static const struct file_operations port_fops = {
	.owner = THIS_MODULE,
	.open = port_open,
	.release = port_release,
	.read_iter = port_read_iter,
	.write_iter = port_write_iter,
	.poll = port_poll,
};

/* The first use makes the node, and a user that keeps it until put_port(). */
static int get_port(u32 number)
{
	struct device *node;
	int err = 0;

	mutex_lock(&ports_lock);
	if (!ports[number].users) {
		node = device_create(&port_class, NULL, first_node + number, NULL, "hostport!%u", number);
		err = PTR_ERR_OR_ZERO(node);
	}
	if (!err)
		ports[number].users++;
	mutex_unlock(&ports_lock);
	return err;
}

/* Without /dev mounted there is still an open file, though none that /proc/self/fd can reopen. */
static struct file *open_nameless(u32 number)
{
	struct file *file = anon_inode_getfile("[hostport]", &port_fops, &ports[number], O_RDWR);

	if (IS_ERR(file))
		return file;
	mutex_lock(&ports_lock);
	ports[number].users++;
	mutex_unlock(&ports_lock);
	stream_open(file_inode(file), file);
	return file;
}

struct file *lkl_hostport_open(u32 number)
{
	struct file *file;
	char path[24];
	int err;

	if (number >= LKL_PORTS_MAX || number == LKL_PORT_CONSOLE)
		return ERR_PTR(-EINVAL);
	err = get_port(number);
	if (err)
		return ERR_PTR(err);
	snprintf(path, sizeof(path), "/dev/hostport/%u", number);
	file = filp_open(path, O_RDWR | O_NOCTTY, 0);
	if (IS_ERR(file))
		file = open_nameless(number);
	put_port(number);
	return file;
}

static irqreturn_t port_irq(int line, void *dev)
{
	int number;

	while ((number = host_port_next()) >= 0) {
		if (number == LKL_PORT_CONSOLE)
			lkl_tty_ready();
		else if (number < LKL_PORTS_MAX)
			wake_up_interruptible(&ports[number].wait);
	}
	return IRQ_HANDLED;
}

static struct cdev port_cdev;

static int __init hostport_init(void)
{
	int number, err;

	for (number = 0; number < LKL_PORTS_MAX; number++)
		init_waitqueue_head(&ports[number].wait);
	err = class_register(&port_class);
	if (!err)
		err = alloc_chrdev_region(&first_node, 0, LKL_PORTS_MAX, "hostport");
	if (err)
		return err;
	cdev_init(&port_cdev, &port_fops);
	err = cdev_add(&port_cdev, first_node, LKL_PORTS_MAX);
	return err ?: request_irq(LKL_LINE(LKL_IRQ_PORT), port_irq, 0, "hostport", NULL);
}
device_initcall(hostport_init);
