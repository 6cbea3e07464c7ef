/* The break: grows with zeros, shrinks, grows again with zeros; what it cannot do leaves it where it is; a child has its own. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "all.h"

#define PAGE 4096
#define MIB (1 << 20)

/* The raw call: musl's sbrk only answers where the break is. Nothing here may allocate while the break is not at its start. */
static char *brk_to(char *p)
{
	return (char *)syscall(SYS_brk, p);
}

int main(void)
{
	int status, good;
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("start");
	char *first = brk_to(NULL);
	char *start = first + (-(size_t)first & (PAGE - 1));
	printf("asked twice the same %d, set to where it is %d\n", brk_to(NULL) == first, brk_to(first) == first);

	good = brk_to(start + MIB + 100) == start + MIB + 100;
	int zero = good && all(start, MIB + 100, 0);
	memset(start, 1, MIB + 100);
	int told = brk_to(NULL) == start + MIB + 100;
	printf("grown %d, told %d, zero %d\n", good, told, zero);

	good = brk_to(start + PAGE + 904) == start + PAGE + 904;
	printf("shrunk %d, kept %d\n", good, all(start, PAGE + 904, 1));
	good = brk_to(start + MIB) == start + MIB;
	printf("grown again %d, kept %d, zero %d\n", good, all(start, PAGE + 904, 1), all(start + 2 * PAGE, MIB - 2 * PAGE, 0));

	pid_t pid = fork();
	if (!pid) {
		memset(start, 2, MIB);
		good = brk_to(start + 2 * MIB) == start + 2 * MIB && all(start + MIB, MIB, 0);
		good &= brk_to(start) == start;
		_exit(good ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	printf("child %d, mine where it was %d, kept %d\n", WEXITSTATUS(status), brk_to(NULL) == start + MIB, all(start, PAGE + 904, 1));

	printf("below its beginning %d\n", brk_to((char *)PAGE) == start + MIB);
	printf("beyond memory %d\n", brk_to((char *)-(long)(4 * PAGE)) == start + MIB);
	memset(start, 3, MIB);
	good = 1;
	for (int i = 1; i <= 64; i++) {
		good &= brk_to(start) == start;
		good &= brk_to(start + i * PAGE) == start + i * PAGE && all(start, i * PAGE, 0);
		memset(start, i, i * PAGE);
	}
	printf("64 times %d\n", good);
	printf("back %d\n", brk_to(first) == first);
	return 0;
}
