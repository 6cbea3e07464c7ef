/* Shared anonymous memory: what one process writes, its parent, child and grandchild read, and two of them do not undo each other. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE (64 * 1024)
#define RW (PROT_READ|PROT_WRITE)

static volatile int *shared;
static int private_one, down[2], up[2];

static void say(int fd)
{
	write(fd, "x", 1);
}

static void hear(int fd)
{
	char c;
	read(fd, &c, 1);
}

int main(void)
{
	int status, good = 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	shared = mmap(NULL, SIZE, RW, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < SIZE / 4; i++) good &= !shared[i];
	printf("mapped %d, zero %d\n", shared != MAP_FAILED, good);
	pipe(down);
	pipe(up);

	shared[0] = 1;
	private_one = 1;
	pid_t pid = fork();
	if (!pid) {
		good = shared[0] == 1;
		shared[0] = private_one = 2;
		shared[SIZE/4-1] = 3;
		_exit(good ? 5 : 6);
	}
	waitpid(pid, &status, 0);
	printf("child %d, its writes %d %d, the private one %d\n", WEXITSTATUS(status), shared[0], shared[SIZE/4-1], private_one);

	pid = fork();
	if (!pid) {
		for (int i = 0; i < 100; i++) {
			hear(down[0]);
			good &= shared[10] == 2 * i + 1;
			shared[10]++;
			shared[3000] = i;
			say(up[1]);
		}
		_exit(good ? 5 : 6);
	}
	for (int i = 0; i < 100; i++) {
		shared[10]++;
		say(down[1]);
		hear(up[0]);
		good &= shared[10] == 2 * i + 2 && shared[3000] == i;
	}
	waitpid(pid, &status, 0);
	printf("to and fro: %d, child %d, counted %d\n", good, WEXITSTATUS(status), shared[10]);

	/* Neighbours in one page, written while the other one's are not yet read. */
	pid = fork();
	if (!pid) {
		for (int i = 0; i < 500; i += 2) shared[100+i] = 1000 + i;
		say(up[1]);
		hear(down[0]);
		for (int i = 0; i < 500; i++) good &= shared[100+i] == 1000 + i;
		_exit(good ? 5 : 6);
	}
	for (int i = 1; i < 500; i += 2) shared[100+i] = 1000 + i;
	hear(up[0]);
	for (int i = 0; i < 500; i++) good &= shared[100+i] == 1000 + i;
	say(down[1]);
	waitpid(pid, &status, 0);
	printf("neighbours: %d, child %d\n", good, WEXITSTATUS(status));

	pid = fork();
	if (!pid) {
		pid_t grandchild = fork();
		if (!grandchild) {
			good = shared[0] == 2;
			shared[20] = 20;
			say(up[1]);
			hear(down[0]);
			shared[22] = shared[21] + 1;
			_exit(good ? 5 : 6);
		}
		waitpid(grandchild, &status, 0);
		_exit(shared[22] == 22 ? WEXITSTATUS(status) : 9);
	}
	hear(up[0]);
	printf("grandchild's write %d\n", shared[20]);
	shared[21] = 21;
	say(down[1]);
	waitpid(pid, &status, 0);
	printf("its answer %d, status %d\n", shared[22], WEXITSTATUS(status));

	pid = fork();
	if (!pid) {
		munmap((void *)shared, SIZE);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	printf("unmapped by the child: mine still %d\n", shared[21]);
	volatile int *again = mmap(NULL, SIZE, RW, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
	printf("another one is apart: %d\n", again[21] == 0 && (again[21] = 5) && shared[21] == 21);
	return 0;
}
