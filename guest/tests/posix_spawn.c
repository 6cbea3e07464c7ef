/* posix_spawn: file actions, environment, attributes, and its error for a missing program. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int child(void)
{
	char text[32] = "";
	struct sigaction sa;
	sigset_t mask;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	sigaction(SIGUSR1, NULL, &sa);
	read(0, text, sizeof text - 1);
	printf("child: stdin '%s', V=%s, own group %d, USR1 default %d, USR2 blocked %d\n", text, getenv("V"),
		getpgrp() == getpid(), sa.sa_handler == SIG_DFL, sigismember(&mask, SIGUSR2));
	return 9;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t set;
	int fds[2], status;
	pid_t pid;
	char *args[] = { "child", NULL }, *env[] = { "V=value", NULL };
	(void)argc;
	if (!strcmp(argv[0], "child")) return child();
	setvbuf(stdout, NULL, _IOLBF, 0);

	pipe(fds);
	write(fds[1], "from the pipe", 13);
	close(fds[1]);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fds[0], 0);
	posix_spawn_file_actions_addclose(&actions, fds[0]);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP|POSIX_SPAWN_SETSIGDEF|POSIX_SPAWN_SETSIGMASK);
	signal(SIGUSR1, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	posix_spawnattr_setsigdefault(&attr, &set);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	posix_spawnattr_setsigmask(&attr, &set);

	int r = posix_spawn(&pid, "/proc/self/exe", &actions, &attr, args, env);
	waitpid(pid, &status, 0);
	printf("spawned: %d, exited %d\n", r, WEXITSTATUS(status));
	printf("missing: %s\n", posix_spawn(&pid, "/nonexistent", NULL, NULL, args, env) == ENOENT ? "ENOENT" : "other");
	printf("no zombie: %d\n", waitpid(-1, &status, WNOHANG));
	return 0;
}
