/* Normal, error-checking and recursive mutexes: who may lock again, who may unlock, who has to wait. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include "errno_name.h"

static pthread_mutex_t mutex;
static long counter;

static const char *name(int e)
{
	return e ? errno_name(e) : "0";
}

static void *lock(void *arg) { int r = pthread_mutex_lock(&mutex); if (!r) pthread_mutex_unlock(&mutex); return (void *)(intptr_t)r; }
static void *trylock(void *arg) { int r = pthread_mutex_trylock(&mutex); if (!r) pthread_mutex_unlock(&mutex); return (void *)(intptr_t)r; }
static void *unlock(void *arg) { return (void *)(intptr_t)pthread_mutex_unlock(&mutex); }

static void *timedlock(void *arg)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	if (arg) until.tv_sec--;
	else if ((until.tv_nsec += 20000000) >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
	return (void *)(intptr_t)pthread_mutex_timedlock(&mutex, &until);
}

static const char *elsewhere(void *(*f)(void *), void *arg)
{
	pthread_t t;
	void *result;
	pthread_create(&t, NULL, f, arg);
	pthread_join(t, &result);
	return name((int)(intptr_t)result);
}

static void *count(void *arg)
{
	for (int i = 0; i < 20000; i++) {
		pthread_mutex_lock(&mutex);
		long was = counter;
		if (i % 1000 == 0) sched_yield();
		counter = was + 1;
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void contend(const char *what)
{
	pthread_t t[4];
	counter = 0;
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, count, NULL);
	for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
	printf("%s: counted %ld\n", what, counter);
}

static void kind(const char *what, int type)
{
	pthread_mutexattr_t attr;
	int got = -1;
	pthread_mutexattr_init(&attr);
	printf("%s: settype %s", what, name(pthread_mutexattr_settype(&attr, type)));
	pthread_mutexattr_gettype(&attr, &got);
	printf(", kept %d, init %s\n", got == type, name(pthread_mutex_init(&mutex, &attr)));
	pthread_mutexattr_destroy(&attr);
	contend(what);
	printf("%s: lock %s", what, name(pthread_mutex_lock(&mutex)));
	printf(", elsewhere trylock %s, ", elsewhere(trylock, NULL));
	printf("timedlock %s, in the past %s\n", elsewhere(timedlock, NULL), elsewhere(timedlock, (void *)1));
	if (type == PTHREAD_MUTEX_NORMAL) {
		printf("%s: own trylock %s\n", what, name(pthread_mutex_trylock(&mutex)));
	} else {
		int r = pthread_mutex_lock(&mutex), again = pthread_mutex_trylock(&mutex);
		printf("%s: own lock again %s, trylock %s, elsewhere unlock %s\n", what, name(r), name(again), elsewhere(unlock, NULL));
	}
	for (int i = 0; i < (type == PTHREAD_MUTEX_RECURSIVE ? 3 : 1); i++) {
		printf("%s: elsewhere %s", what, elsewhere(trylock, NULL));
		printf(", unlock %s\n", name(pthread_mutex_unlock(&mutex)));
	}
	printf("%s: elsewhere trylock %s, lock %s\n", what, elsewhere(trylock, NULL), elsewhere(lock, NULL));
	if (type != PTHREAD_MUTEX_NORMAL) printf("%s: unlock when not locked %s\n", what, name(pthread_mutex_unlock(&mutex)));
	printf("%s: destroy %s\n", what, name(pthread_mutex_destroy(&mutex)));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	kind("normal", PTHREAD_MUTEX_NORMAL);
	kind("errorcheck", PTHREAD_MUTEX_ERRORCHECK);
	kind("recursive", PTHREAD_MUTEX_RECURSIVE);
	return 0;
}
