/* A handler for SIGSEGV sees who sent it, and may leave by siglongjmp, again and again. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static sigjmp_buf back;
static volatile sig_atomic_t code, number;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	number = sig;
	code = info->si_code;
	siglongjmp(back, 1);
}

int main(void)
{
	struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGILL, &act, NULL);
	for (volatile int i = 0; i < 3; i++) {
		if (!sigsetjmp(back, 1)) {
			if (i < 2) *(volatile int *)-64L = 1;
			else __builtin_trap();
			puts("not reached");
		} else {
			sigset_t now;
			sigprocmask(SIG_BLOCK, NULL, &now);
			printf("%d: %s, from the kernel %d, blocked after %d\n", i, number == SIGSEGV ? "SIGSEGV" : "SIGILL",
				code > 0, sigismember(&now, number));
		}
	}
	return 0;
}
