/* A thousand threads alive at once, and a thousand one after another: none is lost and nothing runs out. */
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "tasks.h"

#define MANY 1000

static pthread_barrier_t barrier;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int alive, most;

/* Joined threads leave /proc a little later. */
static int settled(int n)
{
	for (int i = 0; i < 500 && tasks() != n; i++) nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	return tasks();
}

static void *meets(void *arg)
{
	volatile char own[4096];
	intptr_t me = (intptr_t)arg;
	memset((char *)own, (int)me, sizeof own);
	pthread_mutex_lock(&lock);
	if (++alive > most) most = alive;
	pthread_mutex_unlock(&lock);
	pthread_barrier_wait(&barrier);
	/* Everybody is here. */
	pthread_barrier_wait(&barrier);
	pthread_mutex_lock(&lock);
	alive--;
	pthread_mutex_unlock(&lock);
	for (size_t i = 0; i < sizeof own; i += 64) if (own[i] != (char)me) return NULL;
	return (void *)(me + 1);
}

static void *twice(void *arg)
{
	return (void *)(2 * (intptr_t)arg);
}

int main(void)
{
	static pthread_t t[MANY];
	pthread_attr_t attr;
	void *result;
	size_t size = 65536;
	int failed = 0, wrong = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (size < PTHREAD_STACK_MIN) size = PTHREAD_STACK_MIN;
	pthread_attr_init(&attr);
	printf("stack %d\n", pthread_attr_setstacksize(&attr, size));
	for (int round = 0; round < 2; round++) {
		failed = wrong = most = 0;
		pthread_barrier_init(&barrier, NULL, MANY + 1);
		for (intptr_t i = 0; i < MANY; i++) failed += pthread_create(&t[i], &attr, meets, (void *)i) != 0;
		printf("failed %d\n", failed);
		if (failed) return 1;
		pthread_barrier_wait(&barrier);
		printf("at once %d, in /proc %d\n", most, settled(MANY + 1));
		pthread_barrier_wait(&barrier);
		for (intptr_t i = 0; i < MANY; i++) wrong += pthread_join(t[i], &result) != 0 || (intptr_t)result != i + 1;
		printf("wrong %d, alive %d\n", wrong, alive);
		pthread_barrier_destroy(&barrier);
	}

	failed = wrong = 0;
	for (intptr_t i = 0; i < MANY; i++) {
		failed += pthread_create(&t[0], NULL, twice, (void *)i) != 0;
		wrong += pthread_join(t[0], &result) != 0 || (intptr_t)result != 2 * i;
	}
	printf("one after another: failed %d, wrong %d, left %d\n", failed, wrong, settled(1));
	return 0;
}
