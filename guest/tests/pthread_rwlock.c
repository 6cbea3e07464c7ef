/* Read-write locks: readers together, a writer alone, and what those get who do not wait or not for ever. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include "errno_name.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static int inside, writers, wrong;
static long a, b;

static const char *name(int e)
{
	return e ? errno_name(e) : "0";
}

static struct timespec soon(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	if ((t.tv_nsec += 20000000) >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
	return t;
}

static void *result(int r)
{
	if (!r) pthread_rwlock_unlock(&lock);
	return (void *)(intptr_t)r;
}

static void *tryrd(void *arg) { return result(pthread_rwlock_tryrdlock(&lock)); }
static void *trywr(void *arg) { return result(pthread_rwlock_trywrlock(&lock)); }
static void *timedrd(void *arg) { struct timespec t = soon(); return result(pthread_rwlock_timedrdlock(&lock, &t)); }
static void *timedwr(void *arg) { struct timespec t = soon(); return result(pthread_rwlock_timedwrlock(&lock, &t)); }

static const char *elsewhere(void *(*f)(void *))
{
	pthread_t t;
	void *r;
	pthread_create(&t, NULL, f, NULL);
	pthread_join(t, &r);
	return name((int)(intptr_t)r);
}

static void all(const char *what)
{
	printf("%s: tryrdlock %s, ", what, elsewhere(tryrd));
	printf("trywrlock %s, ", elsewhere(trywr));
	printf("timedrdlock %s, ", elsewhere(timedrd));
	printf("timedwrlock %s\n", elsewhere(timedwr));
}

/* Meet inside: only possible when all of them hold the lock. */
static void *together(void *arg)
{
	pthread_rwlock_rdlock(&lock);
	pthread_barrier_wait(&barrier);
	return result(0);
}

static void *waits_to_write(void *arg)
{
	pthread_barrier_wait(&barrier);
	pthread_rwlock_wrlock(&lock);
	a = 1;
	return result(0);
}

static void *mixed(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		int write = (i + (intptr_t)arg) % 4 == 0;
		if (write) {
			pthread_rwlock_wrlock(&lock);
			wrong += __atomic_fetch_add(&writers, 1, __ATOMIC_SEQ_CST) || __atomic_load_n(&inside, __ATOMIC_SEQ_CST);
			a++;
			if (i % 100 == 0) sched_yield();
			b++;
			__atomic_fetch_sub(&writers, 1, __ATOMIC_SEQ_CST);
		} else {
			pthread_rwlock_rdlock(&lock);
			__atomic_fetch_add(&inside, 1, __ATOMIC_SEQ_CST);
			if (__atomic_load_n(&writers, __ATOMIC_SEQ_CST) || a != b) __atomic_fetch_add(&wrong, 1, __ATOMIC_SEQ_CST);
			if (i % 100 == 1) sched_yield();
			__atomic_fetch_sub(&inside, 1, __ATOMIC_SEQ_CST);
		}
		pthread_rwlock_unlock(&lock);
	}
	return NULL;
}

int main(void)
{
	pthread_t t[4];
	setvbuf(stdout, NULL, _IOLBF, 0);
	all("free");
	printf("rdlock %s\n", name(pthread_rwlock_rdlock(&lock)));
	all("read once");
	pthread_rwlock_rdlock(&lock);
	pthread_rwlock_unlock(&lock);
	all("read twice, unlocked once");
	pthread_rwlock_unlock(&lock);
	printf("wrlock %s\n", name(pthread_rwlock_wrlock(&lock)));
	all("written");
	pthread_rwlock_unlock(&lock);
	all("free again");

	pthread_barrier_init(&barrier, NULL, 4);
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, together, NULL);
	for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
	puts("four readers met");
	pthread_barrier_destroy(&barrier);

	pthread_barrier_init(&barrier, NULL, 2);
	pthread_rwlock_rdlock(&lock);
	pthread_create(&t[0], NULL, waits_to_write, NULL);
	pthread_barrier_wait(&barrier);
	for (int i = 0; i < 20; i++) sched_yield();
	printf("while read: written %ld", a);
	pthread_rwlock_unlock(&lock);
	pthread_join(t[0], NULL);
	printf(", after: %ld\n", a);

	a = b = 0;
	for (intptr_t i = 0; i < 4; i++) pthread_create(&t[i], NULL, mixed, (void *)i);
	for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
	printf("mixed: %ld %ld, wrong %d\n", a, b, wrong);
	printf("destroy %s\n", name(pthread_rwlock_destroy(&lock)));
	return 0;
}
