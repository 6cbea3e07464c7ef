/* Handlers: arguments, mask while they run, nesting, restart, order. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t calls, sender_ok, blocked_inside, nested;

static void plain(int sig)
{
	calls += sig == SIGUSR1;
}

static void with_info(int sig, siginfo_t *info, void *context)
{
	sigset_t mask;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	sender_ok = info->si_pid == getpid() && info->si_signo == sig && context != NULL;
	blocked_inside = sigismember(&mask, sig) * 10 + sigismember(&mask, SIGUSR1);
}

/* The call that was interrupted must not see what this one returned. */
static void nesting(int sig)
{
	errno = 0;
	nested = close(-1) == -1 && errno == EBADF && sig == SIGUSR2;
}

static void set(int sig, void (*handler)(int), int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };
	sigaction(sig, &sa, NULL);
}

static ssize_t read_interrupted(int flags)
{
	int fds[2];
	char c = 0;
	pid_t parent = getpid(), pid;
	pipe(fds);
	set(SIGUSR1, plain, flags);
	calls = 0;
	if (!(pid = fork())) {
		usleep(50000);
		kill(parent, SIGUSR1);
		usleep(50000);
		write(fds[1], "x", 1);
		_exit(0);
	}
	ssize_t n = read(fds[0], &c, 1);
	printf("read %zd %s, handler ran %d\n", n, n < 0 && errno == EINTR ? "EINTR" : c == 'x' ? "x" : "?", (int)calls);
	while (waitpid(pid, NULL, 0) < 0) continue;
	close(fds[0]);
	close(fds[1]);
	return n;
}

static char order[8];

static void note(int sig)
{
	size_t n = strlen(order);
	order[n] = sig == SIGUSR1 ? '1' : '2';
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = with_info, .sa_flags = SA_SIGINFO };
	sigset_t both, none, pending;
	setvbuf(stdout, NULL, _IOLBF, 0);

	set(SIGUSR1, plain, 0);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
	printf("plain: %d\n", (int)calls);

	sigaddset(&sa.sa_mask, SIGUSR1);
	sigaction(SIGUSR2, &sa, NULL);
	kill(getpid(), SIGUSR2);
	printf("siginfo: %d, blocked inside: %d\n", (int)sender_ok, (int)blocked_inside);
	sigprocmask(SIG_BLOCK, NULL, &both);
	printf("blocked after: %d\n", sigismember(&both, SIGUSR2));

	set(SIGUSR2, nesting, 0);
	pid_t result = kill(getpid(), SIGUSR2);
	printf("nested call: %d, outer result: %d\n", (int)nested, (int)result);

	read_interrupted(0);
	read_interrupted(SA_RESTART);

	set(SIGUSR1, note, 0);
	set(SIGUSR2, note, 0);
	sigemptyset(&none);
	sigemptyset(&both);
	sigaddset(&both, SIGUSR1);
	sigaddset(&both, SIGUSR2);
	sigprocmask(SIG_BLOCK, &both, NULL);
	raise(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGUSR1);
	sigpending(&pending);
	printf("pending: %d %d, run: %zu\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2), strlen(order));
	sigprocmask(SIG_SETMASK, &none, NULL);
	printf("after unblocking both ran: %zu\n", strlen(order));

	set(SIGUSR1, plain, SA_RESETHAND);
	raise(SIGUSR1);
	sigaction(SIGUSR1, NULL, &sa);
	printf("reset after one: %d\n", sa.sa_handler == SIG_DFL);
	return 0;
}
