/* longjmp comes back to where setjmp was, any number of frames up, with the value given. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static jmp_buf top, inner;

static __attribute__((noinline)) void dive(int depth, int value)
{
	volatile char frame[64];
	memset((char *)frame, depth, sizeof frame);
	if (!depth) longjmp(top, value);
	dive(depth - 1, value);
	puts("not reached");
}

static void nested(void)
{
	volatile int rounds = 0;
	int r = setjmp(inner);
	rounds++;
	if (r < 3) longjmp(inner, r + 1);
	printf("inner: last %d, rounds %d\n", r, rounds);
	longjmp(top, 99);
}

int main(void)
{
	volatile int count = 0;
	char local[] = "untouched";
	sigjmp_buf masked;
	sigset_t set;
	setvbuf(stdout, NULL, _IOLBF, 0);

	int r = setjmp(top);
	printf("returned %d, local %s\n", r, local);
	switch (count++) {
	case 0: dive(0, 1);
	case 1: dive(50, 2);
	case 2: dive(3, 0);
	case 3: nested();
	}
	printf("out after %d\n", count);

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	for (int save = 0; save < 2; save++) {
		if (!sigsetjmp(masked, save)) {
			sigprocmask(SIG_BLOCK, &set, NULL);
			siglongjmp(masked, 1);
		}
		sigset_t now;
		sigprocmask(SIG_BLOCK, NULL, &now);
		printf("saved %d: blocked %d\n", save, sigismember(&now, SIGUSR1));
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	return 0;
}
