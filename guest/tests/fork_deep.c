/* fork far down the stack: both processes climb back through all frames with their locals intact. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEPTH 200

static pid_t child;

static __attribute__((noinline)) unsigned dive(int depth, unsigned salt)
{
	volatile unsigned frame[8];
	unsigned sum = 0;
	for (int i = 0; i < 8; i++) frame[i] = salt * 31 + i * depth;
	if (depth) sum = dive(depth - 1, salt + depth) * 17;
	else child = fork();
	for (int i = 0; i < 8; i++) sum = sum * 3 + frame[i];
	return sum;
}

int main(void)
{
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	unsigned sum = dive(DEPTH, 1);
	if (!child) {
		printf("child %u\n", sum);
		return 0;
	}
	waitpid(child, &status, 0);
	printf("parent %u\n", sum);
	return WEXITSTATUS(status);
}
