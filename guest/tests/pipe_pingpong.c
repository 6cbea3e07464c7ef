/* Two processes hand a number back and forth 1000 times; then end of file, and EPIPE for a writer without reader. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int serve(int in, int out)
{
	int n;
	while (read(in, &n, sizeof n) == sizeof n) {
		n++;
		write(out, &n, sizeof n);
	}
	return 0;
}

int main(void)
{
	int to[2], from[2], n = 0, status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pipe(to);
	pipe(from);
	if (!fork()) {
		close(to[1]);
		close(from[0]);
		_exit(serve(to[0], from[1]));
	}
	close(to[0]);
	close(from[1]);
	for (int i = 0; i < 1000; i++) {
		write(to[1], &n, sizeof n);
		read(from[0], &n, sizeof n);
	}
	printf("n %d\n", n);
	close(to[1]);
	wait(&status);
	printf("child ended: %d\n", status);
	printf("end of file: %zd\n", read(from[0], &n, sizeof n));
	signal(SIGPIPE, SIG_IGN);
	pipe(to);
	close(to[0]);
	printf("write: %zd", write(to[1], &n, sizeof n));
	printf(" %s\n", errno == EPIPE ? "EPIPE" : "other");
	return 0;
}
