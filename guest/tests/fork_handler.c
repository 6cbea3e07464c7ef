/* fork inside a signal handler: both processes return from the handler and go on where they were interrupted. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t child;

static void handler(int sig)
{
	child = fork();
	(void)sig;
}

int main(void)
{
	volatile int local = 17;
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGUSR1, handler);
	int r = raise(SIGUSR1);
	if (!child) {
		printf("child: raise %d, local %d\n", r, local);
		_exit(local + 1);
	}
	waitpid(child, &status, 0);
	printf("parent: raise %d, local %d, child exited %d\n", r, local, WEXITSTATUS(status));
	return 0;
}
