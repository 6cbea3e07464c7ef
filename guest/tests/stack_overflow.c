/* A stack that ends kills its process, whether the program or a system call takes the last piece; nobody else notices. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int limit = -1, deepest;

static __attribute__((noinline)) int dive(int depth)
{
	volatile char frame[256];
	frame[depth & 255] = (char)depth;
	if (depth == limit) return 0;
	return dive(depth + 1) + frame[depth & 255];
}

/* Frames in wasm locals only: the engine's own stack ends, not the one in memory. */
static __attribute__((noinline)) int dive_in_calls(int depth)
{
	if (depth == limit) return 0;
	getppid();
	int below = dive_in_calls(depth + 1);
	/* Something left to do keeps the compiler from making a loop of this. */
	deepest = depth;
	return below;
}

static void in_child(const char *what, int (*f)(int))
{
	int status;
	pid_t pid = fork();
	if (!pid) {
		struct rlimit none = { 0, 0 };
		setrlimit(RLIMIT_CORE, &none);
		_exit(f(0) == 12345);
	}
	waitpid(pid, &status, 0);
	printf("%s: %s\n", what, WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV ? "SIGSEGV" : "?");
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < 3; i++) in_child("in the program", dive);
	in_child("below system calls", dive_in_calls);
	puts("parent goes on");
	return 0;
}
