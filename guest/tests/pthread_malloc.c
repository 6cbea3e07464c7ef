/* Threads allocate, grow, hand to each other and free blocks of mixed sizes: no two overlap and none changes. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define SLOTS 64
#define LOOPS 6000

struct block { unsigned char *p; size_t size; unsigned char mark; };

static struct block shared[16];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static unsigned next(unsigned *seed)
{
	return (*seed = *seed * 1103515245 + 12345) >> 8;
}

/* Mostly small, some large, few huge. */
static size_t some(unsigned *seed)
{
	unsigned kind = next(seed) % 100;
	return 1 + next(seed) % (kind < 80 ? 200 : kind < 98 ? 8000 : 300000);
}

static int intact(const struct block *b, size_t n)
{
	for (size_t i = 0; i < n; i++) if (b->p[i] != b->mark) return 0;
	return 1;
}

static void fill(struct block *b, size_t from)
{
	memset(b->p + from, b->mark, b->size - from);
}

static void *run(void *arg)
{
	struct block b[SLOTS] = { { 0 } };
	unsigned seed = 1000 + (unsigned)(intptr_t)arg;
	intptr_t wrong = 0;
	for (int i = 0; i < LOOPS; i++) {
		struct block *x = &b[next(&seed) % SLOTS];
		unsigned what = next(&seed) % 8;
		if (!x->p) {
			x->size = some(&seed);
			x->mark = (unsigned char)next(&seed);
			if (what == 0) {
				struct block zero;
				x->p = calloc(1, x->size);
				zero = *x;
				zero.mark = 0;
				wrong += !intact(&zero, zero.size);
			} else if (what == 1) {
				void *p = NULL;
				wrong += posix_memalign(&p, 256, x->size) || (uintptr_t)p % 256;
				x->p = p;
			} else {
				x->p = malloc(x->size);
			}
			if (!x->p) return (void *)-1;
			wrong += (uintptr_t)x->p % 8 != 0;
			fill(x, 0);
		} else if (what < 3) {
			size_t old = x->size;
			x->size = some(&seed);
			x->p = realloc(x->p, x->size);
			wrong += !intact(x, old < x->size ? old : x->size);
			if (old < x->size) fill(x, old);
		} else if (what < 5) {
			/* Freed in the end by whoever has it then. */
			struct block *s = &shared[next(&seed) % 16], mine = *x;
			pthread_mutex_lock(&lock);
			*x = *s;
			*s = mine;
			pthread_mutex_unlock(&lock);
		} else {
			wrong += !intact(x, x->size);
			free(x->p);
			x->p = NULL;
		}
	}
	for (int i = 0; i < SLOTS; i++) if (b[i].p) wrong += !intact(&b[i], b[i].size), free(b[i].p);
	return (void *)wrong;
}

int main(void)
{
	pthread_t t[THREADS];
	void *result;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int round = 0; round < 2; round++) {
		int wrong = 0, left = 0;
		for (intptr_t i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, run, (void *)i);
		for (int i = 0; i < THREADS; i++) pthread_join(t[i], &result), wrong += result != NULL;
		for (int i = 0; i < 16; i++) if (shared[i].p) {
			left += !intact(&shared[i], shared[i].size);
			free(shared[i].p);
			shared[i].p = NULL;
		}
		printf("wrong threads %d, wrong among the shared %d\n", wrong, left);
	}
	return 0;
}
