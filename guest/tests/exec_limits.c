/* execve: 100 KiB of arguments and environment arrive whole; a string over 128 KiB, or too many, are E2BIG; none is one empty one. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGS 60
#define VARS 40

extern char **environ;
static char *args[70000], *env[70000];
static char text[ARGS+VARS][1024], big[131072+1];

/* String k of the 100 KiB: of every length, without a character that is 0. */
static void make(char *s, int k)
{
	int n = sprintf(s, "%s%03d=", k < ARGS ? "arg" : "VAR", k);
	for (; n < 1000 + k % 20; n++) s[n] = ' ' + (n * 7 + k) % 90;
	s[n] = 0;
}

static int arrived(int argc, char **argv)
{
	int vars = 0, wrong = 0;
	char expected[1024];
	for (int i = 2; i < argc; i++) {
		make(expected, i - 2);
		wrong += strcmp(argv[i], expected) != 0;
	}
	for (; environ[vars]; vars++) {
		make(expected, ARGS + vars);
		wrong += strcmp(environ[vars], expected) != 0;
	}
	printf("arguments %d, variables %d, wrong %d, ended by NULL %d\n", argc - 2, vars, wrong, !argv[argc]);
	return 3;
}

static int in_child(char *const *a, char *const *e)
{
	int status;
	pid_t pid = fork();
	if (!pid) {
		execve("/proc/self/exe", a, e);
		printf("%s\n", errno == E2BIG ? "E2BIG" : errno == EFAULT ? "EFAULT" : strerror(errno));
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "arrived")) return arrived(argc, argv);
	if (environ[0] && !strcmp(environ[0], "NO=arguments")) {
		printf("argc %d, argv[0] '%s', argv[1] %s\n", argc, argv[0] ? argv[0] : "(none)", argv[0] && argv[1] ? "there" : "NULL");
		return 4;
	}
	if (argc == 2) {
		printf("one of %d, all x %d, variables %d\n", (int)strlen(argv[1]), strspn(argv[1], "x") == strlen(argv[1]), environ[0] != NULL);
		return 5;
	}

	args[0] = "x";
	args[1] = "arrived";
	for (int i = 0; i < ARGS; i++) make(args[i+2] = text[i], i);
	for (int i = 0; i < VARS; i++) make(env[i] = text[ARGS+i], ARGS + i);
	printf("exited %d\n", in_child(args, env));
	memset(args, 0, sizeof args);
	memset(env, 0, sizeof env);

	args[0] = "x";
	args[1] = big;
	memset(big, 'x', sizeof big - 1);
	printf("one byte too long: exited %d\n", in_child(args, env));
	memmove(env, args + 1, sizeof *env);
	args[1] = NULL;
	printf("in the environment: exited %d\n", in_child(args, env));
	memset(env, 0, sizeof env);
	big[100000] = 0;
	args[1] = big;
	printf("100000 bytes: exited %d\n", in_child(args, env));
	for (int i = 1; i < 70; i++) args[i] = big;
	printf("7 MB: exited %d\n", in_child(args, env));
	for (int i = 1; i < 69999; i++) args[i] = env[i-1] = text[0];
	text[0][100] = 0;
	printf("14 MB of short ones: exited %d\n", in_child(args, env));
	memset(args, 0, sizeof args);
	memset(env, 0, sizeof env);
	env[0] = "NO=arguments";
	printf("no arguments: exited %d\n", in_child(args, env));
	args[0] = "";
	args[1] = "";
	env[0] = NULL;
	printf("an empty one: exited %d\n", in_child(args, env));
	return 0;
}
