/* A handler may leave by siglongjmp, again and again, also out of a system call that blocks. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

static sigjmp_buf out;

static void leave(int sig)
{
	siglongjmp(out, sig);
}

int main(void)
{
	volatile int rounds = 0;
	int fds[2], r;
	char c;
	sigset_t mask;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGUSR1, leave);
	signal(SIGALRM, leave);
	r = sigsetjmp(out, 1);
	if (rounds++ < 100) raise(SIGUSR1);
	printf("last %d, rounds %d\n", r == SIGUSR1, rounds);

	pipe(fds);
	struct itimerval soon = { .it_value = { .tv_usec = 30000 } };
	if (!(r = sigsetjmp(out, 1))) {
		setitimer(ITIMER_REAL, &soon, NULL);
		read(fds[0], &c, 1);
		puts("not reached");
	}
	printf("out of read by %d\n", r == SIGALRM);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	printf("blocked: %d %d\n", sigismember(&mask, SIGUSR1), sigismember(&mask, SIGALRM));
	return 0;
}
