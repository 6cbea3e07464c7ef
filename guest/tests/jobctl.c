/* Stop, continue and process groups, as a shell uses them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status, fds[2];
	char c = 0;
	siginfo_t info;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pipe(fds);
	pid_t pid = fork();
	if (!pid) {
		setpgid(0, 0);
		raise(SIGSTOP);
		/* A second stop before the parent has looked would hide that this one is over. */
		read(fds[0], &c, 1);
		raise(SIGTSTP);
		_exit(6);
	}
	setpgid(pid, pid);
	printf("group: %d\n", getpgid(pid) == pid);
	waitpid(pid, &status, WUNTRACED);
	printf("stopped %d by SIGSTOP %d\n", WIFSTOPPED(status), WSTOPSIG(status) == SIGSTOP);
	printf("still stopped: %d\n", waitpid(pid, &status, WNOHANG));
	kill(-pid, SIGCONT);
	waitpid(pid, &status, WCONTINUED);
	printf("continued %d\n", WIFCONTINUED(status));
	write(fds[1], &c, 1);

	waitid(P_PID, pid, &info, WSTOPPED);
	printf("stopped again %d by SIGTSTP %d\n", info.si_code == CLD_STOPPED, info.si_status == SIGTSTP);
	killpg(pid, SIGCONT);
	waitpid(-pid, &status, 0);
	printf("exited %d\n", WEXITSTATUS(status));

	pid = fork();
	if (!pid) {
		printf("new session: %d\n", setsid() == getpid());
		printf("no terminal: %d\n", tcgetpgrp(0) == -1);
		raise(SIGSTOP);
		_exit(1);
	}
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	printf("killed while stopped: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return 0;
}
