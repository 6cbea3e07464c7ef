/* Each thread has its own _Thread_local variables, errno and keys; destructors run, and again while there are values. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define THREADS 4

static _Thread_local int plain = 42, zero;
static _Thread_local char text[16] = "initial";
static _Thread_local _Alignas(64) struct { char c[100]; } wide = { "wide" };
static _Thread_local long long big = 0x123456789abcdefLL;
static _Thread_local int *pointer = NULL;
static pthread_key_t key, other, none, deleted;
static pthread_barrier_t barrier;
static int *of_thread[THREADS];
static int calls[THREADS], others, never;

static void again(void *value)
{
	int i = (int)(intptr_t)value % 100, left = (int)(intptr_t)value / 100;
	calls[i] += pthread_getspecific(key) ? 1000 : 1;
	if (left) pthread_setspecific(key, (void *)(intptr_t)(i + 100 * (left - 1)));
}

static void once(void *value) { __atomic_fetch_add(&others, (int)(intptr_t)value, __ATOMIC_SEQ_CST); }
static void must_not(void *value) { never++; }

static int initial(void)
{
	return plain == 42 && zero == 0 && !strcmp(text, "initial") && !strcmp(wide.c, "wide") && big == 0x123456789abcdefLL && !pointer;
}

static void *run(void *arg)
{
	int me = (int)(intptr_t)arg, good = initial();
	good &= !((uintptr_t)&wide % 64) && !pthread_getspecific(key);
	plain = zero = me;
	snprintf(text, sizeof text, "thread %d", me);
	memset(wide.c, me, sizeof wide.c);
	big += me;
	pointer = of_thread[me] = &plain;
	errno = me + 1000;
	pthread_setspecific(key, (void *)(intptr_t)(me + 100 * (me % 4)));
	pthread_setspecific(other, (void *)1);
	pthread_setspecific(none, (void *)1);
	pthread_setspecific(none, NULL);
	pthread_setspecific(deleted, (void *)1);
	pthread_barrier_wait(&barrier);
	/* Everybody has written. */
	good &= errno == me + 1000 && plain == me && zero == me && text[7] == '0' + me && wide.c[99] == me && pointer == &plain;
	good &= big == 0x123456789abcdefLL + me && (int)(intptr_t)pthread_getspecific(key) % 100 == me;
	for (int i = 0; i < me; i++) good &= of_thread[i] != &plain && *of_thread[i] == i;
	if (me == 1) good &= close(-1) == -1 && errno == EBADF;
	pthread_barrier_wait(&barrier);
	good &= errno == (me == 1 ? EBADF : me + 1000);
	if (me == 0) pthread_key_delete(deleted);
	pthread_barrier_wait(&barrier);
	return (void *)(intptr_t)good;
}

int main(void)
{
	pthread_t t[THREADS];
	void *good;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_barrier_init(&barrier, NULL, THREADS);
	printf("keys: %d", pthread_key_create(&key, again) || pthread_key_create(&other, once));
	printf(" %d\n", pthread_key_create(&none, must_not) || pthread_key_create(&deleted, must_not));
	printf("main: initial %d, aligned %d, no value %d\n", initial(), !((uintptr_t)&wide % 64), !pthread_getspecific(key));
	plain = 7;
	errno = ENOENT;
	pthread_setspecific(key, (void *)55);
	for (intptr_t i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, run, (void *)i);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], &good);
		/* A destructor that sets its key again is called again, at least PTHREAD_DESTRUCTOR_ITERATIONS (4) times. */
		printf("thread %d: good %d, destructor calls %d\n", i, (int)(intptr_t)good, calls[i]);
	}
	printf("other destructors %d, never %d\n", others, never);
	printf("main: plain %d, errno %d, value %d\n", plain, errno == ENOENT, (int)(intptr_t)pthread_getspecific(key));
	return 0;
}
