/* vfork: the parent waits until the child has another program; the child may use the parent's memory till then. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status;
	char *const args[] = { "other", "argument", NULL };
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(argv[0], "other")) {
		printf("other program: %d arguments, last '%s'\n", argc, argv[argc-1]);
		return 5;
	}
	for (int i = 0; i < 3; i++) {
		pid_t pid = vfork();
		if (!pid) {
			execv("/proc/self/exe", args);
			_exit(127);
		}
		waitpid(pid, &status, 0);
		printf("round %d: exited %d\n", i, WEXITSTATUS(status));
	}
	return 0;
}
