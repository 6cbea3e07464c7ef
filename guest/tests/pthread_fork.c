/* fork in a program of many threads: the child has the one that called and memory as it was; the parent's others go on. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "tasks.h"

#define WORKERS 3

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER, mine = PTHREAD_MUTEX_INITIALIZER, theirs = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local int local = 1;
static pthread_key_t key;
static sem_t started, finish;
static int counts[WORKERS], stop;

static int count(int i) { return __atomic_load_n(&counts[i], __ATOMIC_SEQ_CST); }

/* One works all the time, the others rest: all of them busy would only make this slow. */
static void *works(void *arg)
{
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
		pthread_mutex_lock(&lock);
		__atomic_fetch_add(&counts[(intptr_t)arg], 1, __ATOMIC_SEQ_CST);
		pthread_mutex_unlock(&lock);
		if (arg) nanosleep(&(struct timespec){ .tv_nsec = 100000 }, NULL);
	}
	return NULL;
}

static void *holds(void *arg)
{
	pthread_mutex_lock(&theirs);
	sem_post(&started);
	sem_wait(&finish);
	pthread_mutex_unlock(&theirs);
	return NULL;
}

static void go_on(void)
{
	for (int i = 0; i < WORKERS; i++) for (int was = count(i); count(i) == was; ) sched_yield();
}

/* Whether the child is as it should be. */
static int right(pthread_t self)
{
	int before = count(0) + count(1) + count(2), good = pthread_equal(self, pthread_self()) != 0;
	good &= tasks() == 1 && local == 17 && (intptr_t)pthread_getspecific(key) == 18;
	for (int i = 0; i < 20; i++) sched_yield();
	good &= before == count(0) + count(1) + count(2);
	good &= pthread_mutex_trylock(&mine) == EBUSY && pthread_mutex_unlock(&mine) == 0;
	good &= pthread_mutex_lock(&mine) == 0 && pthread_mutex_trylock(&theirs) == EBUSY;
	char *p = malloc(100000);
	memset(p, 1, 100000);
	free(p);
	return good;
}

static void *forks(void *arg)
{
	int status, good = 0;
	pthread_t self = pthread_self();
	local = 17;
	pthread_setspecific(key, (void *)18);
	pthread_mutex_lock(&mine);
	for (int i = 0; i < 12; i++) {
		pid_t pid = fork();
		if (!pid) _exit(right(self) ? i : 100);
		waitpid(pid, &status, 0);
		good += WIFEXITED(status) && WEXITSTATUS(status) == i;
		go_on();
	}
	printf("%s: right children %d, still mine: %s\n", (char *)arg, good, pthread_mutex_trylock(&mine) == EBUSY ? "EBUSY" : "?");
	pthread_mutex_unlock(&mine);
	return NULL;
}

/* In the child this thread is the last one: with it the process ends, as with exit(0). */
static void *forks_and_returns(void *arg)
{
	int status;
	pid_t pid = fork();
	if (!pid) return (void *)5;
	waitpid(pid, &status, 0);
	printf("returned in the child: exited %d %d\n", WIFEXITED(status), WEXITSTATUS(status));
	return NULL;
}

static void *grandchild(void *arg)
{
	int status;
	if (fork()) return wait(&status), (void *)(intptr_t)WEXITSTATUS(status);
	_exit(tasks() + 20);
}

static void *child_with_threads(void *arg)
{
	pthread_t t;
	void *result;
	int status;
	pid_t pid = fork();
	if (!pid) {
		pthread_create(&t, NULL, grandchild, NULL);
		pthread_join(t, &result);
		_exit((int)(intptr_t)result + 20);
	}
	waitpid(pid, &status, 0);
	printf("grandchild of a child's thread: %d\n", WEXITSTATUS(status));
	return NULL;
}

int main(void)
{
	pthread_t w[WORKERS], h, t;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_key_create(&key, NULL);
	sem_init(&started, 0, 0);
	sem_init(&finish, 0, 0);
	for (intptr_t i = 0; i < WORKERS; i++) pthread_create(&w[i], NULL, works, (void *)i);
	pthread_create(&h, NULL, holds, NULL);
	sem_wait(&started);
	go_on();
	printf("threads %d\n", tasks());
	forks("main");
	pthread_create(&t, NULL, forks, "a thread");
	pthread_join(t, NULL);
	pthread_create(&t, NULL, forks_and_returns, NULL);
	pthread_join(t, NULL);
	pthread_create(&t, NULL, child_with_threads, NULL);
	pthread_join(t, NULL);
	go_on();
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
	sem_post(&finish);
	for (int i = 0; i < WORKERS; i++) pthread_join(w[i], NULL);
	pthread_join(h, NULL);
	puts("all joined");
	return 0;
}
