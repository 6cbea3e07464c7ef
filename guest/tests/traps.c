/* What a CPU would refuse ends the process by the signal that Linux sends for it. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int zero, minus_one = -1, least = INT_MIN, sink;

static void wild_store(void) { *(volatile int *)-64L = 1; }
static void wild_load(void) { sink = *(volatile int *)-64L; }
static void trap(void) { __builtin_trap(); }
static void divide(void) { sink = 7 / zero; }
static void remainder_of(void) { sink = 7 % zero; }
static void overflow(void) { sink = least / minus_one; }
static void (*volatile nothing)(void);
static void null_call(void) { nothing(); }

static const struct { const char *name; void (*run)(void); } cases[] = {
	{ "wild store", wild_store },
	{ "wild load", wild_load },
	{ "trap", trap },
	{ "division by zero", divide },
	{ "remainder by zero", remainder_of },
	{ "division overflow", overflow },
	{ "call of null", null_call },
	{ "abort", abort },
};

static const char *name_of(int sig)
{
	switch (sig) {
	case SIGSEGV: return "SIGSEGV";
	case SIGILL: return "SIGILL";
	case SIGFPE: return "SIGFPE";
	case SIGABRT: return "SIGABRT";
	default: return "another";
	}
}

int main(void)
{
	struct rlimit none = { 0, 0 };
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	setrlimit(RLIMIT_CORE, &none);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		pid_t pid = fork();
		if (!pid) {
			cases[i].run();
			_exit(0);
		}
		waitpid(pid, &status, 0);
		printf("%s: %s\n", cases[i].name, WIFSIGNALED(status) ? name_of(WTERMSIG(status)) : "survived");
	}
	return 0;
}
