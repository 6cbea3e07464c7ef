/* A handler with SA_ONSTACK runs on the stack given, nested ones stay on it, and others do not. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SIZE 65536

static char *stack;
static volatile sig_atomic_t inside[2], disable_refused, flags;

static int on_stack(void)
{
	volatile char here = 0;
	return (char *)&here >= stack && (char *)&here < stack + SIZE;
}

static void second(int sig)
{
	inside[1] = on_stack();
	(void)sig;
}

static void first(int sig)
{
	stack_t now, off = { .ss_flags = SS_DISABLE };
	inside[0] = on_stack();
	sigaltstack(NULL, &now);
	flags = now.ss_flags;
	disable_refused = sigaltstack(&off, NULL) == -1;
	if (sig == SIGUSR1) raise(SIGUSR2);
}

int main(void)
{
	struct sigaction sa = { .sa_handler = first, .sa_flags = SA_ONSTACK };
	stack_t s = { .ss_size = SIZE };
	s.ss_sp = stack = malloc(SIZE);
	printf("set %d\n", sigaltstack(&s, NULL));
	sigaction(SIGUSR1, &sa, NULL);
	sa.sa_handler = second;
	sigaction(SIGUSR2, &sa, NULL);
	raise(SIGUSR1);
	printf("first on it %d, nested on it %d, SS_ONSTACK %d, change refused %d\n",
		(int)inside[0], (int)inside[1], flags == SS_ONSTACK, (int)disable_refused);
	sa.sa_flags = 0;
	sigaction(SIGUSR2, &sa, NULL);
	raise(SIGUSR2);
	printf("without SA_ONSTACK %d\n", (int)inside[1]);
	sigaltstack(NULL, &s);
	printf("after: flags %d, same stack %d, size %d\n", s.ss_flags, s.ss_sp == stack, (int)s.ss_size);
	return 0;
}
