/* Condition variables: a bounded queue loses nothing, a broadcast wakes all, a signal wakes some, a timed wait ends. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define ITEMS 3000
#define SLOTS 8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER, not_full = PTHREAD_COND_INITIALIZER;
static int queue[SLOTS], head, held, deepest, waiting, generation, tickets, woken;
static unsigned char seen[2 * ITEMS];

static void *produce(void *arg)
{
	for (int i = 0; i < ITEMS; i++) {
		pthread_mutex_lock(&lock);
		while (held == SLOTS) pthread_cond_wait(&not_full, &lock);
		queue[(head + held++) % SLOTS] = (int)(intptr_t)arg * ITEMS + i;
		if (held > deepest) deepest = held;
		pthread_cond_signal(&not_empty);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void *consume(void *arg)
{
	intptr_t got = 0;
	for (;; got++) {
		pthread_mutex_lock(&lock);
		while (!held) pthread_cond_wait(&not_empty, &lock);
		int item = queue[head];
		if (item >= 0) {
			head = (head + 1) % SLOTS, held--;
			seen[item]++;
		}
		pthread_cond_signal(item >= 0 ? &not_full : &not_empty);
		pthread_mutex_unlock(&lock);
		if (item < 0) return (void *)got;
	}
}

static void *wait_generation(void *arg)
{
	pthread_mutex_lock(&lock);
	int mine = generation;
	waiting++;
	pthread_cond_signal(&not_full);
	while (generation == mine) pthread_cond_wait(&not_empty, &lock);
	waiting--;
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *wait_ticket(void *arg)
{
	pthread_mutex_lock(&lock);
	waiting++;
	pthread_cond_signal(&not_full);
	while (!tickets) pthread_cond_wait(&not_empty, &lock);
	tickets--, woken++;
	pthread_cond_signal(&not_full);
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void timed(clockid_t clock)
{
	pthread_condattr_t attr;
	pthread_cond_t cond;
	struct timespec until, now;
	clockid_t got = -1;
	int r;
	pthread_condattr_init(&attr);
	printf("setclock %d", pthread_condattr_setclock(&attr, clock));
	pthread_condattr_getclock(&attr, &got);
	printf(", kept %d, init %d\n", got == clock, pthread_cond_init(&cond, &attr));
	pthread_mutex_lock(&lock);
	clock_gettime(clock, &until);
	until.tv_sec--;
	do r = pthread_cond_timedwait(&cond, &lock, &until); while (!r);
	printf("in the past: %s\n", r == ETIMEDOUT ? "ETIMEDOUT" : "?");
	until.tv_sec++;
	if ((until.tv_nsec += 30000000) >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
	do r = pthread_cond_timedwait(&cond, &lock, &until); while (!r);
	clock_gettime(clock, &now);
	int late = now.tv_sec > until.tv_sec || now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec;
	printf("later: %s, not before its time %d\n", r == ETIMEDOUT ? "ETIMEDOUT" : "?", late);
	printf("mutex held: %s\n", pthread_mutex_trylock(&lock) == EBUSY ? "EBUSY" : "?");
	until.tv_nsec = 1000000000;
	printf("bad time: %s\n", pthread_cond_timedwait(&cond, &lock, &until) == EINVAL ? "EINVAL" : "?");
	pthread_mutex_unlock(&lock);
	printf("destroy %d\n", pthread_cond_destroy(&cond));
}

int main(void)
{
	pthread_t p[2], c[3], t[10];
	void *result;
	int total = 0, wrong = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < 3; i++) pthread_create(&c[i], NULL, consume, NULL);
	for (intptr_t i = 0; i < 2; i++) pthread_create(&p[i], NULL, produce, (void *)i);
	for (int i = 0; i < 2; i++) pthread_join(p[i], NULL);
	pthread_mutex_lock(&lock);
	while (held == SLOTS) pthread_cond_wait(&not_full, &lock);
	queue[(head + held++) % SLOTS] = -1;
	pthread_cond_broadcast(&not_empty);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 3; i++) pthread_join(c[i], &result), total += (int)(intptr_t)result;
	for (int i = 0; i < 2 * ITEMS; i++) wrong += seen[i] != 1;
	printf("consumed %d, wrong %d, full at most %d\n", total, wrong, deepest <= SLOTS);

	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 10; i++) pthread_create(&t[i], NULL, wait_generation, NULL);
		pthread_mutex_lock(&lock);
		while (waiting < 10) pthread_cond_wait(&not_full, &lock);
		generation++;
		pthread_cond_broadcast(&not_empty);
		pthread_mutex_unlock(&lock);
		for (int i = 0; i < 10; i++) pthread_join(t[i], NULL);
	}
	printf("broadcasts %d, still waiting %d\n", generation, waiting);

	for (int i = 0; i < 10; i++) pthread_create(&t[i], NULL, wait_ticket, NULL);
	pthread_mutex_lock(&lock);
	while (waiting < 10) pthread_cond_wait(&not_full, &lock);
	for (int i = 1; i <= 10; i++) {
		tickets = 1;
		pthread_cond_signal(&not_empty);
		while (woken < i) pthread_cond_wait(&not_full, &lock);
		if (i == 1 || i == 10) printf("signals %d, went on %d\n", i, woken);
	}
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 10; i++) pthread_join(t[i], NULL);
	timed(CLOCK_REALTIME);
	timed(CLOCK_MONOTONIC);
	return 0;
}
