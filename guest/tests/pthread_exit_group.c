/* A process of several threads ends as a whole, by exit, _exit or a signal of any of them; without its main thread it goes on. */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static sem_t started, never;
static pthread_t first;
static volatile unsigned n;
static int fds[2];

static void *blocks(void *arg)
{
	char c;
	sem_post(&started);
	read(fds[0], &c, 1);
	puts("read returned");
	return NULL;
}

static void *waits(void *arg)
{
	sem_post(&started);
	sem_wait(&never);
	puts("sem_wait returned");
	return NULL;
}

static void *spins(void *arg)
{
	sem_post(&started);
	for (;;) n++;
}

static void *sleeps(void *arg)
{
	sem_post(&started);
	sleep(100);
	return NULL;
}

static void said(void) { puts("atexit"); }

static void others(void)
{
	void *(*f[])(void *) = { blocks, waits, spins, sleeps, blocks, spins };
	pthread_t t;
	for (int i = 0; i < 6; i++) pthread_create(&t, NULL, f[i], NULL);
	for (int i = 0; i < 6; i++) sem_wait(&started);
	while (!n) sched_yield();
}

static void *exits(void *arg) { others(); exit((int)(intptr_t)arg); }
static void *exits_at_once(void *arg) { others(); _exit((int)(intptr_t)arg); }
static void *is_killed(void *arg) { others(); pthread_kill(pthread_self(), (int)(intptr_t)arg); return NULL; }
static void *kills_main(void *arg) { others(); pthread_kill(first, (int)(intptr_t)arg); sem_wait(&never); return NULL; }

/* The main thread has ended when this goes on. */
static void *outlives(void *arg)
{
	void *result = NULL;
	int r = pthread_join(first, &result);
	printf("main joined %d, result %d\n", r, (int)(intptr_t)result);
	if (arg) exit((int)(intptr_t)arg);
	return (void *)9;
}

static void joined(void *(*f)(void *), intptr_t arg)
{
	pthread_t t;
	pthread_create(&t, NULL, f, (void *)arg);
	pthread_join(t, NULL);
	puts("joined");
}

static void left(void *(*f)(void *), intptr_t arg)
{
	pthread_t t;
	pthread_create(&t, NULL, f, (void *)arg);
	pthread_exit((void *)33);
}

static void by_main(void *(*f)(void *), intptr_t arg)
{
	others();
	exit((int)arg);
}

static const struct { const char *what; void (*how)(void *(*)(void *), intptr_t); void *(*f)(void *); intptr_t arg; } cases[] = {
	{ "exit of a thread", joined, exits, 7 },
	{ "_exit of a thread", joined, exits_at_once, 8 },
	{ "exit of main", by_main, NULL, 6 },
	{ "SIGTERM for a thread", joined, is_killed, SIGTERM },
	{ "SIGUSR1 for main", joined, kills_main, SIGUSR1 },
	{ "SIGKILL for a thread", joined, is_killed, SIGKILL },
	{ "main left, exit of a thread", left, outlives, 5 },
	{ "main left, exit of a thread among others", left, exits, 4 },
	{ "main left, the last returned", left, outlives, 0 },
};

int main(int argc, char **argv)
{
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2 && !strcmp(argv[0], "case")) {
		int i = atoi(argv[1]);
		sem_init(&started, 0, 0);
		sem_init(&never, 0, 0);
		pipe(fds);
		first = pthread_self();
		atexit(said);
		cases[i].how(cases[i].f, cases[i].arg);
		return 99;
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		pid_t pid = fork();
		if (!pid) {
			char number[2] = { '0' + i, 0 };
			/* After a mere fork, musl 1.2.3 hangs when the main thread leaves. */
			execl("/proc/self/exe", "case", number, (char *)NULL);
			_exit(98);
		}
		printf("%s: the child %d, ", cases[i].what, waitpid(pid, &status, 0) == pid);
		if (WIFEXITED(status)) printf("exited %d\n", WEXITSTATUS(status));
		else printf("killed, as expected %d\n", WIFSIGNALED(status) && WTERMSIG(status) == cases[i].arg);
	}
	printf("children left: %d\n", wait(NULL));
	return 0;
}
