/* The futex call itself: compares before it waits, wakes and moves as many as told, and knows processes apart. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "errno_name.h"

/* The one whose struct timespec is ours. */
#ifdef SYS_futex
#define FUTEX SYS_futex
#else
#define FUTEX SYS_futex_time64
#endif

/* linux/futex.h does not come with every libc. */
enum { FUTEX_WAIT, FUTEX_WAKE, FUTEX_CMP_REQUEUE = 4, FUTEX_WAIT_BITSET = 9, FUTEX_WAKE_BITSET, PRIVATE = 128 };

#define WAITERS 4

static int a, b = 5, woken;
static pthread_t t[WAITERS];
static pid_t tids[WAITERS];
static struct { int i, op, bits; } told[WAITERS];

static long futex(int *word, int op, int value, const void *timeout_or_count, int *other, int third)
{
	return syscall(FUTEX, word, op, value, timeout_or_count, other, third);
}

static const char *name(long r)
{
	if (r == 0) return "0";
	if (r > 0) return "some";
	return errno_name(errno);
}

static void *waits(void *arg)
{
	int i = (int)(intptr_t)arg;
	__atomic_store_n(&tids[i], gettid(), __ATOMIC_SEQ_CST);
	long r = futex(&a, told[i].op, 0, NULL, NULL, told[i].bits);
	__atomic_fetch_add(&woken, 1, __ATOMIC_SEQ_CST);
	return (void *)(intptr_t)(r == 0);
}

static int asleep(pid_t tid)
{
	char path[48], text[256] = "", *end;
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)tid);
	int fd = open(path, O_RDONLY);
	read(fd, text, sizeof text - 1);
	close(fd);
	end = strrchr(text, ')');
	return end && end[2] == 'S';
}

/* Sleeping, not only on the way: Linux may send one that is moved on its way back to where it came from. */
static int waiting(int n, int op, int bits)
{
	int sleeping = 0;
	woken = 0;
	for (intptr_t i = 0; i < n; i++) {
		tids[i] = 0;
		told[i].op = op;
		told[i].bits = bits << i;
		pthread_create(&t[i], NULL, waits, (void *)i);
	}
	for (int tries = 0; sleeping < n && tries < 2000; tries++) {
		pid_t tid = __atomic_load_n(&tids[sleeping], __ATOMIC_SEQ_CST);
		if (tid && asleep(tid)) sleeping++;
		else nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	return sleeping;
}

static void start(int flag)
{
	printf("waiting %d", waiting(WAITERS, FUTEX_WAIT | flag, 0));
	printf(", moved %ld", futex(&a, FUTEX_CMP_REQUEUE | flag, 0, (void *)(intptr_t)INT_MAX, &b, 0));
	printf(", left %ld, woken %d\n", futex(&a, FUTEX_WAKE | flag, INT_MAX, NULL, NULL, 0), woken);
}

static void finish(int n)
{
	void *result;
	int good = 0;
	for (int i = 0; i < n; i++) pthread_join(t[i], &result), good += (int)(intptr_t)result;
	printf("returned 0: %d\n", good);
}

static void wakes(int flag)
{
	start(flag);
	printf("wake 1: %ld", futex(&b, FUTEX_WAKE | flag, 1, NULL, NULL, 0));
	printf(", 2: %ld", futex(&b, FUTEX_WAKE | flag, 2, NULL, NULL, 0));
	printf(", all: %ld", futex(&b, FUTEX_WAKE | flag, INT_MAX, NULL, NULL, 0));
	printf(", all: %ld\n", futex(&b, FUTEX_WAKE | flag, INT_MAX, NULL, NULL, 0));
	finish(WAITERS);
	start(flag);
	printf("wrong value: %s", name(futex(&b, FUTEX_CMP_REQUEUE | flag, 1, (void *)1, &a, 6)));
	printf(", wake 1 and move 2: %ld", futex(&b, FUTEX_CMP_REQUEUE | flag, 1, (void *)2, &a, 5));
	printf(", moved: %ld", futex(&a, FUTEX_WAKE | flag, INT_MAX, NULL, NULL, 0));
	printf(", left: %ld\n", futex(&b, FUTEX_WAKE | flag, INT_MAX, NULL, NULL, 0));
	finish(WAITERS);
}

/* The child waits at the address at which the parent wakes. */
static void apart(int flag)
{
	int fds[2], status;
	char c = 0;
	pipe(fds);
	pid_t pid = fork();
	if (!pid) {
		write(fds[1], &c, 1);
		long r = futex(&a, FUTEX_WAIT | flag, 0, &(struct timespec){ .tv_nsec = 100000000 }, NULL, 0);
		_exit(r == -1 && errno == ETIMEDOUT ? 3 : 4);
	}
	read(fds[0], &c, 1);
	nanosleep(&(struct timespec){ .tv_nsec = 30000000 }, NULL);
	long n = futex(&a, FUTEX_WAKE | flag, INT_MAX, NULL, NULL, 0);
	waitpid(pid, &status, 0);
	printf("child at the same address: woken %ld, it timed out %d\n", n, WEXITSTATUS(status) == 3);
}

int main(void)
{
	struct timespec soon = { .tv_nsec = 10000000 }, past = { .tv_sec = 0 }, bad = { .tv_nsec = 1000000000 };
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("wrong value: %s", name(futex(&a, FUTEX_WAIT | PRIVATE, 1, NULL, NULL, 0)));
	printf(", for a time: %s", name(futex(&a, FUTEX_WAIT | PRIVATE, 0, &soon, NULL, 0)));
	printf(", for none: %s", name(futex(&a, FUTEX_WAIT | PRIVATE, 0, &past, NULL, 0)));
	printf(", until long ago: %s", name(futex(&a, FUTEX_WAIT_BITSET | PRIVATE, 0, &past, NULL, -1)));
	printf(", bad time: %s", name(futex(&a, FUTEX_WAIT | PRIVATE, 0, &bad, NULL, 0)));
	printf(", misaligned: %s", name(futex((int *)((char *)&a + 1), FUTEX_WAIT | PRIVATE, 0, NULL, NULL, 0)));
	printf(", bad operation: %s\n", name(futex(&a, 100, 0, NULL, NULL, 0)));
	wakes(PRIVATE);
	wakes(0);

	printf("waiting for a bit each %d", waiting(WAITERS, FUTEX_WAIT_BITSET | PRIVATE, 1));
	printf(", no bit: %s", name(futex(&a, FUTEX_WAKE_BITSET | PRIVATE, INT_MAX, NULL, NULL, 0)));
	printf(", of nobody: %ld", futex(&a, FUTEX_WAKE_BITSET | PRIVATE, INT_MAX, NULL, NULL, 16));
	printf(", the third: %ld", futex(&a, FUTEX_WAKE_BITSET | PRIVATE, INT_MAX, NULL, NULL, 4));
	pthread_join(t[2], NULL);
	t[2] = t[3];
	printf(", two: %ld", futex(&a, FUTEX_WAKE_BITSET | PRIVATE, INT_MAX, NULL, NULL, 7));
	printf(", the last: %ld\n", futex(&a, FUTEX_WAKE | PRIVATE, INT_MAX, NULL, NULL, 0));
	finish(WAITERS - 1);

	apart(PRIVATE);
	apart(0);
	return 0;
}
