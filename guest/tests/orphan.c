/* When a parent ends first, its child gets another one and lives on; a pipe tells when the last is gone. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2], answer[2] = { 0, 0 }, status;
	char c;
	pipe(fds);
	pid_t middle = fork();
	if (!middle) {
		pid_t parent = getpid();
		if (fork()) _exit(0);
		while (getppid() == parent) usleep(1000);
		answer[0] = 1;
		answer[1] = getppid() > 0;
		write(fds[1], answer, sizeof answer);
		_exit(0);
	}
	close(fds[1]);
	waitpid(middle, &status, 0);
	printf("read %zd\n", read(fds[0], answer, sizeof answer));
	printf("another parent %d, a real one %d\n", answer[0], answer[1]);
	printf("end %zd\n", read(fds[0], &c, 1));
	printf("not mine to wait for: %d\n", waitpid(-1, &status, WNOHANG));
	return 0;
}
