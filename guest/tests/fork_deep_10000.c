/* fork 10,000 calls deep: both processes climb back through all frames, with what each had in registers and in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEPTH 10000

static pid_t child;

static __attribute__((noinline)) unsigned dive(unsigned depth, unsigned salt)
{
	volatile unsigned in_memory = salt * 31 + depth;
	unsigned in_register = salt ^ depth * 2654435761u, sum = 1;
	if (depth) sum = dive(depth - 1, salt + depth) * 17;
	else child = fork();
	return sum * 3 + in_memory + (in_register ^ sum);
}

int main(void)
{
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("down");
	unsigned sum = dive(DEPTH, 1);
	if (!child) {
		printf("child %u\n", sum);
		return 3;
	}
	printf("waited %d\n", waitpid(child, &status, 0) == child);
	printf("parent %u, child's status %d\n", sum, WEXITSTATUS(status));
	sum = dive(DEPTH, 2);
	if (!child) _exit(sum & 127);
	waitpid(child, &status, 0);
	printf("again: %u, child had the same %d\n", sum, WIFEXITED(status) && WEXITSTATUS(status) == (sum & 127));
	return 0;
}
