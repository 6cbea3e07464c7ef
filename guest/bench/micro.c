/* The micro-benchmarks, one C source for the guest and for the host beside it. `micro [PART]` prints a line a measure that has PART in
 * its name: name, median, unit. Each median is of batches, so that one interruption does not count. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BATCHES 15
#define NOTHING "--nothing"

static const char *self;

static double now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median_ns(void (*once)(void), int per_batch)
{
	double ns[BATCHES];
	once();
	for (int b = 0; b < BATCHES; b++) {
		double start = now_ns();
		for (int i = 0; i < per_batch; i++) once();
		ns[b] = (now_ns() - start) / per_batch;
	}
	qsort(ns, BATCHES, sizeof *ns, ascending);
	return ns[BATCHES / 2];
}

static void null_syscall(void) { syscall(SYS_getppid); }

static void stat_file(void)
{
	struct stat st;
	stat("/etc/passwd", &st);
}

static void open_read_close(void)
{
	char buf[64];
	int fd = open("/etc/passwd", O_RDONLY);
	if (read(fd, buf, sizeof buf) < 0) abort();
	close(fd);
}

static void fork_exit(void)
{
	pid_t pid = fork();
	if (!pid) _exit(0);
	waitpid(pid, NULL, 0);
}

static void fork_exec(void)
{
	pid_t pid = fork();
	if (!pid) {
		execl(self, self, NOTHING, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

static void vfork_exec(void)
{
	pid_t pid = vfork();
	if (!pid) {
		execl(self, self, NOTHING, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

/* On the guest it takes the stack out (docs/abi.md); ash does so for each command. */
static void set_jump(void)
{
	static jmp_buf env;
	if (setjmp(env)) abort();
}

static int to[2], from[2];

static void ping(void)
{
	char c = 'x';
	if (write(to[1], &c, 1) != 1 || read(from[0], &c, 1) != 1) abort();
}

static void echo_until_closed(void)
{
	char c;
	close(to[1]);
	while (read(to[0], &c, 1) == 1) if (write(from[1], &c, 1) != 1) break;
	_exit(0);
}

static double pipe_round_trip(void)
{
	if (pipe(to) || pipe(from)) abort();
	pid_t pid = fork();
	if (!pid) echo_until_closed();
	double ns = median_ns(ping, 2000);
	close(to[1]);
	waitpid(pid, NULL, 0);
	return ns;
}

/* MB/s of 64 KiB writes from one process to another. */
static double pipe_throughput(void)
{
	static char block[65536];
	const int blocks = 4000;
	int p[2];
	if (pipe(p)) abort();
	double start = now_ns();
	pid_t pid = fork();
	if (!pid) {
		close(p[0]);
		for (int i = 0; i < blocks; i++) if (write(p[1], block, sizeof block) != sizeof block) _exit(1);
		_exit(0);
	}
	close(p[1]);
	while (read(p[0], block, sizeof block) > 0) {}
	close(p[0]);
	waitpid(pid, NULL, 0);
	return blocks * (double)sizeof block / (now_ns() - start) * 1e3;
}

/* The guest has one processor: so has the comparison. */
static void one_cpu(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof set, &set);
}

static double null_syscall_ns(void) { return median_ns(null_syscall, 100000); }
static double stat_ns(void) { return median_ns(stat_file, 10000); }
static double open_read_close_ns(void) { return median_ns(open_read_close, 10000); }
static double set_jump_ns(void) { return median_ns(set_jump, 2000); }
static double fork_exit_ns(void) { return median_ns(fork_exit, 50); }
static double fork_exec_ns(void) { return median_ns(fork_exec, 50); }
static double vfork_exec_ns(void) { return median_ns(vfork_exec, 50); }

static const struct { const char *name; double (*measure)(void); const char *unit; } measures[] = {
	{ "null system call", null_syscall_ns, "ns" },
	{ "stat", stat_ns, "ns" },
	{ "open+read+close", open_read_close_ns, "ns" },
	{ "pipe round trip", pipe_round_trip, "ns" },
	{ "fork+exit+wait", fork_exit_ns, "ns" },
	{ "fork+exec+wait", fork_exec_ns, "ns" },
	{ "vfork+exec+wait", vfork_exec_ns, "ns" },
	{ "setjmp", set_jump_ns, "ns" },
	{ "pipe throughput", pipe_throughput, "MB/s" },
};

int main(int argc, char **argv)
{
	const char *part = argc > 1 ? argv[1] : "";
	if (!strcmp(part, NOTHING)) return 0;
	self = argv[0];
	one_cpu();
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
		if (strstr(measures[i].name, part))
			printf("%s\t%.1f\t%s\n", measures[i].name, measures[i].measure(), measures[i].unit);
	return 0;
}
