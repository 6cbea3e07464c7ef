/* A TCP connection to oneself: listen, connect, both directions, shutdown, refused. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in address = { .sin_family = AF_INET };

static int serve(int listener)
{
	char buffer[4096];
	size_t total = 0;
	ssize_t n;
	int s = accept(listener, NULL, NULL);
	while ((n = read(s, buffer, sizeof buffer)) > 0) total += n;
	n = snprintf(buffer, sizeof buffer, "got %zu", total);
	write(s, buffer, n);
	return 0;
}

int main(void)
{
	static char data[300000];
	char answer[64] = "";
	socklen_t length = sizeof address;
	setvbuf(stdout, NULL, _IOLBF, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	printf("bind %d\n", bind(listener, (void *)&address, sizeof address));
	printf("listen %d\n", listen(listener, 5));
	getsockname(listener, (void *)&address, &length);
	printf("a port: %d\n", ntohs(address.sin_port) != 0);
	if (!fork()) _exit(serve(listener));
	close(listener);

	int s = socket(AF_INET, SOCK_STREAM, 0);
	printf("connect %d\n", connect(s, (void *)&address, sizeof address));
	size_t sent = 0;
	while (sent < sizeof data) {
		ssize_t n = write(s, data + sent, sizeof data - sent);
		if (n <= 0) break;
		sent += n;
	}
	printf("sent %zu\n", sent);
	shutdown(s, SHUT_WR);
	read(s, answer, sizeof answer - 1);
	printf("answer '%s'\n", answer);
	printf("end %zd\n", read(s, answer, sizeof answer));
	wait(NULL);
	s = socket(AF_INET, SOCK_STREAM, 0);
	int r = connect(s, (void *)&address, sizeof address);
	printf("nobody listens: %d %s\n", r, errno == ECONNREFUSED ? "ECONNREFUSED" : strerror(errno));
	return 0;
}
