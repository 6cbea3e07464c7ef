/* A thousand threads, or as many as asked, one after another: each is joined before the next is made. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void *half(void *arg)
{
	return (void *)((uintptr_t)arg / 2);
}

int main(int argc, char **argv)
{
	uintptr_t count = argc > 1 ? atoi(argv[1]) : 1000, wrong = 0;
	for (uintptr_t i = 0; i < count; i++) {
		pthread_t t;
		void *result;
		wrong += pthread_create(&t, NULL, half, (void *)i) || pthread_join(t, &result) || (uintptr_t)result != i / 2;
	}
	printf("wrong %d\n", (int)wrong);
	return 0;
}
