/* pthread_once runs once and the others wait for it; the handlers of pthread_atfork run in order around a fork from a thread. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "tasks.h"

static pthread_once_t once = PTHREAD_ONCE_INIT, second = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int inits, nested, ready;
static char order[64];
static pthread_t forker;

static void init_second(void) { nested++; }

static void init(void)
{
	inits++;
	pthread_once(&second, init_second);
	/* Time for the others to come and wait. */
	nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	ready = 1;
}

static void *want(void *arg)
{
	pthread_barrier_wait(&barrier);
	int r = pthread_once(&once, init);
	return (void *)(intptr_t)(r == 0 && ready);
}

static void note(const char *s) { strcat(order, s); }
static void prepare_a(void) { note(" prepare-a"); pthread_mutex_lock(&lock); }
static void parent_a(void) { note(" parent-a"); pthread_mutex_unlock(&lock); }
static void child_a(void) { note(" child-a"); pthread_mutex_unlock(&lock); }
static void prepare_b(void) { note(pthread_equal(pthread_self(), forker) ? " prepare-b" : " another"); }
static void parent_b(void) { note(" parent-b"); }
static void child_b(void) { note(pthread_equal(pthread_self(), forker) ? " child-b" : " another"); }
static void child_c(void) { note(" child-c"); }

static void *add(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&lock);
		++*(int *)arg;
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void *forks(void *arg)
{
	int status = -1, sum = 0;
	pthread_t t[3];
	forker = pthread_self();
	pid_t pid = fork();
	if (!pid) {
		printf("child:%s\n", order);
		printf("child: threads %d\n", tasks());
		for (int i = 0; i < 3; i++) pthread_create(&t[i], NULL, add, &sum);
		for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
		printf("child: own threads counted %d\n", sum);
		pthread_once(&once, init);
		_exit(inits + 10);
	}
	waitpid(pid, &status, 0);
	return (void *)(intptr_t)WEXITSTATUS(status);
}

int main(void)
{
	pthread_t t[4];
	void *result;
	int good = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_barrier_init(&barrier, NULL, 4);
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, want, NULL);
	for (int i = 0; i < 4; i++) pthread_join(t[i], &result), good += (int)(intptr_t)result;
	printf("ready for %d, inits %d, nested %d\n", good, inits, nested);

	printf("atfork %d", pthread_atfork(prepare_a, parent_a, child_a));
	printf(" %d", pthread_atfork(prepare_b, parent_b, child_b));
	printf(" %d\n", pthread_atfork(NULL, NULL, child_c));
	pthread_create(&t[0], NULL, forks, NULL);
	pthread_join(t[0], &result);
	printf("parent:%s\n", order);
	printf("child exited %d\n", (int)(intptr_t)result);
	return 0;
}
