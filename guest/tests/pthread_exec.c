/* exec from a thread that is not the first: all others end, the process and its descriptors stay; a failed one harms nobody. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tasks.h"

static sem_t started, ask, answered, never;
static volatile unsigned n;
static int fds[2], passing[2];

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

static void *answers(void *arg)
{
	sem_post(&started);
	for (;;) {
		sem_wait(&ask);
		sem_post(&answered);
	}
}

static int alive(void)
{
	unsigned was = n;
	sem_post(&ask);
	sem_wait(&answered);
	while (n == was) sched_yield();
	return tasks();
}

static void *execs(void *arg)
{
	char pid[16], in[16], out[16];
	char *args[] = { "again", pid, in, out, NULL }, *env[] = { "ONE=1", NULL }, *spawned[] = { "spawned", "x", NULL };
	sigset_t set;
	pid_t child;
	int status = -1;
	for (int i = 0; i < 4; i++) sem_wait(&started);
	printf("threads %d, not the first %d\n", alive(), gettid() != getpid());
	int r = execve("/nowhere", args, env);
	printf("not there: %d %s", r, errno == ENOENT ? "ENOENT" : "?");
	printf(", threads %d\n", alive());
	r = execve("/", args, env);
	printf("a directory: %d %s", r, errno == EACCES ? "EACCES" : "?");
	printf(", threads %d\n", alive());
	r = posix_spawn(&child, "/proc/self/exe", NULL, NULL, spawned, env);
	waitpid(child, &status, 0);
	printf("spawned %d, exited %d, threads %d\n", r, WEXITSTATUS(status), alive());
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_kill(pthread_self(), SIGUSR1);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	snprintf(in, sizeof in, "%d", passing[0]);
	snprintf(out, sizeof out, "%d", fds[1]);
	write(passing[1], "kept", 4);
	execve("/proc/self/exe", args, env);
	perror("execve");
	return NULL;
}

static void *forty(void *arg) { return (void *)40; }

static int again(char **argv)
{
	char text[8] = "";
	sigset_t set;
	pthread_t t;
	void *result = NULL;
	printf("the same process %d, its first thread %d, threads %d\n", atoi(argv[1]) == getpid(), gettid() == getpid(), tasks());
	read(atoi(argv[2]), text, sizeof text - 1);
	printf("descriptor '%s', the other %s\n", text, fcntl(atoi(argv[3]), F_GETFD) == -1 && errno == EBADF ? "EBADF" : "?");
	pthread_sigmask(SIG_BLOCK, NULL, &set);
	printf("mask of the thread %d", sigismember(&set, SIGUSR1));
	sigpending(&set);
	printf(", pending %d, environment %s\n", sigismember(&set, SIGUSR1), getenv("ONE"));
	pthread_create(&t, NULL, forty, NULL);
	pthread_join(t, &result);
	printf("a new thread %d\n", (int)(intptr_t)result);
	return 3;
}

int main(int argc, char **argv)
{
	pthread_t t;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(argv[0], "again")) return again(argv);
	if (!strcmp(argv[0], "spawned")) return 5;
	sem_init(&started, 0, 0);
	sem_init(&ask, 0, 0);
	sem_init(&answered, 0, 0);
	sem_init(&never, 0, 0);
	pipe2(fds, O_CLOEXEC);
	pipe(passing);
	pthread_create(&t, NULL, blocks, NULL);
	pthread_create(&t, NULL, waits, NULL);
	pthread_create(&t, NULL, spins, NULL);
	pthread_create(&t, NULL, answers, NULL);
	pthread_create(&t, NULL, execs, NULL);
	pthread_join(t, NULL);
	return 1;
}
