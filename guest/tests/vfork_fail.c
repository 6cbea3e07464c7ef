/* An exec that fails returns into the vfork child; its _exit ends the child alone, and a second vfork works. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status;
	char *const args[] = { "nothing", NULL };
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < 3; i++) {
		pid_t pid = vfork();
		if (!pid) {
			execv("/nonexistent/program", args);
			_exit(errno == ENOENT ? 100 + i : 1);
		}
		printf("pid is positive: %d\n", pid > 0);
		printf("waited: %d\n", waitpid(pid, &status, 0) == pid);
		printf("exited %d\n", WEXITSTATUS(status));
	}
	return 0;
}
