/* A barrier lets nobody through before all have come, and names exactly one of them each round. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#define THREADS 5
#define ROUNDS 200

static pthread_barrier_t barrier;
static int arrived, serial[ROUNDS];

static void *run(void *arg)
{
	intptr_t wrong = 0;
	for (int round = 0; round < ROUNDS; round++) {
		__atomic_fetch_add(&arrived, 1, __ATOMIC_SEQ_CST);
		int r = pthread_barrier_wait(&barrier);
		int n = __atomic_load_n(&arrived, __ATOMIC_SEQ_CST);
		/* Fast ones may be in the next round already. */
		wrong += n < (round + 1) * THREADS || n > (round + 2) * THREADS;
		if (r == PTHREAD_BARRIER_SERIAL_THREAD) __atomic_fetch_add(&serial[round], 1, __ATOMIC_SEQ_CST);
		else wrong += r != 0;
		if ((round + (intptr_t)arg) % 7 == 0) sched_yield();
	}
	return (void *)wrong;
}

static void rounds(int threads)
{
	pthread_t t[THREADS];
	void *result;
	int wrong = 0, right = 0;
	arrived = 0;
	for (int i = 0; i < ROUNDS; i++) serial[i] = 0;
	for (intptr_t i = 1; i < threads; i++) pthread_create(&t[i], NULL, run, (void *)i);
	if (threads) wrong += (int)(intptr_t)run(NULL);
	for (int i = 1; i < threads; i++) pthread_join(t[i], &result), wrong += (int)(intptr_t)result;
	for (int i = 0; i < ROUNDS; i++) right += serial[i] == 1;
	printf("wrong %d, rounds with one named %d, arrived %d\n", wrong, right, arrived);
}

static pthread_barrier_t *fleeting;

/* The one that is named may do away with the barrier when the others may still be on their way out of it. */
static void *last_destroys(void *arg)
{
	int r = pthread_barrier_wait(fleeting);
	if (r == PTHREAD_BARRIER_SERIAL_THREAD) return (void *)(intptr_t)(1 + 1000 * pthread_barrier_destroy(fleeting));
	return NULL;
}

int main(void)
{
	pthread_t t[3];
	void *result;
	int destroyed = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("of none: %s\n", pthread_barrier_init(&barrier, NULL, 0) == EINVAL ? "EINVAL" : "?");
	printf("of five: %d\n", pthread_barrier_init(&barrier, NULL, THREADS));
	rounds(THREADS);
	printf("destroy %d\n", pthread_barrier_destroy(&barrier));
	pthread_barrier_init(&barrier, NULL, 1);
	int r = pthread_barrier_wait(&barrier), again = pthread_barrier_wait(&barrier);
	printf("of one: %d %d\n", r == PTHREAD_BARRIER_SERIAL_THREAD, again == PTHREAD_BARRIER_SERIAL_THREAD);
	pthread_barrier_destroy(&barrier);
	for (int round = 0; round < 50; round++) {
		static pthread_barrier_t place;
		fleeting = &place;
		pthread_barrier_init(fleeting, NULL, 3);
		for (int i = 0; i < 3; i++) pthread_create(&t[i], NULL, last_destroys, NULL);
		for (int i = 0; i < 3; i++) pthread_join(t[i], &result), destroyed += (int)(intptr_t)result;
	}
	printf("destroyed by the one named: %d\n", destroyed);
	return 0;
}
