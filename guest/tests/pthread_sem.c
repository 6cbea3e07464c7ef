/* Semaphores: counting, waiting or not, for a time, overflow; and named ones, which are one object however often opened. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "errno_name.h"

static sem_t sem, ping, pong;
static sem_t *named;
static int turns;

static const char *name(int r)
{
	return !r ? "0" : errno_name(errno);
}

static int value(sem_t *s)
{
	int v = -1;
	sem_getvalue(s, &v);
	return v;
}

static void *answer(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		sem_wait(&ping);
		turns += turns % 2 == 1;
		sem_post(&pong);
	}
	return NULL;
}

static void *post_three(void *arg)
{
	for (int i = 0; i < 3; i++) sem_post(arg);
	return NULL;
}

static void *take_three(void *arg)
{
	for (int i = 0; i < 3; i++) sem_wait(arg);
	return NULL;
}

static struct timespec in(long ms)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	if ((t.tv_nsec += ms * 1000000) >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
	return t;
}

int main(void)
{
	pthread_t t[4];
	struct timespec until = in(20), now;
	char path[32];
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("init %s", name(sem_init(&sem, 0, 2)));
	printf(", too much %s\n", name(sem_init(&ping, 0, (unsigned)SEM_VALUE_MAX + 1)));
	printf("value %d", value(&sem));
	printf(", wait %s", name(sem_wait(&sem)));
	printf(", trywait %s", name(sem_trywait(&sem)));
	printf(", value %d", value(&sem));
	printf(", trywait %s\n", name(sem_trywait(&sem)));
	printf("timedwait %s", name(sem_timedwait(&sem, &until)));
	clock_gettime(CLOCK_REALTIME, &now);
	printf(", not before its time %d", now.tv_sec > until.tv_sec || now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec);
	until.tv_sec -= 10;
	printf(", in the past %s", name(sem_timedwait(&sem, &until)));
	until.tv_nsec = -1;
	printf(", bad time %s\n", name(sem_timedwait(&sem, &until)));
	sem_post(&sem);
	printf("there already: timedwait %s\n", name(sem_timedwait(&sem, &now)));
	printf("destroy %s\n", name(sem_destroy(&sem)));
	sem_init(&sem, 0, SEM_VALUE_MAX);
	printf("full: post %s, value kept %d\n", name(sem_post(&sem)), value(&sem) == SEM_VALUE_MAX);
	sem_destroy(&sem);

	sem_init(&ping, 0, 0);
	sem_init(&pong, 0, 0);
	pthread_create(&t[0], NULL, answer, NULL);
	for (int i = 0; i < 2000; i++) {
		turns += turns % 2 == 0;
		sem_post(&ping);
		sem_wait(&pong);
	}
	pthread_join(t[0], NULL);
	printf("turns %d, values %d %d\n", turns, value(&ping), value(&pong));
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, i < 2 ? take_three : post_three, &ping);
	for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
	printf("taken and posted: %d\n", value(&ping));

	snprintf(path, sizeof path, "/test.%d", (int)getpid());
	named = sem_open(path, 0);
	printf("not there: %s\n", name(named == SEM_FAILED ? -1 : 0));
	named = sem_open(path, O_CREAT | O_EXCL, 0600, 1);
	printf("made: %s, value %d\n", name(named == SEM_FAILED ? -1 : 0), named == SEM_FAILED ? -1 : value(named));
	if (named == SEM_FAILED) return 1;
	sem_t *again = sem_open(path, O_CREAT, 0600, 5), *exclusive = sem_open(path, O_CREAT | O_EXCL, 0600, 1);
	printf("once more: %s, exclusively: ", again == named ? "the same" : "?");
	printf("%s\n", name(exclusive == SEM_FAILED ? -1 : 0));
	pthread_create(&t[0], NULL, post_three, again);
	for (int i = 0; i < 4; i++) sem_wait(named);
	pthread_join(t[0], NULL);
	printf("value %d", value(named));
	printf(", close %s", name(sem_close(again)));
	printf(", unlink %s", name(sem_unlink(path)));
	printf(", twice %s\n", name(sem_unlink(path)));
	/* The name is gone, the semaphore is not. */
	sem_post(named);
	printf("still usable: %s", name(sem_trywait(named)));
	printf(", close %s\n", name(sem_close(named)));
	return 0;
}
