/* fork returns twice into separate memories; wait tells how each child ended. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int shared = 1;

static void tell(const char *what, int status)
{
	if (WIFEXITED(status)) printf("%s: exited %d\n", what, WEXITSTATUS(status));
	else if (WIFSIGNALED(status)) printf("%s: killed by %d\n", what, WTERMSIG(status));
	else printf("%s: %x\n", what, status);
}

static int child_of(pid_t parent)
{
	int *heap = malloc(sizeof *heap);
	shared = 2;
	*heap = getppid() == parent;
	printf("child: shared %d, my parent is the parent: %d\n", shared, *heap);
	return 42;
}

int main(void)
{
	int status;
	pid_t me = getpid(), pid;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!(pid = fork())) exit(child_of(me));
	printf("waited for the right one: %d\n", waitpid(pid, &status, 0) == pid);
	tell("child", status);
	printf("parent: shared %d\n", shared);

	if (!(pid = fork())) for (;;) pause();
	printf("not yet: %d\n", waitpid(pid, &status, WNOHANG));
	kill(pid, SIGTERM);
	waitpid(-1, &status, 0);
	tell("killed", status);

	if (!(pid = fork())) abort();
	wait(&status);
	tell("aborted", status);
	printf("none left: %d\n", wait(&status));
	return 0;
}
