/* sigsuspend, sigwaitinfo, sigqueue with a value, and signals that were blocked across exec and fork. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t calls;

static void handler(int sig)
{
	calls++;
	(void)sig;
}

int main(void)
{
	sigset_t blocked, empty, old;
	siginfo_t info;
	struct timespec soon = { .tv_nsec = 20000000 };
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigemptyset(&empty);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigaddset(&blocked, SIGRTMIN);
	signal(SIGUSR1, handler);
	sigprocmask(SIG_BLOCK, &blocked, &old);
	raise(SIGUSR1);
	printf("before: %d\n", (int)calls);
	int r = sigsuspend(&empty);
	printf("sigsuspend %d, calls %d\n", r, (int)calls);
	sigprocmask(SIG_BLOCK, NULL, &old);
	printf("blocked again: %d\n", sigismember(&old, SIGUSR1));

	for (int i = 1; i <= 3; i++) sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = i * 11 });
	for (int i = 0; i < 3; i++) {
		r = sigwaitinfo(&blocked, &info);
		printf("queued: right %d, value %d, code %d\n", r == SIGRTMIN, info.si_value.sival_int, info.si_code == SI_QUEUE);
	}
	printf("timed out: %d\n", sigtimedwait(&blocked, &info, &soon));

	raise(SIGUSR1);
	pid_t pid = fork();
	if (!pid) {
		sigset_t pending;
		sigpending(&pending);
		sigprocmask(SIG_BLOCK, NULL, &old);
		_exit(sigismember(&pending, SIGUSR1) * 2 + sigismember(&old, SIGUSR1));
	}
	waitpid(pid, &r, 0);
	printf("child: pending and mask %d\n", WEXITSTATUS(r));
	return 0;
}
