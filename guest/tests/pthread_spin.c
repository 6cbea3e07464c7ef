/* Spin locks exclude, also when the holder gives the CPU away; sched_yield lets others on. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>

#define THREADS 4
#define LOOPS 10000

static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static volatile long counter;
static volatile int turn, flag;
static int order[40], orders;

static void *count(void *arg)
{
	pthread_barrier_wait(&barrier);
	for (int i = 0; i < LOOPS; i++) {
		pthread_spin_lock(&spin);
		long was = counter;
		if (i % 1000 == 0) sched_yield();
		counter = was + 1;
		pthread_spin_unlock(&spin);
	}
	return NULL;
}

static void *trylock(void *arg)
{
	return (void *)(intptr_t)pthread_spin_trylock(&spin);
}

/* Takes turns by nothing but memory and sched_yield. */
static void *turns(void *arg)
{
	int me = (int)(intptr_t)arg;
	for (int i = 0; i < 10; i++) {
		while (__atomic_load_n(&turn, __ATOMIC_SEQ_CST) != me) sched_yield();
		order[orders++] = me;
		__atomic_store_n(&turn, (me + 1) % THREADS, __ATOMIC_SEQ_CST);
	}
	return NULL;
}

/* Waits for a word without ever calling anything: the others must get on all the same. */
static void *hot(void *arg)
{
	while (!__atomic_load_n(&flag, __ATOMIC_SEQ_CST));
	return (void *)1;
}

int main(void)
{
	pthread_t t[THREADS];
	void *result;
	int wrong = 0, hots = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("init %d\n", pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE));
	printf("lock %d, elsewhere trylock ", pthread_spin_lock(&spin));
	pthread_create(&t[0], NULL, trylock, NULL);
	pthread_join(t[0], &result);
	printf("%s", (intptr_t)result == EBUSY ? "EBUSY" : "?");
	printf(", unlock %d", pthread_spin_unlock(&spin));
	printf(", trylock %d", pthread_spin_trylock(&spin));
	printf(", again %s", pthread_spin_trylock(&spin) == EBUSY ? "EBUSY" : "?");
	printf(", unlock %d\n", pthread_spin_unlock(&spin));

	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, count, NULL);
	for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL);
	printf("counted %ld, destroy %d\n", counter, pthread_spin_destroy(&spin));

	for (intptr_t i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, turns, (void *)i);
	for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL);
	for (int i = 0; i < orders; i++) wrong += order[i] != i % THREADS;
	printf("turns %d, wrong %d\n", orders, wrong);

	for (int i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, hot, NULL);
	for (int i = 0; i < 10; i++) sched_yield();
	__atomic_store_n(&flag, 1, __ATOMIC_SEQ_CST);
	for (int i = 0; i < THREADS; i++) pthread_join(t[i], &result), hots += (int)(intptr_t)result;
	printf("waited hot: %d\n", hots);
	return 0;
}
