/* Detached threads, made so, detached by others or by themselves, end and leave nothing behind. */
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include "tasks.h"

#define ROUNDS 300

static sem_t done, go;
static int sum;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *arg)
{
	pthread_mutex_lock(&lock);
	sum += (int)(intptr_t)arg;
	pthread_mutex_unlock(&lock);
	sem_post(&done);
	return arg;
}

static void *detaches_itself(void *arg)
{
	if (pthread_detach(pthread_self())) return NULL;
	return add(arg);
}

static void *waits(void *arg)
{
	sem_wait(&go);
	return add(arg);
}

/* A detached thread says that it is done a little before it has ended. */
static int settled(void)
{
	for (int i = 0; i < 500 && tasks() != 1; i++) nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	return tasks();
}

int main(void)
{
	pthread_attr_t attr;
	pthread_t t;
	int state = -1, failed = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	sem_init(&done, 0, 0);
	sem_init(&go, 0, 0);
	pthread_attr_init(&attr);
	pthread_attr_getdetachstate(&attr, &state);
	printf("joinable at first %d", state == PTHREAD_CREATE_JOINABLE);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_getdetachstate(&attr, &state);
	printf(", then detached %d\n", state == PTHREAD_CREATE_DETACHED);

	for (int i = 0; i < ROUNDS; i++) {
		failed += pthread_create(&t, &attr, add, (void *)1) != 0;
		failed += pthread_create(&t, NULL, detaches_itself, (void *)10) != 0;
		failed += pthread_create(&t, NULL, waits, (void *)100) != 0;
		failed += pthread_detach(t) != 0;
		sem_post(&go);
		for (int j = 0; j < 3; j++) sem_wait(&done);
	}
	printf("failed %d, sum %d, threads left %d\n", failed, sum, settled());

	/* Detached after it has ended: that frees it. */
	for (int i = 0; i < ROUNDS; i++) {
		failed += pthread_create(&t, NULL, add, (void *)-1) != 0;
		sem_wait(&done);
		if (i % 50 == 0) settled();
		failed += pthread_detach(t) != 0;
	}
	printf("failed %d, sum %d, threads left %d\n", failed, sum, settled());
	return 0;
}
