/* A vfork child may vfork: each parent sleeps until its child is done, and then takes the signals it got; memory is one. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int count, order[8], child_status, seen_by_handler, handled;
static char *const nothing[] = { "nothing", NULL };

static void handler(int sig)
{
	seen_by_handler = count;
	handled++;
}

static int wait_for(pid_t pid)
{
	int status;
	if (waitpid(pid, &status, 0) != pid) return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* One function a level: what a vfork child leaves in the frame of its parent is shared. */
static __attribute__((noinline)) int level(int n)
{
	volatile pid_t pid = vfork();
	if (!pid) {
		order[count++] = n;
		if (n < 3) _exit(level(n + 1) + 1);
		execv("/nonexistent/program", nothing);
		_exit(errno == ENOENT ? 10 : 1);
	}
	if (pid < 0) return -1;
	order[count++] = -n;
	return wait_for(pid);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("three levels: %d\n", level(1));
	printf("order:");
	for (int i = 0; i < count; i++) printf(" %d", order[i]);
	printf("\n");

	volatile pid_t pid = vfork();
	if (!pid) {
		volatile pid_t inner = vfork();
		if (!inner) {
			execl("/bin/sh", "sh", "-c", "exit 5", NULL);
			_exit(1);
		}
		child_status = wait_for(inner);
		inner = vfork();
		if (!inner) {
			execv("/nonexistent/program", nothing);
			_exit(127);
		}
		child_status = child_status * 1000 + wait_for(inner);
		execl("/bin/sh", "sh", "-c", "exit 6", NULL);
		_exit(1);
	}
	printf("exec below %d", wait_for(pid));
	printf(", seen from there %d\n", child_status);

	signal(SIGUSR1, handler);
	count = 100;
	pid = vfork();
	if (!pid) {
		kill(getppid(), SIGUSR1);
		count = 101;
		volatile pid_t inner = vfork();
		if (!inner) {
			count = 102;
			_exit(7);
		}
		count = wait_for(inner) == 7 ? 103 : 0;
		_exit(8);
	}
	printf("signal to a parent that sleeps: handled %d, when count was %d", handled, seen_by_handler);
	printf(", status %d\n", wait_for(pid));

	for (int i = 0; i < 200; i++) {
		pid = vfork();
		if (!pid) {
			volatile pid_t inner = vfork();
			if (!inner) _exit(i & 15);
			_exit(wait_for(inner) + 16);
		}
		if (wait_for(pid) != (i & 15) + 16) return 1;
	}
	printf("200 times, none left %d\n", waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
	return 0;
}
