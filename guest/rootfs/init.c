/* The first program: makes the places that every other one expects, then becomes BusyBox init. It runs once at each boot, so it starts no
 * process and reads no file. What fails is said on the console and not fatal: a kernel without NET or UNIX98_PTYS boots too. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONSOLE "/dev/ttyH0"

static const struct place {
	const char *type, *path, *data;
	unsigned long flags;
} places[] = {
	{ "proc", "/proc", NULL, MS_NOSUID|MS_NODEV|MS_NOEXEC },
	{ "sysfs", "/sys", NULL, MS_NOSUID|MS_NODEV|MS_NOEXEC },
	{ "devtmpfs", "/dev", "mode=0755", MS_NOSUID },
	{ "devpts", "/dev/pts", "mode=0620,gid=5,ptmxmode=0666", MS_NOSUID|MS_NOEXEC },
	{ "tmpfs", "/dev/shm", "mode=1777", MS_NOSUID|MS_NODEV },
	{ "tmpfs", "/run", "mode=0755", MS_NOSUID|MS_NODEV },
	{ "cgroup2", "/sys/fs/cgroup", NULL, MS_NOSUID|MS_NODEV|MS_NOEXEC },
};

static const struct { const char *target, *path; } links[] = {
	{ "/proc/self/fd", "/dev/fd" },
	{ "/proc/self/fd/0", "/dev/stdin" },
	{ "/proc/self/fd/1", "/dev/stdout" },
	{ "/proc/self/fd/2", "/dev/stderr" },
};

static void complain(const char *what)
{
	dprintf(2, "init: %s: %s\n", what, strerror(errno));
}

static void make_places(void)
{
	for (const struct place *p = places; p < places + sizeof places / sizeof *places; p++) {
		mkdir(p->path, 0755);
		/* ENODEV: this kernel was built without it. */
		if (mount(p->type, p->path, p->type, p->flags, p->data) && errno != ENODEV && errno != ENOENT) complain(p->path);
	}
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) symlink(links[i].target, links[i].path);
}

/* Linux gives lo its address when it comes up. */
static void loopback_up(void)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0);
	if (fd < 0) return;
	if (!ioctl(fd, SIOCGIFFLAGS, &lo)) {
		lo.ifr_flags |= IFF_UP;
		if (ioctl(fd, SIOCSIFFLAGS, &lo)) complain("lo");
	}
	close(fd);
}

/* Variables of the kernel's command line come first; what is missing gets its default. TERM=linux is the kernel's own guess, made for a
 * screen that is not there. */
static void set_environment(void)
{
	static const char *const defaults[][2] = {
		{ "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
		{ "SHELL", "/bin/sh" },
		{ "TERM", "xterm-256color" },
	};
	const char *term = getenv("TERM");
	if (term && !strcmp(term, "linux")) unsetenv("TERM");
	setenv("HOME", "/root", 1);
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) setenv(defaults[i][0], defaults[i][1], 0);
}

/* The host may now ask for programs (docs/abi.md, run_next). */
static void tell_host(void)
{
	int fd = open("/dev/hostrun", O_WRONLY|O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1) complain("/dev/hostrun");
	close(fd);
}

int main(void)
{
	char *const argv[] = { "/sbin/init", NULL };

	make_places();
	if (sethostname("wasmlinux", 9)) complain("hostname");
	loopback_up();
	/* A machine that only runs programs for its host has no console to start a shell on. */
	if (access(CONSOLE, F_OK)) rename("/etc/inittab.headless", "/etc/inittab");
	set_environment();
	tell_host();
	execv(argv[0], argv);
	complain(argv[0]);
	return 1;
}
