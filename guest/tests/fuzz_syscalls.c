/* System calls with random numbers and arguments, by nobody in an empty directory: whatever they answer, the machine goes on.
 * Arguments: seed, number of calls. A child makes 250 of them; the next one has another seed, however the last one ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLS 451
#define AT_ONCE 250

/* What ends, replaces, multiplies or unmaps the caller, waits for what never comes, reaches other processes, or takes seconds. */
static const short left_out[] = {
	SYS_exit, SYS_exit_group, SYS_clone, SYS_execve, SYS_execveat, SYS_rt_sigsuspend, SYS_rt_sigreturn, SYS_reboot, SYS_vhangup,
	SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_pidfd_send_signal, SYS_ptrace,
	SYS_brk, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_pkey_mprotect, SYS_madvise, SYS_process_madvise, SYS_remap_file_pages,
	SYS_shmat, SYS_unshare, SYS_setns, SYS_sync, SYS_syncfs, SYS_add_key, SYS_request_key, SYS_keyctl,
#ifdef SYS_mmap
	SYS_mmap,
#endif
#ifdef SYS_mmap2
	SYS_mmap2,
#endif
#ifdef SYS_fork
	SYS_fork, SYS_vfork, SYS_pause,
	335, 336, /* x86's uretprobe and uprobe: SIGILL */
#endif
#ifdef SYS_clone3
	SYS_clone3,
#endif
};
/* Objects that outlive their maker, except in a namespace that does not. */
static const short ipc[] = { SYS_msgget, SYS_semget, SYS_shmget, SYS_mq_open };

static char dir[] = "/tmp/fuzz_syscalls_XXXXXX", place[64];
static char area[16384], filled[1024];
static unsigned char skip[CALLS];
static unsigned long long state;
static pid_t child;

static unsigned random_below(unsigned n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(state >> 33) % n;
}

static long argument(void)
{
	static const long odd[] = { 0, -1, -4096, -100, 0x7fffffff, 0x80000, 0x80800, 0x40000000, 4096, 65536, (long)-2147483647 - 1, 0x5421 };
	switch (random_below(10)) {
	case 0: return random_below(4);
	case 1: case 2: return random_below(20);
	case 3: return random_below(5000);
	case 4: case 5: case 6: return (long)(area + 64 * random_below(16));
	case 7: return odd[random_below(sizeof odd / sizeof *odd)];
	case 8: return (long)1 << random_below(8 * sizeof(long));
	default: return (long)((unsigned long)random_below(1u << 31) * random_below(1u << 31) << random_below(2));
	}
}

/* Names, vectors, times, an address: what calls find where an argument points to. */
static void prepare(void)
{
	long v[] = { (long)(area + 1024), 8, (long)(area + 2048), 16 };
	long long t[] = { 0, 1000, 0, 1000 };
	static const char *const names[] = { "x", "y", ".", "x/y" };
	for (int i = 0; i < 4; i++) strcpy(filled + 64 * i, names[i]);
	for (int i = 4; i < 7; i++) memcpy(filled + 64 * i, v, sizeof v);
	for (int i = 7; i < 10; i++) memcpy(filled + 64 * i, t, sizeof t);
	filled[640] = AF_UNIX;
	filled[642] = 's';
	for (int i = 11; i < 13; i++) filled[64*i] = 1 + i % 3;
}

static void cut_short(int sig)
{
	(void)sig;
}

static void limit(int which, rlim_t to)
{
	struct rlimit l = { to, to };
	setrlimit(which, &l);
}

static void calls(int n)
{
	struct sigaction sa = { .sa_handler = cut_short };
	struct itimerval soon = { .it_value = { 0, 500 }, .it_interval = { 0, 500 } };
	sigset_t none;
	int fds[2];
	setsid();
	chdir(place);
	for (int fd = 0; fd < 100; fd++) close(fd);
	open("/dev/null", O_RDWR);
	dup(0);
	dup(0);
	limit(RLIMIT_NOFILE, 64);
	limit(RLIMIT_NPROC, 4);
	limit(RLIMIT_FSIZE, 1 << 20);
	limit(RLIMIT_CPU, 2);
	limit(RLIMIT_CORE, 0);
	setgroups(0, NULL);
	if (setgid(65534) || setuid(65534)) _exit(77);
	open("x", O_RDWR|O_CREAT, 0600);
	open(".", O_RDONLY);
	pipe(fds);
	socketpair(AF_UNIX, SOCK_STREAM, 0, fds);
	eventfd(0, 0);
	epoll_create1(0);
	timerfd_create(CLOCK_MONOTONIC, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&none);
	for (int i = 0; i < n; i++) {
		long a[6], nr;
		do nr = random_below(CALLS);
		while (skip[nr]);
		for (int k = 0; k < 6; k++) a[k] = k || random_below(2) ? argument() : random_below(13);
		/* Other families would have modules loaded. */
		if (nr == SYS_socket || nr == SYS_socketpair) a[0] = AF_UNIX;
		if (i % 16 == 0) memcpy(area, filled, sizeof filled);
		sigaction(SIGALRM, &sa, NULL);
		sigprocmask(SIG_SETMASK, &none, NULL);
		setitimer(ITIMER_REAL, &soon, NULL);
		syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
	}
	_exit(0);
}

static void too_long(int sig)
{
	kill(child, SIGKILL);
}

static int removed(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	remove(path);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long long seed = argc > 1 ? atoll(argv[1]) : 1;
	int count = argc > 2 ? atoi(argv[2]) : 20000;
	struct sigaction sa = { .sa_handler = too_long };
	int status, started = 1;
	struct itimerval watch = { .it_value = { 0, 300000 } }, off = { { 0 } };
	for (int i = 0; i < sizeof left_out / sizeof *left_out; i++) if (left_out[i] < CALLS) skip[left_out[i]] = 1;
	if (unshare(CLONE_NEWIPC)) for (int i = 0; i < sizeof ipc / sizeof *ipc; i++) skip[ipc[i]] = 1;
	prepare();
	mkdtemp(dir);
	snprintf(place, sizeof place, "%s/nobody", dir);
	chmod(dir, 0755);
	mkdir(place, 0700);
	chown(place, 65534, 65534);
	sigaction(SIGALRM, &sa, NULL);
	for (int done = 0; done < count; done += AT_ONCE) {
		chmod(place, 0700);
		child = fork();
		if (!child) {
			state = seed * 1000003 + done;
			random_below(2);
			calls(count - done < AT_ONCE ? count - done : AT_ONCE);
		}
		if (child < 0) return 1;
		setitimer(ITIMER_REAL, &watch, NULL);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR);
		setitimer(ITIMER_REAL, &off, NULL);
		/* Only the first is asked: a random handler of a random signal may be exit itself. */
		if (!done) started = !WIFEXITED(status) || WEXITSTATUS(status) != 77;
	}
	nftw(dir, removed, 16, FTW_DEPTH|FTW_PHYS);
	puts(started ? "calls done" : "a child could not begin");
	return !started;
}
