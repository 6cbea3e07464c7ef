/* Threads get their argument and give back their result; each is itself and no other; threads make and join threads. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#define MANY 32

static pthread_t told[MANY];

static void *square(void *arg)
{
	intptr_t i = (intptr_t)arg;
	told[i] = pthread_self();
	return (void *)(i * i);
}

static void *same(void *arg)
{
	return arg;
}

/* The result is given from below, not returned. */
static void give(void *value)
{
	pthread_exit(value);
}

static void *exits(void *arg)
{
	give((char *)arg + 1);
	return NULL;
}

static void *nested(void *arg)
{
	intptr_t depth = (intptr_t)arg;
	pthread_t t[2];
	void *a, *b;
	if (!depth) return (void *)1;
	for (int i = 0; i < 2; i++) if (pthread_create(&t[i], NULL, nested, (void *)(depth - 1))) return (void *)-1000;
	pthread_join(t[0], &a);
	pthread_join(t[1], &b);
	return (void *)((intptr_t)a + (intptr_t)b + 1);
}

/* Joined by a sibling, not by the one that made it. */
static void *joiner(void *arg)
{
	void *result;
	return pthread_join(*(pthread_t *)arg, &result) ? NULL : result;
}

int main(void)
{
	pthread_t t[MANY], other;
	void *result;
	intptr_t sum = 0;
	int failed = 0, wrong = 0, equal = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (intptr_t i = 0; i < MANY; i++) failed += pthread_create(&t[i], NULL, square, (void *)i) != 0;
	for (int i = 0; i < MANY; i++) for (int j = 0; j < i; j++) equal += pthread_equal(t[i], t[j]) != 0;
	/* The last first: the order of joins is free. */
	for (intptr_t i = MANY - 1; i >= 0; i--) {
		failed += pthread_join(t[i], &result) != 0;
		wrong += !pthread_equal(t[i], told[i]) || pthread_equal(t[i], pthread_self());
		sum += (intptr_t)result;
	}
	printf("failed %d, wrong identity %d, two alike %d, sum %d\n", failed, wrong, equal, (int)sum);
	printf("self is self: %d\n", pthread_equal(pthread_self(), pthread_self()) != 0);

	uint32_t values[] = { 0, 1, 0x7fffffff, 0x80000000, 0xfedcba98 };
	for (int i = 0; i < 5; i++) {
		pthread_create(&other, NULL, same, (void *)(uintptr_t)values[i]);
		int r = pthread_join(other, &result);
		printf("join %d, result %x\n", r, (unsigned)(uintptr_t)result);
	}
	pthread_create(&other, NULL, exits, (void *)41);
	pthread_join(other, &result);
	printf("pthread_exit %d\n", (int)(intptr_t)result);
	pthread_create(&other, NULL, same, NULL);
	printf("result not wanted: %d\n", pthread_join(other, NULL));
	pthread_create(&other, NULL, nested, (void *)5);
	pthread_join(other, &result);
	printf("nested %d\n", (int)(intptr_t)result);
	pthread_create(&t[0], NULL, same, (void *)77);
	pthread_create(&other, NULL, joiner, &t[0]);
	pthread_join(other, &result);
	printf("joined by a sibling %d\n", (int)(intptr_t)result);
	return 0;
}
