/* Until exec or _exit a vfork child has the parent's memory and descriptors of its own; the parent sees what it wrote. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int shared;

int main(void)
{
	int status, fds[2];
	char c = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pipe(fds);
	pid_t pid = vfork();
	if (!pid) {
		shared = 5;
		write(fds[1], "v", 1);
		close(fds[1]);
		_exit(1);
	}
	printf("shared %d\n", shared);
	printf("mine is open: %zd\n", write(fds[1], "p", 1));
	read(fds[0], &c, 1);
	printf("first byte %c\n", c);
	waitpid(pid, &status, 0);
	printf("exited %d\n", WEXITSTATUS(status));
	return 0;
}
