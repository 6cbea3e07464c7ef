/* Each thread has its signal mask and its own pending signals; what is for the process goes to one that does not block it. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static _Thread_local volatile int me;
static volatile sig_atomic_t handled_by[4];
static sem_t ready, go;
static sigset_t usr1, usr2, none;

static void handler(int sig)
{
	handled_by[me]++;
}

static int blocked(int sig)
{
	sigset_t now;
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	return sigismember(&now, sig);
}

static int is_pending(int sig)
{
	sigset_t now;
	sigpending(&now);
	return sigismember(&now, sig);
}

static void counts(const char *what)
{
	printf("%s: main %d, threads %d %d %d\n", what, (int)handled_by[0], (int)handled_by[1], (int)handled_by[2], (int)handled_by[3]);
	for (int i = 0; i < 4; i++) handled_by[i] = 0;
}

/* Opens only its own ears, and says what it inherited. */
static void *inherits(void *arg)
{
	intptr_t seen = blocked(SIGUSR1) + 10 * blocked(SIGUSR2);
	pthread_sigmask(SIG_UNBLOCK, &usr1, NULL);
	pthread_sigmask(SIG_BLOCK, &usr2, NULL);
	return (void *)(seen + 100 * blocked(SIGUSR1) + 1000 * blocked(SIGUSR2));
}

static void *directed(void *arg)
{
	me = (int)(intptr_t)arg;
	sem_post(&ready);
	sem_wait(&go);
	intptr_t before = is_pending(SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &usr1, NULL);
	return (void *)(before + 10 * is_pending(SIGUSR1));
}

/* Asleep with the signal open: atomically, so it cannot come too early. */
static void *open_ears(void *arg)
{
	me = 2;
	sem_post(&ready);
	int r = ppoll(NULL, 0, &(struct timespec){ .tv_sec = 20 }, &none);
	return (void *)(intptr_t)(r == -1 && errno == EINTR);
}

static void *takes(void *arg)
{
	int sig, sum = 0;
	sem_post(&ready);
	for (int i = 0; i < 3; i++) {
		if (sigwait(&usr2, &sig) || sig != SIGUSR2) return NULL;
		sum++;
		sem_post(&ready);
	}
	return (void *)(intptr_t)sum;
}

int main(void)
{
	pthread_t t[4];
	void *result;
	setvbuf(stdout, NULL, _IOLBF, 0);
	sem_init(&ready, 0, 0);
	sem_init(&go, 0, 0);
	sigemptyset(&none);
	sigemptyset(&usr1);
	sigemptyset(&usr2);
	sigaddset(&usr1, SIGUSR1);
	sigaddset(&usr2, SIGUSR2);
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = handler }, NULL);
	pthread_sigmask(SIG_BLOCK, &usr1, NULL);
	pthread_create(&t[0], NULL, inherits, NULL);
	pthread_join(t[0], &result);
	printf("inherited %d, mine: %d %d\n", (int)(intptr_t)result, blocked(SIGUSR1), blocked(SIGUSR2));
	printf("bad how: %s\n", pthread_sigmask(77, &usr1, NULL) == EINVAL ? "EINVAL" : "?");

	for (intptr_t i = 1; i < 4; i++) pthread_create(&t[i], NULL, directed, (void *)i);
	for (int i = 1; i < 4; i++) sem_wait(&ready);
	printf("exists: %d, bad signal: %s\n", pthread_kill(t[1], 0), pthread_kill(t[1], 1000) == EINVAL ? "EINVAL" : "?");
	printf("kill %d %d\n", pthread_kill(t[2], SIGUSR1), pthread_kill(t[3], SIGUSR1));
	printf("pending for main: %d\n", is_pending(SIGUSR1));
	for (int i = 1; i < 4; i++) sem_post(&go);
	for (int i = 1; i < 4; i++) pthread_join(t[i], &result), printf("thread %d: was pending %d\n", i, (int)(intptr_t)result);
	counts("directed");

	pthread_create(&t[1], NULL, directed, (void *)1);
	sem_wait(&ready);
	pthread_create(&t[2], NULL, open_ears, NULL);
	sem_wait(&ready);
	kill(getpid(), SIGUSR1);
	pthread_join(t[2], &result);
	printf("interrupted %d\n", (int)(intptr_t)result);
	counts("for the process");
	sem_post(&go);
	pthread_join(t[1], &result);
	printf("pending for the other %d\n", (int)(intptr_t)result);
	counts("and after");

	kill(getpid(), SIGUSR1);
	printf("everybody blocks it: pending %d\n", is_pending(SIGUSR1));
	pthread_create(&t[1], NULL, directed, (void *)1);
	sem_wait(&ready);
	sem_post(&go);
	pthread_join(t[1], &result);
	printf("the thread saw %d, pending still %d\n", (int)(intptr_t)result, is_pending(SIGUSR1));
	counts("taken by who unblocks");

	pthread_sigmask(SIG_BLOCK, &usr2, NULL);
	pthread_create(&t[0], NULL, takes, NULL);
	for (int i = 0; i < 3; i++) {
		sem_wait(&ready);
		if (i == 1) pthread_kill(t[0], SIGUSR2);
		else kill(getpid(), SIGUSR2);
	}
	pthread_join(t[0], &result);
	printf("sigwait took %d\n", (int)(intptr_t)result);
	return 0;
}
