/* A thread's stack is as large as asked for, lies where asked for, and what the attributes were told they tell. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BIG (4 << 20)
#define OWN (256 << 10)

static char *own[2];

/* 16 KiB a call. */
static __attribute__((noinline)) int dive(int depth)
{
	volatile char frame[16384];
	for (size_t i = 0; i < sizeof frame; i += 512) frame[i] = (char)depth;
	int below = depth ? dive(depth - 1) : 0;
	for (size_t i = 0; i < sizeof frame; i += 512) if (frame[i] != (char)depth) return -1000000;
	return below + 1;
}

static void *dives(void *arg)
{
	return (void *)(intptr_t)dive((int)(intptr_t)arg - 1);
}

static void *lies(void *arg)
{
	volatile char local[64];
	char *stack = own[(intptr_t)arg];
	local[0] = 1;
	memset((char *)local, 0x55, sizeof local);
	int inside = (char *)local >= stack && (char *)local + sizeof local <= stack + OWN;
	return (void *)(intptr_t)(inside + 10 * dive(7));
}

static const char *name(int e)
{
	return e == 0 ? "0" : e == EINVAL ? "EINVAL" : "another";
}

int main(void)
{
	pthread_attr_t attr;
	pthread_t t[4];
	void *result, *address;
	size_t size = 0;
	int good = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_attr_init(&attr);
	printf("too small: %s\n", name(pthread_attr_setstacksize(&attr, 100)));
	printf("stack size: set %s", name(pthread_attr_setstacksize(&attr, BIG)));
	printf(", get %s", name(pthread_attr_getstacksize(&attr, &size)));
	printf(", kept %d\n", size == BIG);
	for (intptr_t i = 0; i < 3; i++) pthread_create(&t[i], &attr, dives, (void *)(BIG / 16384 - 16));
	for (int i = 0; i < 3; i++) pthread_join(t[i], &result), printf("calls %d\n", (int)(intptr_t)result);

	for (size = 0; size <= 65536; size = size ? 4 * size : 4096) {
		size_t got = 1;
		printf("guard size %zu: set %s", size, name(pthread_attr_setguardsize(&attr, size)));
		printf(", get %s", name(pthread_attr_getguardsize(&attr, &got)));
		int r = pthread_create(&t[0], &attr, dives, (void *)(BIG / 16384 - 16));
		pthread_join(t[0], &result);
		printf(", kept %d, create %s, calls %d\n", got == size, name(r), (int)(intptr_t)result);
	}
	pthread_attr_destroy(&attr);

	own[0] = mmap(NULL, OWN, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	own[1] = aligned_alloc(4096, OWN);
	for (intptr_t i = 0; i < 2; i++) {
		pthread_attr_init(&attr);
		printf("own stack: set %s", name(pthread_attr_setstack(&attr, own[i], OWN)));
		printf(", get %s", name(pthread_attr_getstack(&attr, &address, &size)));
		int r = pthread_create(&t[i], &attr, lies, (void *)i);
		printf(", kept %d %d, create %s\n", address == own[i], size == OWN, name(r));
		pthread_attr_destroy(&attr);
	}
	for (int i = 0; i < 2; i++) pthread_join(t[i], &result), printf("inside and calls: %d\n", (int)(intptr_t)result);
	/* Still ours, and good for another thread. */
	for (int round = 0; round < 50; round++) {
		memset(own[1], round, OWN);
		pthread_attr_init(&attr);
		pthread_attr_setstack(&attr, own[1], OWN);
		pthread_create(&t[0], &attr, lies, (void *)1);
		pthread_join(t[0], &result);
		good += (intptr_t)result == 81;
		pthread_attr_destroy(&attr);
	}
	printf("again: %d, unmapped %d\n", good, munmap(own[0], OWN));
	free(own[1]);
	return 0;
}
