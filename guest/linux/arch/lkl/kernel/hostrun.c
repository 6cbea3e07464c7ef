// SPDX-License-Identifier: GPL-2.0
/* Programs that the host starts (docs/abi.md, run_next): host ports as descriptors 0 to 2. */
#include <linux/binfmts.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/namei.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/workqueue.h>

#include <asm/host.h>
#include <asm/hostport.h>
#include <asm/irq.h>

#define DEFAULT_PATH "/sbin:/usr/sbin:/bin:/usr/bin"

/* The head of a record; cwd, argc and envc strings follow. */
struct record {
	u32 id;
	u32 ports[3];
	u32 argc;
	u32 envc;
};

struct run {
	struct work_struct work;
	struct record record;
	struct file *files[3];
	int status;		/* of the exec */
	char *strings;		/* all that follow the record's head */
	const char *cwd;
	char **argv;
	char **envp;
};

static const char *path_of(struct run *run)
{
	char **env;

	for (env = run->envp; *env; env++)
		if (!strncmp(*env, "PATH=", 5))
			return *env + 5;
	return DEFAULT_PATH;
}

static bool executable(const char *name)
{
	struct path path;
	bool ok;

	if (kern_path(name, LOOKUP_FOLLOW, &path))
		return false;
	ok = d_is_reg(path.dentry) && !path_permission(&path, MAY_EXEC);
	path_put(&path);
	return ok;
}

/* The program's path as a new string; NULL if it is nowhere in PATH. */
static char *find_program(struct run *run)
{
	const char *name = run->argv[0], *dir = path_of(run);

	if (strchr(name, '/'))
		return kstrdup(name, GFP_KERNEL);
	while (*dir) {
		int len = strcspn(dir, ":");
		char *path = kasprintf(GFP_KERNEL, "%.*s/%s", len, dir, name);

		if (path && executable(path))
			return path;
		kfree(path);
		dir += len + (dir[len] == ':');
	}
	return NULL;
}

static void close_ports(struct run *run)
{
	int fd;

	for (fd = 0; fd < 3; fd++) {
		if (!IS_ERR_OR_NULL(run->files[fd]))
			fput(run->files[fd]);
		run->files[fd] = NULL;
	}
}

/* A port named twice is one open file, as after dup(). */
static int open_ports(struct run *run)
{
	u32 *ports = run->record.ports;
	int fd, same;

	for (fd = 0; fd < 3; fd++) {
		for (same = 0; same < fd && ports[same] != ports[fd]; same++)
			;
		run->files[fd] = same < fd ? get_file(run->files[same]) : lkl_hostport_open(ports[fd]);
		if (IS_ERR(run->files[fd]))
			return PTR_ERR(run->files[fd]);
	}
	return 0;
}

/* A session of its own, its directory, its descriptors. */
static int enter_program(struct run *run)
{
	struct path cwd;
	int fd, err;

	ksys_setsid();
	err = kern_path(run->cwd, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &cwd);
	if (err)
		return err;
	set_fs_pwd(current->fs, &cwd);
	path_put(&cwd);
	for (fd = 0; fd < 3; fd++) {
		err = replace_fd(fd, run->files[fd], 0);
		if (err < 0)
			return err;
	}
	/* The program's own references are the last: their close must close the port. */
	close_ports(run);
	return 0;
}

/* The new process: what kernel/umh.c does for its helpers, then the program. */
static int program_main(void *arg)
{
	struct run *run = arg;
	char *path;

	spin_lock_irq(&current->sighand->siglock);
	flush_signal_handlers(current, 1);
	spin_unlock_irq(&current->sighand->siglock);
	current->fs->umask = 0022;
	set_user_nice(current, 0);

	run->status = enter_program(run);
	if (run->status)
		do_exit(0);
	path = find_program(run);
	run->status = path ? kernel_execve(path, (const char *const *)run->argv,
					   (const char *const *)run->envp) : -ENOENT;
	kfree(path);
	if (run->status)
		do_exit(0);
	return 0;
}

/*
 * The wait(2) status, or why the program could not be started. call_usermodehelper_exec()
 * would need two workers for this, and count one of them as load while the program runs.
 */
static int run_program(struct run *run)
{
	int status = open_ports(run);
	pid_t pid;

	if (status)
		return status;
	/* With SIGCHLD ignored, as it is in kernel threads, there would be no status to wait for. */
	kernel_sigaction(SIGCHLD, SIG_DFL);
	pid = user_mode_thread(program_main, run, SIGCHLD);
	if (pid > 0)
		kernel_wait(pid, &status);
	kernel_sigaction(SIGCHLD, SIG_IGN);
	return pid < 0 ? pid : run->status ?: status;
}

static void free_run(struct run *run)
{
	close_ports(run);
	kfree(run->argv);
	kvfree(run->strings);
	kfree(run);
}

static void run_work(struct work_struct *work)
{
	struct run *run = container_of(work, struct run, work);
	u32 id = run->record.id;
	int status = run_program(run);

	free_run(run);
	host_run_done(id, status);
}

/* Cuts the strings that begin at *text into `count` pointers and a NULL. */
static bool cut(char **to, u32 count, char **text, char *end)
{
	while (count--) {
		char *zero = memchr(*text, 0, end - *text);

		if (!zero)
			return false;
		*to++ = *text;
		*text = zero + 1;
	}
	*to = NULL;
	return true;
}

static int parse(struct run *run, const void *bytes, size_t size)
{
	struct record *record = &run->record;
	char *text, *end, *cwd[2];

	if (size < sizeof(*record))
		return -EINVAL;
	memcpy(record, bytes, sizeof(*record));
	size -= sizeof(*record);
	if (!record->argc || record->argc > size || record->envc > size)
		return -EINVAL;
	run->strings = kvmemdup(bytes + sizeof(*record), size, GFP_KERNEL);
	run->argv = kcalloc(record->argc + record->envc + 2, sizeof(char *), GFP_KERNEL);
	if (!run->strings || !run->argv)
		return -ENOMEM;
	run->envp = run->argv + record->argc + 1;
	text = run->strings;
	end = text + size;
	if (!cut(cwd, 1, &text, end) || !cut(run->argv, record->argc, &text, end) ||
	    !cut(run->envp, record->envc, &text, end))
		return -EINVAL;
	run->cwd = cwd[0];
	return 0;
}

static void start_run(const void *bytes, size_t size)
{
	struct run *run = kzalloc(sizeof(*run), GFP_KERNEL);
	int err = run ? parse(run, bytes, size) : -ENOMEM;

	if (!err) {
		INIT_WORK(&run->work, run_work);
		queue_work(system_unbound_wq, &run->work);
		return;
	}
	if (run)
		free_run(run);
	host_run_done(*(const u32 *)bytes, err);
}

static void take_requests(struct work_struct *work)
{
	void *bytes = kvmalloc(LKL_RUN_RECORD_MAX, GFP_KERNEL | __GFP_NOFAIL);
	int size;

	while ((size = host_run_next(bytes, LKL_RUN_RECORD_MAX)) > 0)
		start_run(bytes, size);
	kvfree(bytes);
}

static DECLARE_WORK(requests_work, take_requests);
static bool ready;

static irqreturn_t run_irq(int line, void *dev)
{
	if (ready)
		schedule_work(&requests_work);
	return IRQ_HANDLED;
}

/* Only user space knows when programs find what they expect (/proc, /dev): it says so by a write. */
static ssize_t hostrun_write(struct file *file, const char __user *text, size_t n, loff_t *pos)
{
	ready = true;
	schedule_work(&requests_work);
	return n;
}

static const struct file_operations hostrun_fops = {
	.owner = THIS_MODULE,
	.write = hostrun_write,
};

static struct miscdevice hostrun_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hostrun",
	.mode = 0200,
	.fops = &hostrun_fops,
};

static int __init hostrun_init(void)
{
	int err = request_irq(LKL_LINE(LKL_IRQ_RUN), run_irq, 0, "hostrun", NULL);

	return err ?: misc_register(&hostrun_device);
}
late_initcall(hostrun_init);
