// SPDX-License-Identifier: GPL-2.0
/*
 * Program files become images, which the host compiles and keeps. It knows an image by
 * the file's identity and version; only when that is new, the file is read.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/iversion.h>
#include <linux/kdev_t.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include <asm/host.h>
#include <asm/image.h>
#include <asm/irq.h>

#define PIECE (64 * 1024)

static DECLARE_WAIT_QUEUE_HEAD(image_wait);
static unsigned int images_done;

static irqreturn_t image_irq(int line, void *dev)
{
	images_done++;
	wake_up_all(&image_wait);
	return IRQ_HANDLED;
}

/* Timestamps move once per tick: a file that changed in this one or the last may change again unseen. */
static bool just_changed(s64 ctime)
{
	return ktime_get_coarse_real_ns() - ctime < 2 * TICK_NSEC;
}

/* A number that differs whenever the content may differ. */
static u64 version_of(struct inode *inode)
{
	static u64 unique;
	struct timespec64 ctime = inode_get_ctime(inode), mtime = inode_get_mtime(inode);

	if (IS_I_VERSION(inode))
		return inode_query_iversion(inode);
	if (just_changed(timespec64_to_ns(&ctime)))
		return ++unique;
	return timespec64_to_ns(&ctime) * 31 + timespec64_to_ns(&mtime);
}

static int feed(int handle, struct file *file)
{
	void *piece = kmalloc(PIECE, GFP_KERNEL);
	loff_t pos = 0;
	ssize_t n;
	int err = 0;

	if (!piece)
		return -ENOMEM;
	while (!err && (n = kernel_read(file, piece, PIECE, &pos)) > 0)
		err = host_image_feed(handle, piece, n);
	kfree(piece);
	return err ?: n;
}

/* Compiling happens elsewhere and may take seconds; only this task waits. */
static int finish(int handle)
{
	for (;;) {
		unsigned int seen = images_done;
		int image = host_image_finish(handle);

		if (image)
			return image;
		if (wait_event_killable(image_wait, READ_ONCE(images_done) != seen))
			return -EINTR;
	}
}

int lkl_image_of(struct file *file)
{
	struct inode *inode = file_inode(file);
	u32 dev = new_encode_dev(inode->i_sb->s_dev);
	u64 ino = inode->i_ino, version = version_of(inode), size = i_size_read(inode);
	int image = host_image_lookup(dev, ino, version, size);
	int handle, err;

	if (image)
		return image;
	handle = host_image_begin(dev, ino, version, size);
	if (handle <= 0)
		return handle ?: -ENOMEM;
	err = feed(handle, file);
	return err ?: finish(handle);
}

static int __init image_init(void)
{
	return request_irq(LKL_LINE(LKL_IRQ_IMAGE), image_irq, 0, "image", NULL);
}
early_initcall(image_init);
