/* A thread that calls nothing is cancelled in the middle of its loop when its type is asynchronous, and not while disabled. */
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>

static volatile unsigned n, left;
static volatile int cleaned, stop, never;

static void cleanup(void *arg) { cleaned += (int)(intptr_t)arg; }

static void *loops(void *arg)
{
	int old = -1;
	pthread_cleanup_push(cleanup, (void *)1);
	pthread_cleanup_push(cleanup, (void *)10);
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	if (old == PTHREAD_CANCEL_DEFERRED) for (;;) n++;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

/* Loops inside each other, below many calls. */
static __attribute__((noinline)) void deep(int depth)
{
	volatile int i;
	if (depth) deep(depth - 1);
	while (!never) for (i = 0; i < 1000; i++) n++;
}

static void *loops_below(void *arg)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	deep(20);
	return NULL;
}

static void *loops_disabled(void *arg)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	while (!stop) n++;
	left++;
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_testcancel();
	left += 100;
	return NULL;
}

static void *loops_deferred(void *arg)
{
	while (!stop) n++;
	left++;
	pthread_testcancel();
	left += 100;
	return NULL;
}

/* The cancellation comes before the type: it is acted upon with the change. */
static void *late(void *arg)
{
	n++;
	while (!stop) sched_yield();
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	for (;;) n++;
}

static void cancel(const char *what, void *(*f)(void *))
{
	pthread_t t;
	void *result = NULL;
	n = stop = left = cleaned = 0;
	pthread_create(&t, NULL, f, NULL);
	while (!n) sched_yield();
	int r = pthread_cancel(t);
	for (int i = 0; i < 10; i++) sched_yield();
	stop = 1;
	int joined = pthread_join(t, &result);
	printf("%s: cancel %d, join %d, cancelled %d, cleaned %d, left the loop %u\n", what, r, joined, result == PTHREAD_CANCELED, cleaned, left);
}

int main(void)
{
	pthread_t t[8];
	void *result;
	int cancelled = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	cancel("a loop", loops);
	cancel("deep", loops_below);
	cancel("disabled", loops_disabled);
	cancel("deferred", loops_deferred);
	cancel("late", late);
	cleaned = 0;
	for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, loops, NULL);
	for (int i = 7; i >= 0; i--) pthread_cancel(t[i]), pthread_join(t[i], &result), cancelled += result == PTHREAD_CANCELED;
	printf("eight at once: cancelled %d, cleaned %d\n", cancelled, cleaned);
	return 0;
}
