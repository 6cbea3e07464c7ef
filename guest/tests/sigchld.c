/* SIGCHLD tells who ended and how, and interrupts what waits; ignoring it leaves no zombies. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t calls, pid_seen, status_seen, code_seen;

static void handler(int sig, siginfo_t *info, void *context)
{
	calls++;
	pid_seen = info->si_pid;
	status_seen = info->si_status;
	code_seen = info->si_code;
	(void)sig;
	(void)context;
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	int status, fds[2];
	char c;
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGCHLD, &sa, NULL);
	pipe(fds);
	pid_t pid = fork();
	if (!pid) {
		usleep(30000);
		_exit(11);
	}
	int r = read(fds[0], &c, 1);
	printf("read interrupted: %d\n", r == -1 && errno == EINTR);
	printf("calls %d, right pid %d, status %d, exited %d\n", (int)calls, pid_seen == pid, (int)status_seen, code_seen == CLD_EXITED);
	printf("reaped %d\n", waitpid(pid, &status, 0) == pid);

	pid = fork();
	if (!pid) pause();
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0) continue;
	printf("killed: status %d, code %d\n", (int)status_seen, code_seen == CLD_KILLED);

	signal(SIGCHLD, SIG_IGN);
	if (!fork()) _exit(0);
	printf("no zombie: %d\n", wait(&status) == -1 && errno == ECHILD);
	return 0;
}
