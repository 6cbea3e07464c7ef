/* A robust mutex whose owner ends: the next one learns of it and may mend it; if it does not, nobody gets it any more. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include "errno_name.h"

static pthread_mutex_t mutex;
static pthread_barrier_t barrier;

static const char *name(int e)
{
	return e ? errno_name(e) : "0";
}

static void *holds(void *arg)
{
	int r = pthread_mutex_lock(&mutex);
	if (r == EOWNERDEAD) pthread_mutex_consistent(&mutex);
	return (void *)(intptr_t)r;
}

/* Ends only when the others have had time to block. */
static void *holds_late(void *arg)
{
	pthread_mutex_lock(&mutex);
	pthread_barrier_wait(&barrier);
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	return NULL;
}

static void *mends(void *arg)
{
	pthread_barrier_wait(&barrier);
	int r = pthread_mutex_lock(&mutex);
	if (r == EOWNERDEAD) pthread_mutex_consistent(&mutex);
	if (r == 0 || r == EOWNERDEAD) pthread_mutex_unlock(&mutex);
	return (void *)(intptr_t)r;
}

static void *gives_up(void *arg)
{
	pthread_barrier_wait(&barrier);
	int r = pthread_mutex_lock(&mutex);
	if (r == 0 || r == EOWNERDEAD) pthread_mutex_unlock(&mutex);
	return (void *)(intptr_t)r;
}

static int run(void *(*f)(void *))
{
	pthread_t t;
	void *result;
	pthread_create(&t, NULL, f, NULL);
	pthread_join(t, &result);
	return (int)(intptr_t)result;
}

static void blocked(const char *what, void *(*f)(void *), int waiters, int expected)
{
	pthread_t first, t[3];
	void *result;
	int dead = 0, rest = 0;
	pthread_barrier_init(&barrier, NULL, waiters + 1);
	pthread_create(&first, NULL, holds_late, NULL);
	for (int i = 0; i < waiters; i++) pthread_create(&t[i], NULL, f, NULL);
	pthread_join(first, NULL);
	for (int i = 0; i < waiters; i++) {
		pthread_join(t[i], &result);
		dead += (intptr_t)result == EOWNERDEAD;
		rest += (intptr_t)result == expected;
	}
	printf("%s: EOWNERDEAD %d, %s %d\n", what, dead, name(expected), rest);
}

int main(void)
{
	pthread_mutexattr_t attr;
	int robust = -1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_getrobust(&attr, &robust);
	printf("stalled at first %d", robust == PTHREAD_MUTEX_STALLED);
	printf(", set %s", name(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST)));
	pthread_mutexattr_getrobust(&attr, &robust);
	printf(", robust %d, init %s\n", robust == PTHREAD_MUTEX_ROBUST, name(pthread_mutex_init(&mutex, &attr)));

	for (int i = 0; i < 3; i++) printf("owner %d got %s and ends\n", i, name(run(holds)));
	printf("trylock %s", name(pthread_mutex_trylock(&mutex)));
	printf(", consistent %s", name(pthread_mutex_consistent(&mutex)));
	printf(", unlock %s", name(pthread_mutex_unlock(&mutex)));
	printf(", then lock %s", name(pthread_mutex_lock(&mutex)));
	printf(", consistent once more %s", name(pthread_mutex_consistent(&mutex)));
	printf(", unlock %s\n", name(pthread_mutex_unlock(&mutex)));
	blocked("mended", mends, 3, 0);

	printf("owner got %s and ends\n", name(run(holds)));
	printf("lock %s", name(pthread_mutex_lock(&mutex)));
	printf(", unlock as it is %s", name(pthread_mutex_unlock(&mutex)));
	printf(", lock %s", name(pthread_mutex_lock(&mutex)));
	printf(", elsewhere %s", name(run(holds)));
	/* The last use: after it, glibc's lock would hang. */
	printf(", trylock %s\n", name(pthread_mutex_trylock(&mutex)));
	printf("destroy %s", name(pthread_mutex_destroy(&mutex)));
	printf(", init %s", name(pthread_mutex_init(&mutex, &attr)));
	printf(", lock %s\n", name(pthread_mutex_lock(&mutex)));
	pthread_mutex_unlock(&mutex);
	/* Two only: musl 1.2.3 wakes one of those that wait, and that one no other. */
	blocked("given up", gives_up, 2, ENOTRECOVERABLE);
	return 0;
}
